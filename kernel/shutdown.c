/*
 * shutdown.c - see shutdown.h.
 */
#include "kernel/shutdown.h"

#include "kernel/base.h"
#include "kernel/exit.h"

#define STATUS_SIGTERM 143 /* 128 + 15, as shells have it */

/* libc/signal/: only in a program with signals. Interrupt context. */
__attribute__((weak)) void libc_signal_shutdown(void);

void shutdown_ask(void)
{
    if (!libc_signal_shutdown)
        exit_program(STATUS_SIGTERM);
    libc_signal_shutdown();
}
