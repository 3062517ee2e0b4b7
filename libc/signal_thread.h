/*
 * signal_thread.h - what signals must know of threads that begin and end.
 *
 * All are there only in a program that uses signals.
 */
#pragma once

#include "libc/tcb.h"

/* libc_signal_begin - @s is a new thread's, which inherits this one's mask.
 * Nobody can send it a signal yet. */
__attribute__((weak)) void libc_signal_begin(struct signal_state *s,
                                             struct thread *thread);

/* libc_signal_enter - this thread takes signals of the process from now on. */
__attribute__((weak)) void libc_signal_enter(void);

/* libc_signal_leave - this thread takes no signals any more. */
__attribute__((weak)) void libc_signal_leave(void);
