// expect: status 134 crash stack
/* stack_overflow.c - recursion without end meets the guard page. */
static volatile int zero;

static __attribute__((noinline)) int deeper(int n)
{
    volatile char frame[256];

    frame[0] = (char)n;
    if (n < 0)
        return 0;
    return deeper(n + 1) + frame[zero];
}

int main(void)
{
    return deeper(0);
}
