// expect: status 134
// says: this block is free already
/* double_free.c - the plainest of double frees is found. */
#include <stdlib.h>

int main(void)
{
    char *volatile p = malloc(10);

    free(p);
    free(p);
    return 0;
}
