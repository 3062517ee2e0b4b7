/*
 * tsc_warp.h - whether two CPUs' time-stamp counters agree.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* Zeroed before use; both CPUs have the same one. */
struct tsc_warp {
    uint64_t latest; /* the greatest value that either has read */
    uint32_t ready, done;
    uint32_t warped;
};

/*
 * tsc_warp_check - compare this CPU's counter with the other's.
 *
 * Called by both at about the same time; returns on both when both are done,
 * and then @w->warped says whether one was seen behind what the other had
 * read before. Takes some ten microseconds.
 */
void tsc_warp_check(struct tsc_warp *w);
