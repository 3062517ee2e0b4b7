// expect: status 134
// says: page fault: write to 0x
// says: the program's constants: mapped r--, 4 KiB page
/*
 * rodata_write.c - a write to a string literal.
 */
int main(void)
{
    volatile char *volatile text = "constant";

    text[0] = 'C';
    return 0;
}
