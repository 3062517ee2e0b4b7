// expect: status 134
// cflags: -Wno-infinite-recursion
// says: stack overflow: the main stack's
// says: the guard below a stack: not mapped
// says: deeper+0x
// says: times more
// says: app_enter+0x
/*
 * stack_overflow.c - recursion without an end.
 */
static __attribute__((noinline)) int deeper(volatile int *n)
{
    volatile int frame[64];

    frame[0] = *n + 1;
    return deeper(frame) + frame[0];
}

int main(void)
{
    volatile int n = 0;

    return deeper(&n);
}
