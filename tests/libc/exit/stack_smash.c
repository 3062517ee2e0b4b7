// expect: status 134 crash stack
/* stack_smash.c - the stack protector sees an overflowed buffer. */
#include <string.h>

static volatile size_t length = 100;

static __attribute__((noinline)) char fill(void)
{
    volatile char buf[16];

    for (size_t i = 0; i < length; i++)
        buf[i] = 'x';
    return buf[3];
}

int main(void)
{
    return fill() == 'y';
}
