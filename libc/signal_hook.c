/*
 * signal_hook.c - see signal_hook.h.
 */
#include "libc/signal_hook.h"

#include "kernel/thread.h"

/* A signal's handler may be the one that cancels. */
static void look(void)
{
    if (libc_signal_pending)
        libc_signal_pending();
    if (libc_cancel_hook)
        libc_cancel_hook();
}

void libc_signal_hook_set(void)
{
    thread_set_signal_hook(look);
}
