/*
 * test_verdict.c - how a run ended, from what the guest and QEMU said.
 */
// cflags: -D_GNU_SOURCE
// links: tools/pith/verdict.c

#include "tools/pith/verdict.h"

#include <signal.h>
#include <string.h>

#include "tests/check.h"

#define EXITED(n) ((n) << 8)

/* The outcome after @control from the guest, and QEMU's end. */
static struct outcome decide(const char *control, int wait_status,
                             const char *log)
{
    struct verdict v = {0};
    struct outcome out;

    verdict_feed(&v, control, strlen(control));
    verdict_final(&v, wait_status, log, &out);
    return out;
}

static bool is(struct outcome out, enum outcome_kind kind, int status,
               const char *part)
{
    return out.kind == kind && out.status == status && strstr(out.text, part);
}

TEST(the_guest_tells)
{
    CHECK(is(decide("exit 0\n", EXITED(1), ""), OUTCOME_EXIT, 0, ""));
    CHECK(is(decide("exit 255\n", EXITED(1), ""), OUTCOME_EXIT, 255, ""));
    CHECK(is(decide("exit 126\n", EXITED(0), "x"), OUTCOME_EXIT, 126, ""));
    CHECK(is(decide("crash #PF at 0x0\n", EXITED(1), ""), OUTCOME_CRASH, 134,
             "guest crashed: #PF at 0x0"));
    CHECK(is(decide("refused no RAM\n", EXITED(1), ""), OUTCOME_REFUSED, 127,
             "boot refused: no RAM"));
}

static void keys(struct verdict *v, const char *text)
{
    verdict_feed(v, text, strlen(text));
}

TEST(the_keys_that_the_program_handles)
{
    struct verdict v = {0};

    keys(&v, "keys intr\n");
    CHECK(v.wants_intr && !v.wants_quit && !v.decided && !v.ready);
    keys(&v, "keys intr quit\n");
    CHECK(v.wants_intr && v.wants_quit);
    keys(&v, "keys intruder\nkeysquit\nkeys \n");
    CHECK(v.wants_intr && v.wants_quit);
    keys(&v, "keys quit\n");
    CHECK(!v.wants_intr && v.wants_quit);
    keys(&v, "keys\n");
    CHECK(!v.wants_intr && !v.wants_quit);
}

TEST(the_first_line_counts)
{
    CHECK(is(decide("exit 3\ncrash late\n", 1, ""), OUTCOME_EXIT, 3, ""));
    CHECK(is(decide("crash x\nexit 0\n", 1, ""), OUTCOME_CRASH, 134, "x"));
    CHECK(is(decide("ready\ntime 5 6\nexit 4\n", EXITED(1), ""), OUTCOME_EXIT,
             4, ""));
}

TEST(lines_that_are_none)
{
    CHECK(decide("exit 256\n", EXITED(1), "").kind == OUTCOME_VMM);
    CHECK(decide("exit -1\n", EXITED(1), "").kind == OUTCOME_VMM);
    CHECK(decide("exit 1x\n", EXITED(1), "").kind == OUTCOME_VMM);
    CHECK(decide("exit \n", EXITED(1), "").kind == OUTCOME_VMM);
    CHECK(decide("exit\n", EXITED(1), "").kind == OUTCOME_VMM);
    CHECK(decide("exit 0", EXITED(1), "").kind == OUTCOME_VMM);
    CHECK(decide("EXIT 0\n", EXITED(1), "").kind == OUTCOME_VMM);
    CHECK(is(decide("exit 9\nexit 1", EXITED(1), ""), OUTCOME_EXIT, 9, ""));
}

TEST(the_guest_says_nothing)
{
    CHECK(is(decide("", EXITED(0), ""), OUTCOME_CRASH, 134, "triple fault"));
    CHECK(is(decide("", EXITED(1), "qemu: no such CPU\nmore\n"), OUTCOME_VMM,
             126, "QEMU failed: qemu: no such CPU"));
    CHECK(!strstr(decide("", EXITED(1), "one\ntwo\n").text, "two"));
    CHECK(is(decide("", EXITED(1), ""), OUTCOME_VMM, 126, "status 1"));
    CHECK(is(decide("", SIGABRT, "assertion\n"), OUTCOME_VMM, 126, "signal 6"));
}

TEST(text_is_safe_and_bounded)
{
    char line[5000] = "crash \033[2J\r\a\xff";
    struct outcome out = decide("crash \033[2J\r\a\xff\n", EXITED(1), "");

    CHECK(strcmp(out.text, "guest crashed: ?[2J???") == 0);
    memset(line + 6, 'x', sizeof(line) - 8);
    line[sizeof(line) - 2] = '\n';
    line[sizeof(line) - 1] = '\0';
    out = decide(line, EXITED(1), "");
    CHECK(out.kind == OUTCOME_CRASH && strlen(out.text) < sizeof(out.text));
    memset(line, 'x', sizeof(line) - 2);
    out = decide(line, EXITED(1), line);
    CHECK(out.kind == OUTCOME_VMM && strlen(out.text) < sizeof(out.text));
}

TEST(bytes_come_in_any_pieces)
{
    static const char text[] = "ready\ncrash in pieces\nend\nexit 1\n";
    struct verdict v = {0};
    struct outcome out;

    for (size_t i = 0; i < strlen(text); i++) {
        verdict_feed(&v, text + i, 1);
        CHECK(v.ready == (i >= 5));
        CHECK(v.end == (i >= 25));
    }
    verdict_final(&v, EXITED(0), "", &out);
    CHECK(is(out, OUTCOME_CRASH, 134, "in pieces"));
}

TEST(statuses_of_the_tool)
{
    struct outcome out;

    outcome_set(&out, OUTCOME_SIGNAL, SIGTERM, "x");
    CHECK(out.status == 143);
    outcome_set(&out, OUTCOME_TIMEOUT, 0, "x");
    CHECK(out.status == 124);
    outcome_set(&out, OUTCOME_TOOL, 0, "x");
    CHECK(out.status == 125);
    outcome_set(&out, OUTCOME_IMAGE, 0, "x");
    CHECK(out.status == 126);
    CHECK(strcmp(outcome_name(OUTCOME_VMM), "vmm") == 0);
    CHECK(strcmp(outcome_name(OUTCOME_EXIT), "exit") == 0);
}
