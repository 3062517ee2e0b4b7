/*
 * signal.h - signals inside the one process, for the rest of libc/.
 */
#pragma once

#include <stdbool.h>

/*
 * libc_signal_deliver - run the program's handler for @sig, if it has one.
 *
 * Returns whether a handler ran or the signal is ignored by request; false
 * if the default action is due.
 */
bool libc_signal_deliver(int sig);
