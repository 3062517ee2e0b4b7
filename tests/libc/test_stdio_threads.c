// expect: status 0
// smp: 1 2 4
/*
 * test_stdio_threads.c - one stream for several threads: each call whole.
 *
 * Until the first thread is made stdio locks nothing (libc/newlib_build.h), so
 * it is also used before, and a thread is made in the middle of a call.
 */
#define _GNU_SOURCE
#include <string.h>
#include <unistd.h>

#include "tests/libc/thread_tools.h"

#define THREADS 4
#define LINES   400

static char memory[1 << 20];
static FILE *shared;

/* A line of thread @id: its letter as many times as its number says. */
static void write_line(int id, int n)
{
    char line[64], letter = (char)('a' + id);
    int length = 1 + n % 40;

    memset(line, letter, (size_t)length);
    line[length] = '\n';
    line[length + 1] = '\0';
    switch (n % 4) {
    case 0:
        CHECK(fputs(line, shared) >= 0);
        break;
    case 1:
        CHECK(fwrite(line, (size_t)length + 1, 1, shared) == 1);
        break;
    case 2:
        CHECK(fprintf(shared, "%c%s", letter, line + 1) == length + 1);
        break;
    default:
        flockfile(shared);
        for (int i = 0; i <= length; i++)
            CHECK((i % 2 ? putc : fputc)(line[i], shared) == line[i]);
        funlockfile(shared);
    }
}

static void *write_lines(void *arg)
{
    for (int n = 0; n < LINES; n++)
        write_line((int)(intptr_t)arg, n);
    return NULL;
}

/* Every line is of one letter; counts those of each. */
static void check_lines(const char *text, size_t size, int *count)
{
    const char *end = text + size;

    while (text < end) {
        const char *newline = memchr(text, '\n', (size_t)(end - text));
        int id = text[0] - 'a';

        CHECK(newline && newline > text && id >= 0 && id < THREADS);
        if (!newline || id < 0 || id >= THREADS)
            return;
        for (const char *p = text; p < newline; p++)
            CHECK(*p == text[0]);
        count[id]++;
        text = newline + 1;
    }
}

/* To a file in memory, with buffers from tiny to large. */
static void write_by_all(size_t buffer)
{
    int count[THREADS] = {0};
    pthread_t id[THREADS];
    size_t size;

    shared = fopen("/tmp/lines", "w+");
    CHECK(shared && setvbuf(shared, NULL, _IOFBF, buffer) == 0);
    if (!shared)
        return;
    for (intptr_t i = 1; i < THREADS; i++)
        id[i] = start(write_lines, (void *)i);
    write_lines(NULL);
    for (int i = 1; i < THREADS; i++)
        join(id[i]);
    CHECK(fseek(shared, 0, SEEK_SET) == 0);
    size = fread(memory, 1, sizeof(memory), shared);
    CHECK(fclose(shared) == 0);
    check_lines(memory, size, count);
    for (int i = 0; i < THREADS; i++)
        CHECK(count[i] == LINES);
}

static void *put_one(void *unused)
{
    FILE *f = fopen("/dev/null", "w");

    CHECK(f && putc('2', f) == '2' && fclose(f) == 0);
    return unused;
}

static pthread_t maker_id;

/* The stream's write function makes the first thread. */
static ssize_t make_thread(void *cookie, const char *p, size_t n)
{
    (void)cookie;
    if (!maker_id)
        maker_id = start(put_one, NULL);
    CHECK(write(STDERR_FILENO, p, 0) == 0);
    return (ssize_t)n;
}

static void make_the_first_in_a_call(void)
{
    cookie_io_functions_t io = {.write = make_thread};
    FILE *f = fopencookie(NULL, "w", io);

    CHECK(f && putc('1', f) == '1' && fputs("more", f) >= 0);
    if (!f)
        return;
    CHECK(fflush(f) == 0);
    join(maker_id);
    CHECK(putc('3', f) == '3' && ftrylockfile(f) == 0);
    funlockfile(f);
    CHECK(fclose(f) == 0);
}

static void write_whole_lines(void)
{
    static const size_t buffers[] = {16, 100, 1024, 65536};

    for (size_t i = 0; i < sizeof(buffers) / sizeof(buffers[0]); i++)
        write_by_all(buffers[i]);
}

static void *print_for_ever(void *unused)
{
    (void)unused;
    for (;;) {
        fprintf(shared, "%s\n", "x");
        pthread_testcancel();
    }
    return NULL;
}

/* A cancellation leaves no stream locked. */
static void cancel_writers(void)
{
    shared = fopen("/dev/null", "w");
    CHECK(shared);
    if (!shared)
        return;
    for (int i = 0; i < 20; i++) {
        pthread_t id = start(print_for_ever, NULL);
        sched_yield();
        CHECK(pthread_cancel(id) == 0);
        CHECK(join(id) == PTHREAD_CANCELED);
        CHECK(fputs("y", shared) >= 0);
    }
    CHECK(fclose(shared) == 0);
}

/* One test, since only once is a thread the first. */
TEST(streams_of_one_thread_and_of_several)
{
    make_the_first_in_a_call();
    write_whole_lines();
    cancel_writers();
}
