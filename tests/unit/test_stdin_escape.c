/*
 * test_stdin_escape.c - any bytes through the guest's console input.
 */
// cflags: -D_GNU_SOURCE
// links: tools/pith/stdin_escape.c tools/pith/stream.c

#include "tools/pith/stdin_escape.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "tests/check.h"
#include "tests/unit/random.h"
#include "tools/pith/stream.h"

/* What the runtime makes of it [kernel/console.h]; the end is at *ended. */
static size_t unescape(const char *in, size_t n, char *out, bool *ended)
{
    size_t length = 0;

    *ended = false;
    for (size_t i = 0; i < n && !*ended; i++) {
        if (in[i] == 0x04)
            *ended = true;
        else if (in[i] == 0x16)
            out[length++] = in[++i];
        else
            out[length++] = in[i];
    }
    return length;
}

TEST(plain_text_is_left_alone)
{
    char out[16];

    CHECK(stdin_escape("hello\r\n\0x", 9, out) == 9);
    CHECK(memcmp(out, "hello\r\n\0x", 9) == 0);
    CHECK(stdin_escape("", 0, out) == 0);
}

TEST(signs_are_quoted)
{
    char out[16];

    CHECK(stdin_escape("a\004b\026\026", 5, out) == 8);
    CHECK(memcmp(out, "a\026\004b\026\026\026\026", 8) == 0);
}

TEST(any_bytes_come_back)
{
    uint64_t state = 3;

    for (int round = 0; round < 2000; round++) {
        size_t n = random_below(&state, 64), m;
        char in[64], sent[129], back[129];
        bool ended;

        for (size_t i = 0; i < n; i++)
            in[i] = random_below(&state, 2) ? random_below(&state, 32)
                                            : random_below(&state, 256);
        m = stdin_escape(in, n, sent);
        sent[m] = STDIN_END;
        CHECK(unescape(sent, m + 1, back, &ended) == n);
        CHECK(ended && memcmp(in, back, n) == 0);
    }
}

/* Moves everything from a pipe to a pipe; returns what arrived. */
static size_t through_stream(const char *bytes, size_t n, bool escape,
                             char *out, size_t room)
{
    struct stream stream = {.escape = escape};
    int in[2], to[2];
    size_t got = 0;

    if (!CHECK(pipe(in) == 0 && pipe(to) == 0))
        return 0;
    CHECK(write(in[1], bytes, n) == (ssize_t)n);
    close(in[1]);
    stream.from = in[0];
    stream.to = to[1];
    while (!stream_done(&stream)) {
        struct pollfd p = stream_poll(&stream);

        CHECK(poll(&p, 1, 1000) == 1);
        CHECK(stream_move(&stream) == 0);
    }
    close(to[1]);
    for (ssize_t k; (k = read(to[0], out + got, room - got)) > 0;)
        got += k;
    close(in[0]);
    close(to[0]);
    return got;
}

TEST(stream_marks_the_end)
{
    char out[64];

    CHECK(through_stream("ab\004", 3, true, out, 64) == 5);
    CHECK(memcmp(out, "ab\026\004\004", 5) == 0);
    CHECK(through_stream("", 0, true, out, 64) == 1 && out[0] == 4);
    CHECK(through_stream("ab\004", 3, false, out, 64) == 3);
    CHECK(memcmp(out, "ab\004", 3) == 0);
}

TEST(stream_outlives_its_reader)
{
    struct stream stream = {0};
    int in[2], to[2];

    signal(SIGPIPE, SIG_IGN);
    if (!CHECK(pipe(in) == 0 && pipe(to) == 0))
        return;
    close(to[0]);
    stream.from = in[0];
    stream.to = to[1];
    CHECK(write(in[1], "x", 1) == 1);
    CHECK(stream_move(&stream) == 0);
    CHECK(stream_move(&stream) == -EPIPE);
    CHECK(write(in[1], "y", 1) == 1);
    CHECK(stream_move(&stream) == 0);
    close(in[1]);
    CHECK(stream_move(&stream) == 0);
    CHECK(stream_done(&stream));
}
