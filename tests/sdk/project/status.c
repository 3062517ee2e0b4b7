/*
 * status.c - a program whose exit status CMake's try_run() asks for.
 */
int main(void)
{
    return 7;
}
