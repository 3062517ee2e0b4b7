// expect: status 42
/*
 * own_names.c - the runtime's names are the program's to use.
 */
int panic = 1, boot_info = 2, text_end = 3, data_start = 4, gdt = 5;

int refuse(int n)
{
    return n + 27;
}

int main(void)
{
    return refuse(panic + boot_info + text_end + data_start + gdt);
}
