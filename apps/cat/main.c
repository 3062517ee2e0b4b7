/*
 * main.c - cat: files, or standard input, to standard output.
 *
 *     cat [FILE...]        "-" and no FILE at all mean standard input
 *
 * A file that cannot be read is reported and the rest goes on; the exit
 * status is 1 then.
 */
#include <err.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char buf[65536];

static void write_all(size_t n)
{
    size_t done = 0;

    while (done < n) {
        ssize_t m = write(STDOUT_FILENO, buf + done, n - done);

        if (m < 0)
            err(EXIT_FAILURE, "standard output");
        done += (size_t)m;
    }
}

static bool copy(int fd, const char *name)
{
    ssize_t n;

    while ((n = read(fd, buf, sizeof(buf))) > 0)
        write_all((size_t)n);
    if (n < 0)
        warn("%s", name);
    return n == 0;
}

static bool cat(const char *name)
{
    bool ok;
    int fd;

    if (strcmp(name, "-") == 0)
        return copy(STDIN_FILENO, "standard input");
    fd = open(name, O_RDONLY);
    if (fd < 0) {
        warn("%s", name);
        return false;
    }
    ok = copy(fd, name);
    close(fd);
    return ok;
}

int main(int argc, char **argv)
{
    bool ok = true;

    if (argc < 2)
        ok = cat("-");
    for (int i = 1; i < argc; i++)
        ok &= cat(argv[i]);
    return ok ? EXIT_SUCCESS : EXIT_FAILURE;
}
