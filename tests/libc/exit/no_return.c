// expect: status 0
/* no_return.c - reaching the end of main() is return 0 [C 5.1.2.2.3]. */
int main(void)
{
}
