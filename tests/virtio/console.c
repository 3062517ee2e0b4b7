/*
 * console.c - standard input and output as tests/virtio/console.sh asks.
 *
 * is        say whether the console is a virtio port
 * lines     answer each line of input, and tell of its end
 * again     the same, and once more after the end of the first input
 * copy      copy input to output until it ends
 * pattern N write N MiB, in which every position can be told
 * check N   read N MiB of that, and tell whether it is whole
 * size      say how large the terminal is, or the error
 * poll      wait by poll() for a line, then for the end
 * crash     write a line and fault
 * threads   write from two threads at once, whole lines
 */
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <pith/console.h>

#include "tests/virtio/port_pattern.h"

#define PIECE 8192u

static int lines(void)
{
    char line[256];
    unsigned n = 0;

    while (fgets(line, sizeof(line), stdin)) {
        line[strcspn(line, "\n")] = '\0';
        printf("line %u: <%s>\n", ++n, line);
        fflush(stdout);
    }
    fprintf(stderr, "end after %u lines\n", n);
    return 0;
}

static int again(void)
{
    lines();
    clearerr(stdin);
    while (getchar() == EOF)
        clearerr(stdin); /* nobody has it open */
    puts("open again");
    return lines();
}

static int copy(void)
{
    static char buf[PIECE];
    ssize_t n;

    while ((n = read(0, buf, sizeof(buf))) > 0) {
        if (write(1, buf, (size_t)n) != n)
            return 1;
    }
    return n != 0;
}

static int pattern(uint32_t mib)
{
    static char buf[PIECE];

    for (uint32_t at = 0; at < mib * PORT_MIB;) {
        for (unsigned i = 0; i < PIECE; i++)
            buf[i] = port_byte(at++);
        if (write(1, buf, PIECE) != PIECE)
            return 1;
    }
    return 0;
}

static int check(uint32_t mib)
{
    static char buf[PIECE];
    uint32_t at = 0;
    ssize_t n;

    while (at < mib * PORT_MIB && (n = read(0, buf, sizeof(buf))) > 0) {
        for (ssize_t i = 0; i < n; i++, at++) {
            if (buf[i] == port_byte(at))
                continue;
            printf("wrong at %u\n", at);
            return 1;
        }
    }
    printf("whole: %u bytes\n", at);
    return 0;
}

static int poll_it(void)
{
    struct pollfd p = {.fd = 0, .events = POLLIN};
    char buf[64];
    ssize_t n;

    puts("ready");
    fflush(stdout);
    do {
        if (poll(&p, 1, -1) != 1)
            return 1;
        n = read(0, buf, sizeof(buf));
        fprintf(stderr, "poll: %d bytes\n", (int)n);
    } while (n > 0);
    return 0;
}

static int size(void)
{
    struct winsize w = {1, 1, 1, 1};

    if (ioctl(1, TIOCGWINSZ, &w))
        printf("size: %s\n", strerror(errno));
    else
        printf("size: %d x %d\n", w.ws_col, w.ws_row);
    return 0;
}

static void *writer(void *name)
{
    char line[80];

    memset(line, *(const char *)name, sizeof(line));
    line[sizeof(line) - 1] = '\n';
    for (int i = 0; i < 1000; i++)
        write(1, line, sizeof(line));
    return NULL;
}

static int threads(void)
{
    pthread_t t;

    if (pthread_create(&t, NULL, writer, "a") != 0)
        return 1;
    writer("b");
    return pthread_join(t, NULL);
}

int main(int argc, char **argv)
{
    const char *what = argc > 1 ? argv[1] : "is";
    uint32_t n = argc > 2 ? (uint32_t)atoi(argv[2]) : 0;

    if (strcmp(what, "lines") == 0)
        return lines();
    if (strcmp(what, "again") == 0)
        return again();
    if (strcmp(what, "copy") == 0)
        return copy();
    if (strcmp(what, "pattern") == 0)
        return pattern(n);
    if (strcmp(what, "check") == 0)
        return check(n);
    if (strcmp(what, "size") == 0)
        return size();
    if (strcmp(what, "poll") == 0)
        return poll_it();
    if (strcmp(what, "threads") == 0)
        return threads();
    printf("virtio console: %s\n", pith_console_virtio() ? "yes" : "no");
    fflush(stdout);
    if (strcmp(what, "crash") == 0)
        *(volatile int *)strtoul("8", NULL, 0) = 1;
    return 0;
}
