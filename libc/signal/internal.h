/*
 * internal.h - what the files of libc/signal/ share.
 *
 * A signal is sent to a thread or to the process, by a thread or in an
 * interrupt. It is noted as pending, and a thread that does not block it is
 * asked to look (thread_interrupt()). That thread takes it at one of its
 * return points - the end of an interrupt or of a wait, a runtime mutex given
 * back - and runs the handler there, on its own stack.
 */
#pragma once

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

#include "libc/tcb.h"

#define BIT(sig)         (UINT64_C(1) << (sig))
#define SIGNAL_VALID(s)  ((s) > 0 && (s) < NSIG)
#define SIGNAL_UNBLOCKED (BIT(SIGKILL) | BIT(SIGSTOP))
#define SIGNAL_FAULTS                                                          \
    (BIT(SIGSEGV) | BIT(SIGBUS) | BIT(SIGFPE) | BIT(SIGILL) | BIT(SIGTRAP))

/* A signal that is pending and has more to say than its number. */
struct signal_entry {
    struct signal_entry *next;
    struct signal_state *to; /* NULL: the process */
    siginfo_t info;
    bool queued; /* is pending; under the lock */
    int overrun; /* of the one taken last: how often it was sent meanwhile */
};

/* libc_signal_state - of the thread that runs this. */
static inline struct signal_state *libc_signal_state(void)
{
    return &tcb_current()->signal;
}

/* --- state.c: what is pending, for whom --- */

/*
 * libc_signal_send - make info->si_signo pending.
 *
 * @to   the thread, or NULL for the process
 * @own  NULL, or memory of the caller's for this signal; if it is queued
 *       already, that counts as an overrun
 *
 * Returns 0; -EAGAIN if nothing is left for another real-time signal; -ESRCH
 * if the thread has ended. Delivers before it returns if the thread itself
 * sends and does not block it. Any context, with no spinlock held.
 */
int libc_signal_send(struct signal_state *to, const siginfo_t *info,
                     struct signal_entry *own);

/*
 * libc_signal_take - the first signal in @set that is pending here, out of
 * the queue. Returns its number, and @info, or 0.
 */
int libc_signal_take(uint64_t set, siginfo_t *info);

/* libc_signal_waiting - those pending for this thread or the process. */
uint64_t libc_signal_waiting(void);

/* libc_signal_hand_on - this thread blocks what it was to take for the
 * process; another one shall look. */
void libc_signal_hand_on(void);

/* libc_signal_forget - no @sig is pending any more. */
void libc_signal_forget(int sig);

/* libc_signal_recall - take @entry, the caller's own, out of the queue. */
void libc_signal_recall(struct signal_entry *entry);

/* libc_signal_wait_for - sigwait() wants @set from now on; returns what
 * `arrived` was before it looked. */
uint32_t libc_signal_wait_for(uint64_t set);

/* --- action.c --- */

/* libc_signal_action - a copy; SA_RESETHAND's is reset if @use. */
struct sigaction libc_signal_action(int sig, bool use);

/* libc_signal_ignored - whether sending @sig would do nothing. */
bool libc_signal_ignored(int sig);

/* --- deliver.c --- */

/* libc_signal_set_mask - and deliver what is not blocked any more. */
void libc_signal_set_mask(uint64_t set);

/* libc_signal_run - call the handler of @act; @context as in ucontext.h. */
void libc_signal_run(const struct sigaction *act, siginfo_t *info,
                     ucontext_t *context, bool may_switch);

/* libc_signal_alt - where a handler's stack begins that is interrupted at
 * @sp: sigaltstack()'s top if @act wants it and it is free, else @sp. */
uint64_t libc_signal_alt(const struct signal_state *s,
                         const struct sigaction *act, uint64_t sp);

/* libc_signal_call_on - call @fn(@arg) with the stack's top at @top. */
void libc_signal_call_on(uint64_t top, void (*fn)(void *), void *arg);

/* libc_signal_end - the process ends by @sig's default action. */
_Noreturn void libc_signal_end(int sig);

/* --- fault.c, console.c, host.c: what a handler may need --- */

/* libc_signal_faults - exceptions become signals from now on. Idempotent. */
void libc_signal_faults(void);

/* libc_signal_from_outside - whether the console may send one. */
bool libc_signal_from_outside(void);

/* libc_signal_from_host - whether the host may send SIGTERM: it is listened
 * to from now on. */
bool libc_signal_from_host(void);

/* libc_signal_console - ^C and ^\ are wanted, or not any more. */
void libc_signal_console(int sig, bool wanted);
