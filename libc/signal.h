/*
 * signal.h - signals inside the one process, for the rest of libc/.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/*
 * libc_signal_deliver - run the program's handler for @sig, if it has one.
 *
 * Returns whether a handler ran or the signal is ignored by request; false
 * if the default action is due.
 */
bool libc_signal_deliver(int sig);

/*
 * libc_signal_swap_mask - block @set's signals for a wait, and no others.
 *
 * The first handler that runs ends that: the mask that it returns to is the
 * one before. So no second signal slips in.
 */
void libc_signal_swap_mask(uint64_t set);

/* libc_signal_unswap_mask - the wait is over: as before, if no handler ran. */
void libc_signal_unswap_mask(void);
