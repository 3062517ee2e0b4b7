/*
 * tcb.h - what the thread pointer (%fs:0) points to.
 *
 * Thread-local variables lie right below it, at the negative offsets that the
 * linker chose (TLS variant II) [ELF TLS 3.4.6].
 */
#pragma once

#include <stdint.h>
#include <stddef.h>

struct _reent;
struct pthread;
struct thread;

/*
 * What a thread knows of signals; bit n of a set is signal n. All zero at the
 * start. libc/signal/ has the rules.
 */
struct signal_state {
    uint64_t blocked; /* changed by the thread itself only */
    uint64_t pending; /* sent to this thread; under the lock of signals */
    uint64_t waited;  /* sigwait() is after these; under the lock */
    uint32_t arrived; /* counts up with each that is sent to it */
    uint32_t handled; /* counts up after each handler */
    uint32_t broke;   /* after each without SA_RESTART */
    uint32_t ended;   /* the thread takes no signals any more */
    uint32_t swapped; /* blocked holds for a wait only, then this: */
    uint64_t blocked_after;
    struct thread *thread;            /* NULL: main_thread */
    struct signal_state *next, *prev; /* among the threads but main */
    char *stack;                      /* of sigaltstack() */
    size_t stack_size;                /* 0: none */
};

struct tcb {
    struct tcb *self;     /* compilers read it to form an address */
    uintptr_t unused[4];  /* glibc's; nothing here may use them */
    uintptr_t canary;     /* the stack protector's */
    struct _reent *reent; /* newlib's state; NULL: not made yet */

    /* Makes and returns reent; NULL: it is the process's own. */
    struct _reent *(*make_reent)(void);
    struct pthread *pthread; /* NULL: the main thread's (libc/pthread/) */

    /* Cancellation (libc/cancel.h). */
    uint32_t cancel_pending;  /* pthread_cancel() was called */
    uint32_t cancel_disabled; /* PTHREAD_CANCEL_DISABLE */
    uint32_t cancel_async;    /* PTHREAD_CANCEL_ASYNCHRONOUS */

    struct signal_state signal;
};

/* sigsetjmp() knows where signal.blocked is (libc/signal/sigsetjmp.S). */
_Static_assert(offsetof(struct tcb, signal) == 0x58, "sigsetjmp.S");

_Static_assert(offsetof(struct tcb, self) == 0, "[ELF TLS 3.4.6]");
_Static_assert(offsetof(struct tcb, canary) == 0x28, "GCC -fstack-protector");

static inline struct tcb *tcb_current(void)
{
    struct tcb *tcb;
    __asm__("movq %%fs:0, %0" : "=r"(tcb));
    return tcb;
}

static inline uintptr_t tcb_canary(void)
{
    uintptr_t canary;
    __asm__("movq %%fs:0x28, %0" : "=r"(canary));
    return canary;
}
