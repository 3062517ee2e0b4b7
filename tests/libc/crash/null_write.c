// expect: status 134
// says: page fault: write to 0x0 at main+0x
// says: page 0, which is never mapped
// says: backtrace:
/*
 * null_write.c - a write through NULL.
 */
#include <stddef.h>

int main(void)
{
    volatile int *volatile p = NULL;

    *p = 1;
    return 0;
}
