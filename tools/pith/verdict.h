/*
 * verdict.h - how a run ended, from what the guest and QEMU said.
 *
 * The guest reports on the control port, which a program's output cannot
 * reach: one line `exit N`, `crash TEXT` or `refused TEXT` [docs/boot.md].
 * The first such line counts.  A line `ready` says that the program reads its
 * input: earlier bytes would be lost when the guest sets up its serial port,
 * and a program that never reads leaves standard input to the next.  A line
 * `keys intr quit` names the keys that the program handles itself.  Where
 * others carry the guest's output they say `end` behind the last of it.  Other
 * lines go to verdict.other.  Pure functions.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum outcome_kind {
    OUTCOME_EXIT,    /* the program returned or called exit() */
    OUTCOME_CRASH,   /* fault, panic, abort(), or a silent reset */
    OUTCOME_REFUSED, /* the runtime did not boot */
    OUTCOME_TIMEOUT, /* --timeout */
    OUTCOME_IMAGE,   /* the file is no image that QEMU would boot */
    OUTCOME_VMM,     /* QEMU, not the guest, failed */
    OUTCOME_TOOL,    /* the tool could not go on */
    OUTCOME_SIGNAL,  /* a signal ended the tool */
};

struct outcome {
    enum outcome_kind kind;
    int status;     /* the tool's exit status */
    char text[400]; /* printable ASCII; empty for OUTCOME_EXIT */
};

/*
 * What came on the control port.  Zeroed, nothing has.  @other gets the lines
 * that are no part of the verdict.
 */
struct verdict {
    void (*other)(void *context, const char *line); /* may be NULL */
    void *context;
    bool ready;
    bool wants_intr, wants_quit; /* ^C, ^\\ are the program's */
    bool end;
    bool decided;
    struct outcome outcome; /* if decided */
    size_t length;
    char line[400]; /* the unfinished line; what does not fit is dropped */
};

/* outcome_set - fill @out; the status follows from @kind (@n: exit, signal). */
void outcome_set(struct outcome *out, enum outcome_kind kind, int n,
                 const char *format, ...) __attribute__((format(printf, 4, 5)));

/* outcome_name - the word for @kind: "exit", "crash", "refused", ... */
const char *outcome_name(enum outcome_kind kind);

/* verdict_feed - take @size more bytes from the control port. */
void verdict_feed(struct verdict *v, const char *bytes, size_t size);

/*
 * verdict_final - decide, now that QEMU has ended.
 *
 * @v            what the guest said
 * @wait_status  how QEMU ended, as wait(2) gives it
 * @log          what QEMU printed on standard error, NUL-terminated
 * @out          the outcome
 *
 * Without a line from the guest, QEMU's status 0 is a reset or power-off (a
 * triple fault ends so under -no-reboot) and any other is QEMU's own failure.
 */
void verdict_final(const struct verdict *v, int wait_status, const char *log,
                   struct outcome *out);
