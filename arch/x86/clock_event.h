/*
 * clock_event.h - the one-shot timer of each CPU: an interrupt in so many ns.
 */
#pragma once

#include <stdint.h>

/*
 * clock_event_init - choose the TSC deadline or the local APIC's counter.
 *
 * After irq_init() and time_init(). Measures the counter for 1 ms if nobody
 * tells its frequency. Returns 0, or -ENODEV if it does not count. Once;
 * thread context.
 */
int clock_event_init(void);

/* clock_event_init_cpu - open the vector of the CPU this runs on. */
void clock_event_init_cpu(void);

/*
 * clock_event_set - have IRQ_VECTOR_TIMER come in @ns on this CPU.
 *
 * Replaces what was set. It may come earlier, if the hardware counts no
 * further or is not trusted that far: then the caller sets it again. It does
 * not come later but for the hardware's own error. Interrupts are off.
 */
void clock_event_set(uint64_t ns);

/* clock_event_name - for messages. */
const char *clock_event_name(void);
