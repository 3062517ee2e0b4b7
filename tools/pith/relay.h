/*
 * relay.h - standing between a running guest and the tool's own descriptors.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "tools/pith/notes.h"
#include "tools/pith/verdict.h"
#include "tools/pith/vmm.h"

enum relay_input {
    INPUT_PIPE,     /* any bytes, quoted for the guest; an end is passed on */
    INPUT_TERMINAL, /* what is typed, raw; the guest echoes and edits */
};

/* What to stand between, and for how long. */
struct relay_job {
    const struct vmm *vmm;  /* started by vmm_start() */
    int signals;            /* from relay_prepare() */
    enum relay_input input; /* what standard input is */
    int64_t timeout_ms;     /* 0: none */
    bool lingers;           /* QEMU is of use until `end`: see verdict.h */
};

#define RELAY_LOG 16384

/* What came of it. */
struct relay_result {
    struct outcome outcome;
    bool told;            /* it is the guest's own word */
    bool cored;           /* a core was written */
    char core_error[200]; /* why none could be */
    struct notes notes;   /* of notes.now_ns's clock: relay_clock_ns() */
    int64_t output_ns;    /* the first byte of output passed through; 0: none */
    int64_t verdict_ns;   /* when the guest had told its end; 0: it did not */
    char log[RELAY_LOG];  /* what QEMU said, NUL-terminated, cut off */
};

/* relay_clock_ns, relay_clock_ms - a clock that only goes forward. */
int64_t relay_clock_ns(void);
int64_t relay_clock_ms(void);

/*
 * relay_prepare - take over the signals; call before vmm_start().
 *
 * Returns a descriptor for relay_run(), or a negative errno value.
 */
int relay_prepare(void);

/*
 * relay_run - pass input and output on until QEMU has ended.
 *
 * @result  zeroed
 *
 * A timeout, a signal, a standard output that nobody reads any more and a KVM
 * that gave up end QEMU. With vmm->qmp, a guest that crashes or runs into the
 * timeout is written to a core first. The terminal is restored on return.
 */
void relay_run(const struct relay_job *job, struct relay_result *result);
