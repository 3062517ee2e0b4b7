/*
 * qmp.h - QEMU's monitor, as far as a core needs it [QEMU docs/interop/qmp].
 */
#pragma once

#include <stddef.h>

enum qmp_event {
    QMP_NONE,
    QMP_SHUTDOWN, /* the guest has ended; QEMU keeps it as it stood */
    QMP_DUMPED,   /* qmp_dump() is done */
    QMP_FAILED,   /* qmp_dump() is not: see `error` */
    QMP_CLOSED,   /* QEMU is gone */
};

struct qmp {
    int fd;          /* -1: none */
    char error[200]; /* QEMU's words, printable ASCII */
    size_t length;
    char line[2048]; /* the unfinished line; what does not fit is dropped */
};

/* qmp_open - begin to talk on @fd, a socket that does not block. */
void qmp_open(struct qmp *qmp, int fd);

/*
 * qmp_dump - stop the guest and write its memory and registers.
 *
 * @fd  QEMU's number of a descriptor it got by -add-fd, in the set of the same
 *      number.  Ends in QMP_DUMPED or QMP_FAILED.
 */
void qmp_dump(struct qmp *qmp, int fd);

/* qmp_quit - end QEMU, without a word from it. */
void qmp_quit(struct qmp *qmp);

/*
 * qmp_read - take what has come, once poll(2) said so.
 *
 * Returns the most important of the events in it: a later one of the enum.
 */
enum qmp_event qmp_read(struct qmp *qmp);
