/*
 * console.c - ^C and ^\\ on the console: SIGINT and SIGQUIT.
 *
 * Only a terminal sends them, and `pith run` keeps those that no handler
 * wants for itself.
 */
#include "kernel/console.h"
#include "libc/signal/internal.h"

static bool wants_intr, wants_quit;

static void on_key(enum console_key key)
{
    siginfo_t info = {.si_signo = key == CONSOLE_INTR ? SIGINT : SIGQUIT,
                      .si_code = SI_KERNEL};

    libc_signal_send(NULL, &info, NULL);
}

bool libc_signal_from_outside(void)
{
    return wants_intr || wants_quit;
}

void libc_signal_console(int sig, bool wanted)
{
    bool *wants = sig == SIGINT ? &wants_intr : &wants_quit;

    if (*wants == wanted || !console_is_tty(0))
        return;
    *wants = wanted;
    console_on_key(on_key);
    if (console_listen() == 0)
        console_want_keys(wants_intr, wants_quit);
}
