/*
 * source_lines.c - from the addresses of a backtrace to lines of the sources.
 */
#include "tools/pith/source_lines.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define ANSWER_MAX  65536
#define PATIENCE_MS 5000

/* A caller's line is that of its call, which stands before where it goes on. */
static void make_command(const char *image, const struct notes *notes,
                         struct words *argv)
{
    words_add(argv, "addr2line");
    words_add(argv, "-afip"); /* address, function, inlined, one line each */
    words_add(argv, "-e");
    words_add(argv, "%s", image);
    for (unsigned i = 0; i < notes->nr_frames; i++) {
        const struct notes_frame *f = &notes->frame[i];

        words_add(argv, "0x%llx",
                  (unsigned long long)f->address - f->is_return);
    }
}

static _Noreturn void become(char *const *argv, int out)
{
    int nothing = open("/dev/null", O_RDWR);

    dup2(nothing, STDIN_FILENO);
    dup2(nothing, STDERR_FILENO);
    dup2(out, STDOUT_FILENO);
    execvp(argv[0], argv);
    _exit(127);
}

static int64_t now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000ll + t.tv_nsec / 1000000;
}

/* All that comes, if it comes in time and fits; else NULL. From malloc(). */
static char *read_answer(int fd)
{
    char *text = calloc(1, ANSWER_MAX);
    int64_t deadline = now_ms() + PATIENCE_MS;
    struct pollfd p = {.fd = fd, .events = POLLIN};
    size_t used = 0;
    ssize_t n = -1;

    while (text && used < ANSWER_MAX - 1) {
        int64_t left = deadline - now_ms();

        if (poll(&p, 1, left > 0 ? (int)left : 0) <= 0)
            break;
        n = read(fd, text + used, ANSWER_MAX - 1 - used);
        if (n <= 0)
            break;
        used += n;
    }
    if (n == 0)
        return text;
    free(text);
    return NULL;
}

static char *ask(char *const *argv)
{
    int ends[2];
    char *text;
    pid_t pid;

    if (pipe2(ends, O_CLOEXEC) < 0)
        return NULL;
    pid = fork();
    if (pid == 0)
        become(argv, ends[1]);
    close(ends[1]);
    text = pid < 0 ? NULL : read_answer(ends[0]);
    close(ends[0]);
    if (pid > 0) {
        kill(pid, SIGKILL);
        while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
            ;
    }
    return text;
}

/* "0xADDRESS: REST" begins a frame, " (inlined by) REST" goes on with it. */
static const char *rest_of(const char *line, unsigned *frame)
{
    static const char inlined[] = " (inlined by) ";
    const char *colon;

    if (strncmp(line, inlined, sizeof(inlined) - 1) == 0)
        return line + sizeof(inlined) - 1;
    if (strncmp(line, "0x", 2) != 0 || !(colon = strstr(line, ": ")))
        return NULL;
    ++*frame;
    return colon + 2;
}

/* Move what stands behind @skip over it. */
static void drop(char *text, size_t skip)
{
    memmove(text, text + skip, strlen(text + skip) + 1);
}

/* Below the current folder, a file is named from there. */
static void shorten(char *path)
{
    char here[4096];
    size_t length = getcwd(here, sizeof(here)) ? strlen(here) : 0;

    if (length > 1 && strncmp(path, here, length) == 0 && path[length] == '/')
        drop(path, length + 1);
    while (strncmp(path, "./", 2) == 0)
        drop(path, 2);
}

/* Compilers differ in what they put behind the number. */
static void cut(char *rest)
{
    char *note = strstr(rest, " (discriminator "), *at = strstr(rest, " at ");

    if (note)
        *note = '\0';
    if (at)
        shorten(at + 4);
    for (char *p = rest; *p; p++) {
        if (*p < ' ' || *p == 0x7f)
            *p = '?';
    }
}

static unsigned take_answer(char *text, unsigned nr_frames,
                            struct words frame[NOTES_FRAMES])
{
    unsigned at = 0, found = 0; /* at: counts from 1 */
    char *next = text;

    for (char *line; (line = strsep(&next, "\n"));) {
        char *rest = (char *)rest_of(line, &at);

        if (!rest || at == 0 || at > nr_frames || strstr(rest, ":?") ||
            strstr(rest, "??:"))
            continue;
        cut(rest);
        found += frame[at - 1].count == 0;
        words_add(&frame[at - 1], "%s", rest);
    }
    return found;
}

unsigned source_lines_find(const char *image, const struct notes *notes,
                           struct words frame[NOTES_FRAMES])
{
    struct words argv = {0};
    unsigned found = 0;
    char *text;

    if (notes->nr_frames == 0)
        return 0;
    make_command(image, notes, &argv);
    text = ask(argv.word);
    if (text)
        found = take_answer(text, notes->nr_frames, frame);
    free(text);
    words_free(&argv);
    return found;
}
