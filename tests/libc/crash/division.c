// expect: status 134
// says: division error at main+0x
/*
 * division.c - by zero.
 */
int main(void)
{
    volatile int zero = 0;

    return 10 / zero;
}
