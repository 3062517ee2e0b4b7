/*
 * timeline.h - what took how long, from starting QEMU to its end.
 *
 * Two clocks are joined. The guest's is its TSC; the host's is
 * relay_clock_ns(), and the host's own TSC gives the rate. A guest under TCG
 * or KVM counts at the host's rate, from 0 at its first instruction (TCG) or
 * when QEMU made the virtual CPU (KVM). Where it does not, the rate comes from
 * the lines `sync`, and nothing is known of the time before the entry; under
 * -icount the guest counts the nanoseconds of its own time. A sync arrives late
 * by the way of one byte through QEMU and a pipe, so all of the guest's steps
 * are drawn that much too late; the earliest is used, and how far they lie
 * apart is reported.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "tools/pith/notes.h"

/* What the tool saw itself; ns of relay_clock_ns(), 0: it did not happen. */
struct timeline_host {
    int64_t spawn_ns, output_ns, verdict_ns, end_ns;
    uint64_t spawn_tsc, end_tsc;
    bool icount; /* the guest counts instructions */
};

struct timeline_step {
    const char *name; /* of what was done in it */
    int64_t from_ns, to_ns;
    uint64_t ticks; /* of the guest's TSC; 0: it does not count there */
};

struct timeline_point {
    const char *name;
    int64_t at_ns;
};

#define TIMELINE_STEPS  24
#define TIMELINE_POINTS 40

/* Times count from the start of QEMU. Names are borrowed from the notes. */
struct timeline {
    unsigned nr_steps, nr_points;
    struct timeline_step step[TIMELINE_STEPS];    /* in order of time */
    struct timeline_point point[TIMELINE_POINTS]; /* in order of time */
    int64_t entry_ns, main_ns; /* the runtime's part; 0: not known */
    int64_t end_ns;
    double hz;         /* of the guest's TSC; 0: it sent no stamps */
    bool host_rate;    /* hz is the host's TSC's */
    int64_t spread_ns; /* between what the syncs say; -1: there is but one */
};

/* timeline_tsc - the host's TSC. */
uint64_t timeline_tsc(void);

/* timeline_make - join what the host saw with what the guest told. */
void timeline_make(const struct timeline_host *host, const struct notes *notes,
                   struct timeline *out);

/* What ran, for the head of each output. */
struct timeline_title {
    const char *image, *machine, *accel;
};

void timeline_text(FILE *out, const struct timeline_title *title,
                   const struct timeline *t);
void timeline_json(FILE *out, const struct timeline_title *title,
                   const struct timeline *t);
void timeline_svg(FILE *out, const struct timeline_title *title,
                  const struct timeline *t);
