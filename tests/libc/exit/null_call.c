// expect: status 134
/* null_call.c - a call through a null pointer is a crash. */
static void (*volatile nowhere)(void);

int main(void)
{
    nowhere();
    return 0;
}
