// expect: status 134 crash
static void (*volatile nowhere)(void);

int main(void)
{
    nowhere();
    return 0;
}
