/*
 * calibrate.h - how fast the time-stamp counter counts, measured.
 */
#pragma once

#include <stdint.h>

/*
 * calibrate_tsc - ticks a second, by the PIT, ACPI's PM timer or the HPET,
 * whichever counts first; 0 if none does.
 *
 * Takes 1.1 ms, and more on a machine so busy that this says too little: at
 * most 16 ms four times over. The error is 0.4 % at the very most, and below
 * 0.01 % as measured on a busy host. Uses ports 0x42, 0x43 and 0x61. Thread
 * context.
 */
uint64_t calibrate_tsc(void);

enum calibrate_timer { CALIBRATE_PIT, CALIBRATE_PM_TIMER, CALIBRATE_HPET };

/* calibrate_by - the same by one of them; 0 if there is none that counts. */
uint64_t calibrate_by(enum calibrate_timer timer);
