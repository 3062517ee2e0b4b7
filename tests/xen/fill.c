/*
 * fill.c - takes all memory that malloc has, or as many MiB as its argument
 * says, and writes and reads each page.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define MIB  0x100000u
#define PAGE 4096u
#define MANY 16384u

static char *block[MANY];

static void mark(size_t n)
{
    for (size_t at = 0; at < MIB; at += PAGE)
        *(uint64_t *)(block[n] + at) = n * MIB + at;
}

static int is_marked(size_t n)
{
    for (size_t at = 0; at < MIB; at += PAGE) {
        if (*(uint64_t *)(block[n] + at) != n * MIB + at)
            return 0;
    }
    return 1;
}

int main(int argc, char **argv)
{
    size_t want = argc > 1 ? (size_t)atoi(argv[1]) : MANY, n = 0, good = 0;

    while (n < want && n < MANY && (block[n] = malloc(MIB)))
        mark(n++);
    for (size_t i = 0; i < n; i++)
        good += (size_t)is_marked(i);
    printf("%zu MiB filled, %zu good\n", n, good);
    return good != n;
}
