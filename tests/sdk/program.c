/*
 * program.c - a program that notices if it was compiled or linked wrongly.
 *
 * Each line is a way in which options can break an image: absolute addresses
 * in data, thread-local storage, constructors, the stack protector, floating
 * point, what _FORTIFY_SOURCE replaces, zeroed memory, the exit status.
 */
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/sdk/program.h"

static const char *const words[] = {"zero", "one", "two"};
static __thread int local = 7;
static __thread int local_zero;
static int constructed, zero[1000];
static jmp_buf env;

__attribute__((constructor)) static void construct(void)
{
    constructed = 1;
}

static int compare(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

static int strings(const char *word)
{
    char text[64], copy[64];

    snprintf(text, sizeof(text), "%s %d %.3f", word, local, 1.0 / 3.0);
    strcpy(copy, text);
    strcat(copy, "!");
    memset(text, 0, sizeof(text));
    return strcmp(copy, "two 7 0.333!") == 0 && !text[5];
}

static int sorted(void)
{
    int numbers[] = {3, 1, 2};
    int *heap = malloc(sizeof(numbers));

    memcpy(heap, numbers, sizeof(numbers));
    qsort(heap, 3, sizeof(*heap), compare);
    return heap[0] == 1 && heap[1] == 2 && heap[2] == 3;
}

static int jumped(void)
{
    int n = setjmp(env);

    if (n == 0)
        longjmp(env, 5);
    return n == 5;
}

int main(int argc, char **argv)
{
    int good = constructed && !zero[999] && !local_zero && argc == 2 &&
               strcmp(argv[1], "argument") == 0 && strings(words[argc]) &&
               sorted() && jumped() && program_part(20) == 21;

    puts(good ? "all is well" : "something is wrong");
    return 42;
}
