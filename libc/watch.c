/*
 * watch.c - telling those who wait for files that something changed.
 *
 * One lock for all files: it is held for a few instructions, and taken only
 * when somebody waits.
 */
#include "kernel/spinlock.h"
#include "libc/fd.h"

static struct spinlock lock = SPINLOCK_INIT(SPIN_EVENT);

void libc_watch_add(struct file *f, struct file_watch *w)
{
    uint64_t flags = spin_lock(&lock);

    w->file = f;
    w->prev = NULL;
    w->next = f->watches;
    if (w->next)
        w->next->prev = w;
    /* pairs with the look in libc_file_changed(): one of the two sees it */
    __atomic_store_n(&f->watches, w, __ATOMIC_SEQ_CST);
    spin_unlock(&lock, flags);
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
}

void libc_watch_remove(struct file_watch *w)
{
    uint64_t flags = spin_lock(&lock);

    if (w->file) {
        if (w->next)
            w->next->prev = w->prev;
        if (w->prev)
            w->prev->next = w->next;
        else
            w->file->watches = w->next;
        w->file = NULL;
    }
    spin_unlock(&lock, flags);
}

void libc_file_changed(struct file *f)
{
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
    if (!__atomic_load_n(&f->watches, __ATOMIC_RELAXED))
        return;
    uint64_t flags = spin_lock(&lock);
    for (struct file_watch *w = f->watches; w; w = w->next)
        w->changed(w);
    spin_unlock(&lock, flags);
}
