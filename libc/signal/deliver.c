/*
 * deliver.c - a thread takes its signals: libc_signal_pending(), the hook.
 *
 * Default actions: a few signals are ignored; a process cannot be stopped, so
 * those that would stop it are ignored, too; SIGABRT and the faults' are a
 * crash; all others end the program with status 128 + number, as a shell would
 * report it.
 */
#include <signal.h>
#include <stddef.h>

#include "kernel/base.h"
#include "kernel/exit.h"
#include "kernel/fault.h"
#include "kernel/thread.h"
#include "libc/signal.h"
#include "libc/signal/internal.h"
#include "libc/signal_hook.h"

#define STATUS_SIGNAL 128 /* what shells add to the number */

static bool on_alt(const struct signal_state *s, uint64_t sp)
{
    return s->stack_size && sp > (uintptr_t)s->stack &&
           sp <= (uintptr_t)s->stack + s->stack_size;
}

uint64_t libc_signal_alt(const struct signal_state *s,
                         const struct sigaction *act, uint64_t sp)
{
    if (!(act->sa_flags & SA_ONSTACK) || !s->stack_size || on_alt(s, sp))
        return sp;
    return ((uintptr_t)s->stack + s->stack_size) & ~UINT64_C(15);
}

_Noreturn void libc_signal_end(int sig)
{
    if (BIT(sig) & (SIGNAL_FAULTS | BIT(SIGABRT) | BIT(SIGSYS)))
        panic("killed by signal %d", sig);
    if (sig != SIGINT && sig != SIGPIPE)
        base_print("pith: killed by signal %d\n", sig);
    exit_program(STATUS_SIGNAL + sig);
}

struct call {
    const struct sigaction *act;
    siginfo_t *info;
    ucontext_t *context;
};

/* Other handlers may interrupt this one, which may leave by longjmp(). */
static void call(void *arg)
{
    struct call *c = arg;
    struct thread *t = thread_current();
    uint32_t in_hook = t->in_hook;

    t->in_hook = 0;
    thread_check_pending();
    if (c->act->sa_flags & SA_SIGINFO)
        c->act->sa_sigaction(c->info->si_signo, c->info, c->context);
    else
        c->act->sa_handler(c->info->si_signo);
    t->in_hook = in_hook;
}

/* What waits for the process and is blocked here now, others may take. */
static void block(struct signal_state *s, uint64_t set)
{
    s->blocked = set & ~SIGNAL_UNBLOCKED;
    /* pairs with the sender's: it sees this mask, or this sees its signal */
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
    if (libc_signal_waiting() & s->blocked)
        libc_signal_hand_on();
}

void libc_signal_run(const struct sigaction *act, siginfo_t *info,
                     ucontext_t *context, bool may_switch)
{
    struct signal_state *s = libc_signal_state();
    struct call c = {act, info, context};
    uint64_t here = (uintptr_t)__builtin_frame_address(0);
    uint64_t top = may_switch ? libc_signal_alt(s, act, here) : here;
    uint64_t own = act->sa_flags & SA_NODEFER ? 0 : BIT(info->si_signo);

    context->uc_sigmask = s->swapped ? s->blocked_after : s->blocked;
    s->swapped = 0;
    context->uc_stack = (stack_t){.ss_sp = s->stack, .ss_size = s->stack_size};
    block(s, s->blocked | act->sa_mask | own);
    if (top != here)
        libc_signal_call_on(top, call, &c);
    else
        call(&c);
    block(s, context->uc_sigmask);
    if (!(act->sa_flags & SA_RESTART))
        s->broke++;
    s->handled++;
}

/* An interrupt's frame, if there is one, is what was interrupted. */
static void run(const struct sigaction *act, siginfo_t *info)
{
    struct thread *t = thread_current();
    struct trap_frame *frame = t->frame;
    ucontext_t context = {.uc_flags = 0};

    t->frame = NULL;
    if (frame) {
        fault_get_regs(frame, (int64_t *)context.uc_mcontext.gregs);
        context.uc_mcontext.fpregs = t->frame_fpu;
        fault_reset_fpu();
    }
    libc_signal_run(act, info, &context, true);
    if (frame)
        fault_set_regs(frame, (int64_t *)context.uc_mcontext.gregs);
    t->frame = frame;
}

static void act_on(int sig, siginfo_t *info)
{
    struct sigaction act = libc_signal_action(sig, true);

    if (act.sa_handler == SIG_DFL && !libc_signal_ignored(sig))
        libc_signal_end(sig);
    if (act.sa_handler == SIG_DFL || act.sa_handler == SIG_IGN)
        return;
    run(&act, info);
}

void libc_signal_pending(void)
{
    struct signal_state *s = libc_signal_state();
    siginfo_t info;
    int sig;

    while ((sig = libc_signal_take(~s->blocked, &info)))
        act_on(sig, &info);
}

void libc_signal_set_mask(uint64_t set)
{
    block(libc_signal_state(), set);
    if (libc_signal_waiting() & ~set) {
        thread_current()->pending = 1;
        thread_check_pending(); /* not while handlers have to wait */
    }
}

void libc_signal_swap_mask(uint64_t set)
{
    struct signal_state *s = libc_signal_state();

    s->blocked_after = s->blocked;
    s->swapped = 1;
    libc_signal_set_mask(set);
}

void libc_signal_unswap_mask(void)
{
    struct signal_state *s = libc_signal_state();

    if (!s->swapped)
        return;
    s->swapped = 0;
    libc_signal_set_mask(s->blocked_after);
}

/* For abort(): whether there was a handler, which ran. */
bool libc_signal_deliver(int sig)
{
    siginfo_t info = {.si_signo = sig, .si_code = SI_TKILL, .si_pid = 1};
    struct sigaction act = libc_signal_action(sig, true);

    libc_signal_set_mask(libc_signal_state()->blocked & ~BIT(sig));
    if (act.sa_handler == SIG_DFL || act.sa_handler == SIG_IGN)
        return false;
    run(&act, &info);
    return true;
}
