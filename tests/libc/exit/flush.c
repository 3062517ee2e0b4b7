// expect: status 0
// says: flushed at exit
/* flush.c - exit() writes what stdio still holds. */
#include <stdio.h>

int main(void)
{
    setvbuf(stdout, NULL, _IOFBF, 1024);
    printf("flushed at ");
    fputs("exit\n", stdout);
    return 0;
}
