/*
 * first_byte.c - the time from starting QEMU to the guest's first output.
 *
 * usage: first_byte ROUNDS IMAGE... -- QEMU ARG...
 *
 * Each round boots every image once, in turn, with `QEMU ARG... -kernel
 * IMAGE`, so that a change of the machine's load meets all of them. What
 * stands behind `|` in IMAGE are more words, divided by `|`. Prints a line
 * `MINIMUM MEDIAN IMAGE` each, in microseconds.
 */
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define ROUNDS_MAX 1000
#define IMAGES_MAX 8
#define ARGS_MAX   64
#define WORDS_MAX  16

static uint64_t now_us(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

static void start(char **args, int out)
{
    int input[2];

    if (pipe(input) == 0)
        dup2(input[0], 0); /* open and empty: no end of file */
    dup2(out, 1);
    execvp(args[0], args);
    _exit(127);
}

static uint64_t measure(char **args)
{
    uint64_t began = now_us();
    int out[2], status;
    char byte;

    if (pipe(out) != 0)
        exit(1);
    pid_t pid = fork();
    if (pid == 0)
        start(args, out[1]);
    close(out[1]);
    ssize_t n = read(out[0], &byte, 1);
    uint64_t took = now_us() - began;
    kill(pid, SIGKILL);
    waitpid(pid, &status, 0);
    close(out[0]);
    if (n != 1) {
        fprintf(stderr, "first_byte: %s printed nothing\n", args[0]);
        exit(1);
    }
    return took;
}

/* Puts `-kernel IMAGE WORD... NULL` at @args. */
static void add_image(char **args, const char *image)
{
    static char copy[1024];
    int n = 0;

    snprintf(copy, sizeof(copy), "%s", image);
    args[n++] = "-kernel";
    for (char *w = strtok(copy, "|"); w && n < WORDS_MAX - 1;
         w = strtok(NULL, "|"))
        args[n++] = w;
    args[n] = NULL;
}

static int by_value(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return x < y ? -1 : x > y;
}

int main(int argc, char **argv)
{
    static uint64_t took[IMAGES_MAX][ROUNDS_MAX];
    char *args[ARGS_MAX + WORDS_MAX] = {NULL};
    int images = 0, n = 0;
    int rounds = argc > 1 ? atoi(argv[1]) : 0;

    while (2 + images < argc && strcmp(argv[2 + images], "--") != 0)
        images++;
    for (int i = 3 + images; i < argc && n < ARGS_MAX; i++)
        args[n++] = argv[i];
    if (rounds < 1 || rounds > ROUNDS_MAX || images < 1 ||
        images > IMAGES_MAX || n == 0) {
        fprintf(stderr, "usage: first_byte ROUNDS IMAGE... -- QEMU ARG...\n");
        return 2;
    }
    for (int r = 0; r < rounds; r++) {
        for (int i = 0; i < images; i++) {
            add_image(args + n, argv[2 + i]);
            took[i][r] = measure(args);
        }
    }
    for (int i = 0; i < images; i++) {
        qsort(took[i], rounds, sizeof(took[i][0]), by_value);
        printf("%lu %lu %s\n", (unsigned long)took[i][0],
               (unsigned long)took[i][rounds / 2], argv[2 + i]);
    }
    return 0;
}
