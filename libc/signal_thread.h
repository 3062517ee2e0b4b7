/*
 * signal_thread.h - what signals must know of threads that begin and end.
 *
 * Both are there only in a program that uses signals.
 */
#pragma once

#include "libc/tcb.h"

/* libc_signal_begin - @s is a new thread's, which inherits this one's mask. */
__attribute__((weak)) void libc_signal_begin(struct signal_state *s,
                                             struct thread *thread);

/* libc_signal_leave - the thread of @s takes no signals any more. */
__attribute__((weak)) void libc_signal_leave(struct signal_state *s);
