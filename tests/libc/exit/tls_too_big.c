// expect: status 127
// says: no memory for
// run: -m 16M
/* tls_too_big.c - thread-local variables that do not fit are refused. */
static __thread volatile char big[64 << 20];

int main(void)
{
    return big[12345];
}
