/*
 * triple_fault.c - a program that resets the machine without a word.
 */

/* An empty exception table makes any exception a triple fault. */
static void crash(int depth)
{
    static const struct {
        unsigned short limit;
        unsigned long base;
    } __attribute__((packed)) none;

    if (depth > 0)
        crash(depth - 1);
    __asm__ volatile("lidt %0; int3" : : "m"(none) : "memory");
}

int main(void)
{
    crash(3);
    return 0;
}
