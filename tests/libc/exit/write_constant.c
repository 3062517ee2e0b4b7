// expect: status 134 crash
/* write_constant.c - constants cannot be overwritten. */
static const char constant[] = "constant";

int main(void)
{
    *(volatile char *)constant = 'C';
    return 0;
}
