/*
 * write_only.c - the smallest useful program: one write().
 */
#include <unistd.h>

int main(void)
{
    return write(1, "hello\n", 6) == 6 ? 0 : 1;
}
