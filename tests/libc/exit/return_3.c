// expect: status 3
/* return_3.c - main() returning is exit(). */
int main(void)
{
    return 3;
}
