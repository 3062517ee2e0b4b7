/*
 * shared.h - from one thread to several: stdio and malloc() begin to lock.
 */
#pragma once

/* Whether they do (libc/reent.c). Never goes back. */
extern char __libc_shared;

/*
 * libc_share - they begin to. Idempotent.
 *
 * Called before a thread is made that calls the C library, by whatever means,
 * and before a signal's handler is there to be called. libc/stdio_guard.c
 */
void libc_share(void);
