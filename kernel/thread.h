/*
 * thread.h - threads: what the scheduler runs on the CPUs.
 *
 * The caller owns struct thread and the stack; the C library keeps both, with
 * the thread's TLS, in one mapping (libc/pthread/). The main thread's is
 * static and exists from the start; until another one is made, or somebody
 * sleeps, none of the scheduler is linked or runs.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/run_queue.h"
#include "kernel/timer.h"
#include "kernel/wait.h"

struct cpu;
struct trap_frame;

#define THREAD_NAME     16      /* with the NUL, as Linux has it */
#define THREAD_SLICE_NS 4000000 /* turns within a level are that long */

enum thread_state {
    THREAD_READY,   /* in a run queue */
    THREAD_RUNNING, /* a CPU's current */
    THREAD_BLOCKED, /* in a wait bucket */
    THREAD_DEAD,    /* will never run again, off its stack */
};

enum thread_policy { THREAD_OTHER, THREAD_FIFO, THREAD_RR };

struct thread {
    void *sp; /* context.S: of the saved registers, while it does not run */
    void *pointer;        /* FS base: the TCB */
    struct run_link link; /* level and place in a run queue */
    struct cpu *cpu;      /* runs there, or will: guarded by its run_lock */
    uint32_t state;       /* enum thread_state: guarded by cpu->run_lock */
    uint32_t policy;      /* enum thread_policy */
    uint32_t id;          /* 1: main */
    uint32_t deferred;    /* > 0: no signal may be delivered now (mutex.h) */
    uint32_t pending;     /* signal_hook wants to be called */
    uint32_t in_hook;     /* it is being called; 0 again while it may nest */
    uint32_t pinned;      /* never moved to another CPU */
    /* Set while the hook runs in place of an interrupt's return: what was
     * interrupted. The hook may take it and sets it to NULL then. */
    struct trap_frame *frame;
    void *frame_fpu; /* its x87 and SSE registers, in FXSAVE's layout */
    char name[THREAD_NAME];
    uint64_t stack_guard, stack_start, stack_top;
    uint64_t run_tsc; /* CPU time used, in TSC ticks, up to the last switch */

    struct thread *wait_next, *wait_prev; /* in the bucket of wait_word */
    const uint32_t *wait_word;            /* NULL: waits for nothing */
    struct wait_reason why;
    int wait_result;
    uint64_t wait_deadline_ns;
    struct timer wait_timer;

    void (*on_dead)(struct thread *);   /* off its stack; interrupts off */
    struct thread *all_next, *all_prev; /* thread_for_each() */
};

struct thread_params {
    const char *name;
    void (*entry)(void *arg); /* ends with thread_exit() */
    void *arg;
    void *pointer; /* the TCB: self pointer at 0, canary at 0x28 */
    uint64_t stack_guard, stack_start, stack_top;
    enum thread_policy policy;
    unsigned level; /* 0 for THREAD_OTHER, else 1..32 */
    void (*on_dead)(struct thread *);
};

extern struct thread main_thread;

/* thread_current - the thread that runs this. Any context. */
static inline struct thread *thread_current(void)
{
    struct thread *t;
    __asm__("movq %%gs:8, %0" : "=r"(t));
    return t;
}

/*
 * thread_create - make @t a thread and let it run.
 *
 * @t, @p->stack*, @p->pointer belong to the caller, who keeps them until
 * @p->on_dead(@t) was called: then nothing refers to them any more. The first
 * call brings up interrupts and the other CPUs (smp_start()). Returns 0;
 * -EINVAL if the level does not suit the policy. Thread context.
 */
int thread_create(struct thread *t, const struct thread_params *p);

/* thread_exit - the current thread ends; its on_dead() is called. */
_Noreturn void thread_exit(void);

/* thread_yield - let another ready thread of the same level run. */
void thread_yield(void);

/* thread_set_level - change policy and level of @t. 0 or -EINVAL. */
int thread_set_level(struct thread *t, enum thread_policy policy,
                     unsigned level);

/* thread_cpu_ns - CPU time that @t has used. -ENODEV without a clock. */
int thread_cpu_ns(struct thread *t, uint64_t *ns);

/* thread_all_cpu_ns - CPU time that all threads have used since the entry,
 * those that have ended included. -ENODEV without a clock. */
int thread_all_cpu_ns(uint64_t *ns);

/*
 * thread_interrupt - make @t call its signal hook soon.
 *
 * Ends an interruptible wait with -EINTR; a thread that runs is interrupted
 * where it does. The thread itself calls thread_check_pending() afterwards.
 * Any context.
 */
void thread_interrupt(struct thread *t);

/*
 * thread_set_signal_hook - what a thread with pending set calls, on its own
 * stack, interrupts on, when nothing is deferred. The C library's signals.
 */
void thread_set_signal_hook(void (*hook)(void));

/*
 * thread_check_pending - call the hook now if it is wanted and allowed.
 *
 * The hook is not called again while it runs: what becomes pending meanwhile
 * it is called for afterwards. Interrupts may be off before, and are again
 * afterwards, so that an interrupt's return that comes from here never adds
 * to the stack for each interrupt that arrives meanwhile.
 */
void thread_check_pending(void);

/*
 * thread_for_each - call @fn for every thread until it returns false.
 *
 * For reports; the list is locked meanwhile, unless @panicking.
 */
void thread_for_each(bool (*fn)(struct thread *t, void *arg), void *arg,
                     bool panicking);

/*
 * thread_init_fpu - put x87, SSE and, where there is XSAVE, AVX into the state
 * C expects, on this CPU.
 *
 * Round to nearest, all floating-point exceptions masked, x87 in extended
 * precision, whatever firmware left. Executes LDMXCSR, so it is for images
 * with a C library only; preemption saves these registers from then on.
 * [SysV ABI 3.4.1 "Initial Stack and Register State"]
 */
void thread_init_fpu(void);

/*
 * thread_set_pointer - make @tcb the thread pointer (FS base).
 *
 * @tcb  begins with a pointer to itself and holds the stack protector's
 *       canary at 0x28, the same as before in code that is protected
 */
void thread_set_pointer(void *tcb);
