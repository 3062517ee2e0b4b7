/*
 * busy.c - as small as a program can be, and never done.
 */
#include <unistd.h>

int main(void)
{
    static const char text[] = "waiting\n";
    volatile unsigned long n = 0;

    write(1, text, sizeof(text) - 1);
    for (;;)
        n++;
}
