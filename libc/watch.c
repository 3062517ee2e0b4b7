/*
 * watch.c - telling those who wait for files that something changed.
 *
 * One lock for all files: it is held for a few instructions, and taken only
 * when somebody waits.
 */
#include "kernel/spinlock.h"
#include "libc/fd.h"

static struct spinlock lock = SPINLOCK_INIT(SPIN_EVENT);

uint64_t libc_watch_lock(void)
{
    return spin_lock(&lock);
}

void libc_watch_unlock(uint64_t flags)
{
    spin_unlock(&lock, flags);
}

void libc_watch_hang(struct file *f, struct file_watch *w)
{
    w->file = f;
    w->prev = NULL;
    w->next = f->watches;
    if (w->next)
        w->next->prev = w;
    /* pairs with the look in libc_file_gained(): one of the two sees it */
    __atomic_store_n(&f->watches, w, __ATOMIC_SEQ_CST);
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
}

void libc_watch_take(struct file_watch *w)
{
    struct file *f = w->file;

    if (!f)
        return;
    w->file = NULL;
    if (w->next)
        w->next->prev = w->prev;
    if (w->prev)
        w->prev->next = w->next;
    else
        __atomic_store_n(&f->watches, w->next, __ATOMIC_RELEASE);
}

void libc_watch_tell(struct file *f, int events)
{
    for (struct file_watch *w = f->watches; w; w = w->next)
        if (w->events & events)
            w->changed(w);
}

void libc_watch_add(struct file *f, struct file_watch *w)
{
    uint64_t flags = spin_lock(&lock);

    libc_watch_hang(f, w);
    spin_unlock(&lock, flags);
}

void libc_watch_remove(struct file_watch *w)
{
    uint64_t flags = spin_lock(&lock);

    libc_watch_take(w);
    spin_unlock(&lock, flags);
}

void libc_file_gained(struct file *f, int events)
{
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
    if (!__atomic_load_n(&f->watches, __ATOMIC_RELAXED))
        return;
    uint64_t flags = spin_lock(&lock);
    libc_watch_tell(f, events);
    spin_unlock(&lock, flags);
}

void libc_file_changed(struct file *f)
{
    libc_file_gained(f, ~0);
}
