// expect: status 134 crash
/* write_text.c - code cannot be overwritten. */
int main(void)
{
    *(volatile char *)main = 0;
    return 0;
}
