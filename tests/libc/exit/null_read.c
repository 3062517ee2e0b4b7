// expect: status 134 crash
static int *volatile nowhere;

int main(void)
{
    return *nowhere;
}
