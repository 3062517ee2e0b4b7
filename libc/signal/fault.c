/*
 * fault.c - exceptions of the CPU as signals.
 *
 * on_fault() runs on the CPU's stack, so it decides and no more. A fault whose
 * signal is blocked, or has no handler, is reported as a crash.
 */
#include <signal.h>

#include "kernel/fault.h"
#include "libc/signal/internal.h"

struct meaning {
    uint8_t sig, code;
};

static const struct meaning meanings[] = {
    [FAULT_NONE] = {0, 0},
    [FAULT_DIVIDE] = {SIGFPE, FPE_INTDIV},
    [FAULT_FP_DIVIDE] = {SIGFPE, FPE_FLTDIV},
    [FAULT_FP_OVERFLOW] = {SIGFPE, FPE_FLTOVF},
    [FAULT_FP_UNDERFLOW] = {SIGFPE, FPE_FLTUND},
    [FAULT_FP_INEXACT] = {SIGFPE, FPE_FLTRES},
    [FAULT_FP_INVALID] = {SIGFPE, FPE_FLTINV},
    [FAULT_ILLEGAL] = {SIGILL, ILL_ILLOPN},
    [FAULT_BREAKPOINT] = {SIGTRAP, TRAP_BRKPT},
    [FAULT_STEP] = {SIGTRAP, TRAP_TRACE},
    [FAULT_UNMAPPED] = {SIGSEGV, SEGV_MAPERR},
    [FAULT_RIGHTS] = {SIGSEGV, SEGV_ACCERR},
    [FAULT_PROTECTION] = {SIGSEGV, SI_KERNEL},
    [FAULT_ALIGNMENT] = {SIGBUS, BUS_ADRALN},
    [FAULT_STACK] = {SIGBUS, SI_KERNEL},
};

static bool on_fault(const struct fault *fault, uint64_t *sp)
{
    int sig = meanings[fault->kind].sig;
    const struct signal_state *s = libc_signal_state();
    struct sigaction act = libc_signal_action(sig, false);

    if (act.sa_handler == SIG_DFL || act.sa_handler == SIG_IGN ||
        (s->blocked & BIT(sig)))
        return false;
    *sp = libc_signal_alt(s, &act, *sp);
    return true;
}

static void run(const struct fault *fault, void *fpu)
{
    struct meaning meaning = meanings[fault->kind];
    struct sigaction act = libc_signal_action(meaning.sig, true);
    ucontext_t context = {.uc_flags = 0};
    siginfo_t info = {.si_signo = meaning.sig,
                      .si_code = meaning.code,
                      .si_trapno = (int)fault->vector,
                      .si_addr = (void *)fault->address};

    fault_get_regs(fault->frame, (int64_t *)context.uc_mcontext.gregs);
    context.uc_mcontext.gregs[REG_CR2] = (greg_t)fault->cr2;
    context.uc_mcontext.fpregs = fpu;
    libc_signal_run(&act, &info, &context, false);
    fault_set_regs(fault->frame, (int64_t *)context.uc_mcontext.gregs);
    libc_signal_set_mask(libc_signal_state()->blocked);
}

void libc_signal_faults(void)
{
    fault_set_handler(on_fault, run);
}
