/*
 * test_notes.c - what the guest tells beside its verdict.
 */
// links: tools/pith/notes.c

#include "tools/pith/notes.h"

#include <stdio.h>
#include <string.h>

#include "tests/check.h"

TEST(frames)
{
    struct notes n = {0};

    notes_line(&n, "pc 0x100430");
    notes_line(&n, "return 0xffffffffffffffff");
    CHECK(n.nr_frames == 2);
    CHECK(n.frame[0].address == 0x100430 && !n.frame[0].is_return);
    CHECK(n.frame[1].address == ~0ull && n.frame[1].is_return);
}

TEST(stamps_marks_and_syncs)
{
    struct notes n = {.now_ns = 5};

    notes_line(&n, "sync");
    n.now_ns = 9;
    notes_line(&n, "sync");
    notes_line(&n, "stamp 0x10 entry");
    notes_line(&n, "mark 0x20 first request, \033[1m");
    notes_line(&n, "stamp 0x11 sync");
    notes_line(&n, "mark 0x30 sync");
    CHECK(n.nr_syncs == 2 && n.sync_ns[0] == 5 && n.sync_ns[1] == 9);
    CHECK(n.nr_sync_stamps == 1 && n.sync_tsc[0] == 0x11);
    CHECK(n.nr_stamps == 3);
    CHECK(n.stamp[0].tsc == 0x10 && !n.stamp[0].is_mark);
    CHECK(strcmp(n.stamp[0].name, "entry") == 0);
    CHECK(n.stamp[1].is_mark);
    CHECK(strcmp(n.stamp[1].name, "first request, ?[1m") == 0);
    CHECK(n.stamp[2].is_mark && strcmp(n.stamp[2].name, "sync") == 0);
}

TEST(lines_that_are_none)
{
    static const char *const lines[] = {
        "",        "pc",          "pc 100430", "pc 0x1x",
        "pcx 0x1", "returns 0x1", "stamp 10",  "mark 0x1y a",
        "syncs",   "ready",       "exit 0",    "time 5 6",
    };
    struct notes n = {0};

    for (unsigned i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
        notes_line(&n, lines[i]);
    CHECK(n.nr_frames == 0 && n.nr_stamps == 0 && n.nr_syncs == 0);
}

TEST(no_more_than_there_is_room_for)
{
    struct notes n = {0};
    char line[600];

    for (int i = 0; i < 500; i++) {
        notes_line(&n, "pc 0x1");
        notes_line(&n, "sync");
        notes_line(&n, "stamp 0x1 sync");
        snprintf(line, sizeof(line), "mark 0x%x %0500d", i, i);
        notes_line(&n, line);
    }
    CHECK(n.nr_frames == NOTES_FRAMES && n.nr_stamps == NOTES_STAMPS);
    CHECK(n.nr_syncs == NOTES_SYNCS && n.nr_sync_stamps == NOTES_SYNCS);
    CHECK(strlen(n.stamp[0].name) == sizeof(n.stamp[0].name) - 1);
}
