/*
 * signal_hook.h - what a thread does at a return point when it was asked to
 * look: signals and asynchronous cancellation.
 *
 * Both are linked only if they are used.
 */
#pragma once

/* libc_signal_hook_set - have them called from now on. Idempotent. */
void libc_signal_hook_set(void);

/* Each looks whether there is something to do for the current thread. */
__attribute__((weak)) void libc_signal_pending(void);
__attribute__((weak)) void libc_cancel_hook(void);
