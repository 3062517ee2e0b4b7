/*
 * state.c - which signals are pending, and which thread shall look.
 *
 * One lock guards it all, and the list of threads: a thread that is about to
 * end leaves it under the lock, so whoever is found in it can be interrupted.
 * Signals below SIGRTMIN are pending once, however often they are sent; the
 * others are queued, as far as the pool goes.
 */
#include <errno.h>

#include "kernel/percpu.h"
#include "kernel/spinlock.h"
#include "kernel/thread.h"
#include "libc/signal/internal.h"
#include "libc/signal_hook.h"
#include "libc/signal_thread.h"

#define POOL 64

static struct spinlock lock = SPINLOCK_INIT(SPIN_EVENT);
static uint64_t process_pending;
static struct signal_entry *queue, pool[POOL];
static struct signal_state *threads; /* all but main */

static struct signal_state *main_state(void)
{
    return &((struct tcb *)main_thread.pointer)->signal;
}

static struct thread *thread_of(struct signal_state *s)
{
    return s->thread ? s->thread : &main_thread;
}

static uint64_t *pending_of(struct signal_state *to)
{
    return to ? &to->pending : &process_pending;
}

/* --- threads --- */

void libc_signal_begin(struct signal_state *s, struct thread *thread)
{
    *s = (struct signal_state){.thread = thread,
                               .blocked = libc_signal_state()->blocked};
}

/* --- who shall look --- */

static bool looks(const struct signal_state *s, uint64_t bit)
{
    return !s->ended &&
           (!(__atomic_load_n(&s->blocked, __ATOMIC_RELAXED) & bit) ||
            (s->waited & bit));
}

static struct signal_state *sender(void)
{
    return this_cpu()->irq_depth ? NULL : libc_signal_state();
}

/* The thread that shall look: who waits for it, else the sender, else main. */
static struct signal_state *choose(uint64_t bit)
{
    struct signal_state *me = sender(), *first = main_state();

    for (struct signal_state *s = threads; s; s = s->next)
        if (s->waited & bit)
            return s;
    if (first->waited & bit)
        return first;
    if (me && looks(me, bit))
        return me;
    if (looks(first, bit))
        return first;
    for (struct signal_state *s = threads; s; s = s->next)
        if (looks(s, bit))
            return s;
    return NULL;
}

/* Everything that is pending for the process gets a thread that looks. */
static void hand_on(void)
{
    for (uint64_t left = process_pending; left; left &= left - 1) {
        struct signal_state *who = choose(left & -left);

        if (who)
            thread_interrupt(thread_of(who));
    }
}

static void unlist(struct signal_state *s)
{
    if (s->prev)
        s->prev->next = s->next;
    else
        threads = s->next;
    if (s->next)
        s->next->prev = s->prev;
}

static void drop_entries_of(struct signal_state *s)
{
    for (struct signal_entry **p = &queue; *p;) {
        struct signal_entry *e = *p;

        if (e->to == s) {
            *p = e->next;
            e->queued = false;
        } else {
            p = &e->next;
        }
    }
}

void libc_signal_enter(void)
{
    struct signal_state *s = libc_signal_state();
    uint64_t flags = spin_lock(&lock);

    s->next = threads;
    if (threads)
        threads->prev = s;
    threads = s;
    hand_on();
    spin_unlock(&lock, flags);
    thread_check_pending();
}

void libc_signal_leave(void)
{
    struct signal_state *s = libc_signal_state();
    uint64_t flags = spin_lock(&lock);

    s->blocked = ~UINT64_C(0);
    s->ended = 1;
    drop_entries_of(s);
    if (s != main_state())
        unlist(s);
    hand_on();
    spin_unlock(&lock, flags);
}

void libc_signal_hand_on(void)
{
    uint64_t flags = spin_lock(&lock);

    hand_on();
    spin_unlock(&lock, flags);
}

/* --- sending --- */

static struct signal_entry *from_pool(void)
{
    for (int i = 0; i < POOL; i++)
        if (!pool[i].queued)
            return &pool[i];
    return NULL;
}

/* Of a signal that finds no entry the number alone is kept. */
static int enqueue(struct signal_state *to, const siginfo_t *info,
                   struct signal_entry *own)
{
    uint64_t *pending = pending_of(to), bit = BIT(info->si_signo);
    struct signal_entry *e = own, **end = &queue;

    if ((*pending & bit) && info->si_signo < SIGRTMIN && !own)
        return 0;
    if (own && own->queued) {
        own->info.si_overrun += info->si_overrun + 1;
        return 0;
    }
    if (!e)
        e = from_pool();
    if (!e && info->si_signo >= SIGRTMIN)
        return -EAGAIN;
    *pending |= bit;
    if (!e)
        return 0;
    e->to = to;
    e->info = *info;
    e->next = NULL;
    e->queued = true;
    while (*end)
        end = &(*end)->next;
    *end = e;
    return 0;
}

static bool pointless(struct signal_state *to, int sig)
{
    const struct signal_state *s = to ? to : main_state(), *me = sender();

    return libc_signal_ignored(sig) && !(s->blocked & BIT(sig)) &&
           !(me && (me->blocked & BIT(sig)));
}

static int post(struct signal_state *to, const siginfo_t *info,
                struct signal_entry *own)
{
    uint64_t bit = BIT(info->si_signo);
    struct signal_state *who;
    int err;

    if (to && to->ended)
        return -ESRCH;
    if (pointless(to, info->si_signo))
        return 0;
    err = enqueue(to, info, own);
    __atomic_thread_fence(__ATOMIC_SEQ_CST); /* libc_signal_set_mask() */
    who = to ? (looks(to, bit) ? to : NULL) : choose(bit);
    if (!err && who) {
        __atomic_fetch_add(&who->arrived, 1, __ATOMIC_SEQ_CST);
        thread_interrupt(thread_of(who));
    }
    return err;
}

int libc_signal_send(struct signal_state *to, const siginfo_t *info,
                     struct signal_entry *own)
{
    uint64_t flags;
    int err;

    libc_signal_hook_set();
    flags = spin_lock(&lock);
    err = post(to, info, own);
    spin_unlock(&lock, flags);
    if (!this_cpu()->irq_depth)
        thread_check_pending();
    return err;
}

/* --- taking --- */

static bool is_pending(struct signal_state *to, int sig)
{
    for (struct signal_entry *e = queue; e; e = e->next)
        if (e->to == to && e->info.si_signo == sig)
            return true;
    return false;
}

static bool take_from(struct signal_state *to, int sig, siginfo_t *info)
{
    struct signal_entry **p = &queue, *e;

    if (!(*pending_of(to) & BIT(sig)))
        return false;
    while ((e = *p) && (e->to != to || e->info.si_signo != sig))
        p = &e->next;
    *info = (siginfo_t){.si_signo = sig, .si_code = SI_USER, .si_pid = 1};
    if (e) {
        *info = e->info;
        e->overrun = e->info.si_overrun;
        *p = e->next;
        e->queued = false;
    }
    if (!is_pending(to, sig))
        *pending_of(to) &= ~BIT(sig);
    return true;
}

int libc_signal_take(uint64_t set, siginfo_t *info)
{
    struct signal_state *s = libc_signal_state();
    uint64_t flags = spin_lock(&lock);
    uint64_t ready = (s->pending | process_pending) & set;
    int sig = ready ? __builtin_ctzll(ready) : 0;

    if (sig && !take_from(s, sig, info))
        take_from(NULL, sig, info);
    spin_unlock(&lock, flags);
    return sig;
}

uint64_t libc_signal_waiting(void)
{
    return libc_signal_state()->pending |
           __atomic_load_n(&process_pending, __ATOMIC_RELAXED);
}

uint32_t libc_signal_wait_for(uint64_t set)
{
    struct signal_state *s = libc_signal_state();
    uint64_t flags = spin_lock(&lock);
    uint32_t arrived = s->arrived;

    s->waited = set;
    spin_unlock(&lock, flags);
    return arrived;
}

static void forget(struct signal_state *to, int sig)
{
    siginfo_t info;

    while (take_from(to, sig, &info))
        ;
}

void libc_signal_forget(int sig)
{
    uint64_t flags = spin_lock(&lock);

    forget(NULL, sig);
    forget(main_state(), sig);
    for (struct signal_state *s = threads; s; s = s->next)
        forget(s, sig);
    spin_unlock(&lock, flags);
}

void libc_signal_recall(struct signal_entry *entry)
{
    uint64_t flags = spin_lock(&lock);
    struct signal_entry **p = &queue;

    while (*p && *p != entry)
        p = &(*p)->next;
    if (*p) {
        *p = entry->next;
        entry->queued = false;
        if (!is_pending(entry->to, entry->info.si_signo))
            *pending_of(entry->to) &= ~BIT(entry->info.si_signo);
    }
    spin_unlock(&lock, flags);
}
