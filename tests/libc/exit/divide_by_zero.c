// expect: status 134 crash
static volatile int zero;

int main(void)
{
    return 10 / zero;
}
