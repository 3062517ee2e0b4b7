// expect: status 134
// says: page fault: write to 0x
// says: the program's text: mapped r-x, 4 KiB page
/*
 * text_write.c - a write to a function.
 */
int main(void)
{
    *(volatile char *)main = 0;
    return 0;
}
