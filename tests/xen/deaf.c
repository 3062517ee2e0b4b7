/*
 * deaf.c - a program that knows nothing of signals, disks and networks: it
 * computes, or sleeps, until it is ended.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    volatile unsigned long n = 0;

    puts("waiting");
    if (argc > 1 && strcmp(argv[1], "sleep") == 0) {
        for (;;)
            sleep(1);
    }
    for (;;)
        n++;
}
