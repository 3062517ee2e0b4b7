// expect: status 134 crash
/* run_heap.c - data cannot be executed. */
#include <stdlib.h>
#include <string.h>

int main(void)
{
    unsigned char *p = malloc(16);

    memset(p, 0xc3, 16); /* ret */
    ((void (*)(void))p)();
    return 0;
}
