/*
 * input.c - asks for a line, tells how long it is, and copies it.
 */
#include <stdio.h>
#include <string.h>

int main(void)
{
    char line[512];

    puts("a line, please");
    fflush(stdout);
    while (fgets(line, sizeof(line), stdin))
        printf("%zu bytes: %s", strlen(line), line);
    puts("that was all");
    return 0;
}
