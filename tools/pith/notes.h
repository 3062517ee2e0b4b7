/*
 * notes.h - what the guest tells on the control port beside its verdict.
 *
 * Lines of a crash, the addresses of its backtrace, innermost first:
 *     pc 0xADDRESS        the instruction that faulted
 *     return 0xADDRESS    where a caller goes on
 * Lines of the boot timeline (pith.timeline):
 *     sync                the guest has read its TSC just before the newline
 *     stamp 0xTSC NAME    a step of the boot; NAME "sync": what it read then
 *     mark 0xTSC NAME     pith_timeline_mark()
 * Any other line is ignored. No I/O.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define NOTES_FRAMES 64
#define NOTES_STAMPS 64
#define NOTES_SYNCS  4

struct notes_frame {
    uint64_t address;
    bool is_return; /* the call stands before it */
};

struct notes_stamp {
    uint64_t tsc;
    bool is_mark;  /* the program's own */
    char name[60]; /* printable ASCII, cut */
};

/* Zeroed, nothing has been told.  What does not fit is dropped. */
struct notes {
    int64_t now_ns; /* the caller's clock, set before lines are fed */
    unsigned nr_frames, nr_stamps, nr_syncs, nr_sync_stamps;
    struct notes_frame frame[NOTES_FRAMES];
    struct notes_stamp stamp[NOTES_STAMPS];
    int64_t sync_ns[NOTES_SYNCS];   /* now_ns at each `sync` */
    uint64_t sync_tsc[NOTES_SYNCS]; /* the guest's TSC then */
};

/* notes_line - take one line, without its newline; @notes: struct notes. */
void notes_line(void *notes, const char *line);
