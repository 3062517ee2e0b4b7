/*
 * exit.h - how a guest ends, and how its status reaches the host.
 *
 * The contract (docs/boot.md): the program's status 0..255; a crash is 134, a
 * boot refused by the runtime 127. Under `pith run` the outcome is written to
 * the control port, which nothing a program prints can reach. Elsewhere the
 * last console line tells, and the machine is powered off.
 */
#pragma once

enum {
    EXIT_STATUS_REFUSED = 127,
    EXIT_STATUS_CRASH = 134,
};

/*
 * exit_take_over - from here on this CPU runs alone, with interrupts off.
 *
 * Whoever ends the machine calls it first. Of CPUs that do so at once the
 * first goes on, and may call it again; for the others it does not return.
 * Locks hold nobody any more, since their holders may have been stopped.
 */
void exit_take_over(void);

/* exit_program - the program ended with @status (its low 8 bits count). */
_Noreturn void exit_program(int status);

/*
 * exit_crash - the program or the runtime failed; @why is one line.
 *
 * Tells pvpanic where there is one. The report has been printed already.
 */
_Noreturn void exit_crash(const char *why);

/* exit_refused - the boot was refused; @why is one line. */
_Noreturn void exit_refused(const char *why);
