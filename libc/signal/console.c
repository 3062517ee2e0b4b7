/*
 * console.c - ^C and ^\ on the console: SIGINT and SIGQUIT.
 */
#include "libc/signal/internal.h"

bool libc_signal_from_outside(void)
{
    return false;
}

void libc_signal_console(int sig, bool wanted)
{
    (void)sig;
    (void)wanted;
}
