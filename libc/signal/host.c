/*
 * host.c - the host asks the program to end: SIGTERM.
 */
#include "kernel/shutdown.h"
#include "libc/signal/internal.h"

bool libc_signal_from_host(void)
{
    return shutdown_watch();
}

/* What kernel/shutdown.c calls, in an interrupt. */
void libc_signal_shutdown(void);

void libc_signal_shutdown(void)
{
    siginfo_t info = {.si_signo = SIGTERM, .si_code = SI_KERNEL};

    libc_signal_send(NULL, &info, NULL);
}
