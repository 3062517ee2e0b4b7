/*
 * thread_end.h - what ends with a thread, if it is linked.
 */
#pragma once

/* libc_keys_end - call the destructors of the thread's values. */
__attribute__((weak)) void libc_keys_end(void);

/* libc_malloc_end - give back the blocks that malloc() keeps for it. */
__attribute__((weak)) void libc_malloc_end(void);
