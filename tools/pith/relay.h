/*
 * relay.h - standing between a running guest and the tool's own descriptors.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "tools/pith/verdict.h"
#include "tools/pith/vmm.h"

enum relay_input {
    INPUT_PIPE,     /* any bytes, quoted for the guest; an end is passed on */
    INPUT_TERMINAL, /* what is typed, raw; the guest echoes and edits */
};

/* relay_clock_ms - milliseconds of a clock that only goes forward. */
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
 * @vmm         started by vmm_start()
 * @signals     from relay_prepare()
 * @input       what standard input is
 * @timeout_ms  0: none
 * @out         how the run ended
 * @log         what QEMU said, NUL-terminated, cut off at @log_size
 *
 * A timeout, a signal, a standard output that nobody reads any more and a KVM
 * that gave up end QEMU. The terminal is restored on return.
 */
void relay_run(const struct vmm *vmm, int signals, enum relay_input input,
               int64_t timeout_ms, struct outcome *out, char *log,
               size_t log_size);
