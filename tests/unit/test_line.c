/*
 * test_line.c - the console's line discipline, typed and piped.
 */
// links: tests/base_host.c kernel/line.c
#include "kernel/line.h"

#include <string.h>

#include "kernel/base.h"
#include "tests/check.h"
#include "tests/unit/random.h"

static char echoed[4096];
static size_t echoed_len;

static void echo(const char *p, size_t n)
{
    memcpy(echoed + echoed_len, p, n);
    echoed_len += n;
    echoed[echoed_len] = '\0';
}

static void put(struct line *l, const char *text)
{
    echoed_len = 0;
    echoed[0] = '\0';
    for (; *text && line_wants(l); text++)
        line_put(l, *text, echo);
}

/* The next read gives @text. */
static bool takes(struct line *l, const char *text)
{
    char buf[LINE_SIZE];

    return line_ready(l) && line_take(l, buf, sizeof(buf)) == strlen(text) &&
           memcmp(buf, text, strlen(text)) == 0;
}

TEST(a_terminal_gives_whole_lines_and_echoes)
{
    struct line l = {.pipe = false};

    put(&l, "hello");
    CHECK(!line_ready(&l));
    CHECK(strcmp(echoed, "hello") == 0);
    put(&l, "\r");
    CHECK(strcmp(echoed, "\r\n") == 0);
    CHECK(!line_wants(&l));
    CHECK(takes(&l, "hello\n"));
    CHECK(!line_ready(&l) && line_wants(&l));
}

TEST(a_terminal_line_can_be_edited)
{
    struct line l = {.pipe = false};

    put(&l, "abx\x7f"
            "cy\b\n");
    CHECK(takes(&l, "abc\n"));
    CHECK(strcmp(echoed, "abx\b \bcy\b \b\r\n") == 0);
    put(&l, "\x7f"
            "gone\x15"
            "kept\n");
    CHECK(takes(&l, "kept\n"));
    put(&l, "a\x16\x04"
            "b\x16\x7f\n");
    CHECK(takes(&l, "a\x04"
                    "b\x7f\n"));
}

TEST(control_d_ends_a_terminals_input_once)
{
    struct line l = {.pipe = false};

    put(&l, "\x04");
    CHECK(takes(&l, ""));
    CHECK(!line_ready(&l));
    put(&l, "part\x04");
    CHECK(takes(&l, "part"));
    put(&l, "more\n");
    CHECK(takes(&l, "more\n"));
}

TEST(a_line_is_read_in_parts)
{
    struct line l = {.pipe = false};
    char buf[3];

    put(&l, "abcd\n");
    CHECK(line_take(&l, buf, 3) == 3 && memcmp(buf, "abc", 3) == 0);
    CHECK(line_ready(&l));
    CHECK(line_take(&l, buf, 3) == 2 && memcmp(buf, "d\n", 2) == 0);
    CHECK(!line_ready(&l));
}

TEST(a_terminal_line_that_is_too_long_keeps_its_newline)
{
    struct line l = {.pipe = false};
    static char text[LINE_SIZE + 100], want[LINE_SIZE + 1];

    memset(text, 'x', sizeof(text) - 2);
    text[sizeof(text) - 2] = '\n';
    memset(want, 'x', LINE_SIZE - 1);
    want[LINE_SIZE - 1] = '\n';
    put(&l, text);
    CHECK(takes(&l, want));
}

TEST(a_pipe_passes_every_byte_and_echoes_none)
{
    struct line l = {.pipe = true};
    uint64_t seed = 7;

    echoed_len = 0;
    for (unsigned i = 0; i < 5000; i++) {
        char c = (char)random_next(&seed), got;
        if (c == 0x04 || c == 0x16)
            line_put(&l, 0x16, echo);
        line_put(&l, c, echo);
        CHECK(line_ready(&l));
        CHECK(line_take(&l, &got, 1) == 1 && got == c);
    }
    CHECK(echoed_len == 0 && !line_ready(&l));
}

TEST(a_pipe_ends_for_good_behind_its_data)
{
    struct line l = {.pipe = true};

    put(&l, "data\x04");
    CHECK(!line_wants(&l));
    CHECK(takes(&l, "data"));
    CHECK(takes(&l, "") && takes(&l, ""));
}

TEST(a_full_pipe_wants_no_more)
{
    struct line l = {.pipe = true};
    char buf[LINE_SIZE];
    unsigned n = 0;

    for (; line_wants(&l); n++)
        line_put(&l, 'x', echo);
    CHECK(n == LINE_SIZE);
    CHECK(line_take(&l, buf, 10) == 10 && !line_wants(&l));
    CHECK(line_take(&l, buf, LINE_SIZE) == LINE_SIZE - 10 && line_wants(&l));
}

TEST(a_device_that_closes_ends_what_was_typed)
{
    struct line l = {0};

    put(&l, "part");
    line_end(&l);
    CHECK(takes(&l, "part") && !line_ready(&l));
    line_end(&l);
    CHECK(takes(&l, "") && !line_ready(&l));
    put(&l, "more\n");
    CHECK(takes(&l, "more\n"));
}

TEST(a_pipe_that_closes_is_ended_for_good)
{
    struct line l = {.pipe = true};

    put(&l, "data");
    line_end(&l);
    CHECK(!line_wants(&l));
    CHECK(takes(&l, "data") && takes(&l, "") && takes(&l, ""));
}
