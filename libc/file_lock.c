/*
 * file_lock.c - locks between open file descriptions, in one list.
 *
 * There are few of them: a program with many has a database of its own to
 * keep them in. Whoever waits does so on a number that changes with each lock
 * that ends, and looks again.
 */
#include "libc/file_lock.h"

#include <errno.h>
#include <stdlib.h>

#include "kernel/mutex.h"
#include "kernel/timer.h"
#include "kernel/wait.h"
#include "libc/cancel.h"
#include "libc/fd.h"
#include "libc/held.h"
#include "libc/interrupt.h"

/* Absent where there are no threads: then nobody could end the wait. */
#pragma weak wait_on
#pragma weak wait_wake

static struct mutex lock = MUTEX_INIT;
static struct file_lock *locks;
static uint32_t ended; /* counts */

static bool meet(const struct file_lock *a, const struct file_lock *b)
{
    return a->whole == b->whole && a->owner->vnode == b->owner->vnode &&
           a->start <= b->end && b->start <= a->end;
}

static struct file_lock *in_the_way(const struct file_lock *want)
{
    struct file_lock *l = locks;

    while (l && (l->owner == want->owner || !meet(l, want) ||
                 !(l->exclusive || want->exclusive)))
        l = l->next;
    return l;
}

/* Whether there was anything. Where @range is in the middle of a lock, *@rest
 * becomes the part behind it. */
static bool cut_out(const struct file_lock *range, struct file_lock **rest)
{
    struct file_lock **link = &locks;
    bool found = false;

    while (*link) {
        struct file_lock *l = *link;

        if (l->owner != range->owner || !meet(l, range)) {
            link = &l->next;
            continue;
        }
        found = true;
        if (l->start >= range->start && l->end <= range->end) {
            *link = l->next;
            free(l);
        } else if (l->start < range->start && l->end > range->end) {
            **rest = *l;
            (*rest)->start = range->end + 1;
            l->end = range->start - 1;
            l->next = *rest;
            *rest = NULL;
            link = &l->next->next;
        } else {
            if (l->start < range->start)
                l->end = range->start - 1;
            else
                l->start = range->end + 1;
            link = &l->next;
        }
    }
    return found;
}

static void tell(void)
{
    __atomic_add_fetch(&ended, 1, __ATOMIC_RELEASE);
    if (wait_wake)
        (void)wait_wake(&ended, WAIT_ALL);
}

/* Sets the lock, or says at which count it was in the way of another. */
static int try(const struct file_lock *want, bool wait, uint32_t *seen)
{
    struct file_lock *made = malloc(sizeof(*made));
    struct file_lock *rest = malloc(sizeof(*rest));
    int err = made && rest ? 0 : -ENOLCK;
    LIBC_HELD(&lock);

    *seen = __atomic_load_n(&ended, __ATOMIC_ACQUIRE);
    if (!err && in_the_way(want))
        err = -EAGAIN;
    if (!err || (wait && want->whole && err == -EAGAIN && rest)) {
        /* flock() lets go of its own first, and waits without it. */
        if (cut_out(want, &rest))
            tell();
    }
    if (!err) {
        *made = *want;
        made->next = locks;
        locks = made;
        made = NULL;
    }
    free(made);
    free(rest);
    return err;
}

/* Until a lock ends. */
static int wait_for_end(uint32_t seen, uint32_t broke)
{
    const struct wait_reason why = {.what = "file lock",
                                    .interruptible = true,
                                    .unless = libc_cancel_word()};
    int err;

    if (!wait_on)
        return -EDEADLK;
    err = wait_on(&ended, seen, TIMER_NEVER, &why);
    libc_cancel_point();
    return err == -EINTR && libc_broke() != broke ? -EINTR : 0;
}

int libc_lock_set(const struct file_lock *want, bool wait)
{
    uint32_t seen, broke = libc_broke();
    int err;

    do {
        err = try(want, wait, &seen);
        if (err != -EAGAIN || !wait)
            return err;
        err = wait_for_end(seen, broke);
    } while (!err);
    return err;
}

int libc_lock_clear(const struct file_lock *range)
{
    struct file_lock *rest = malloc(sizeof(*rest));
    LIBC_HELD(&lock);

    if (!rest)
        return -ENOLCK;
    if (cut_out(range, &rest))
        tell();
    free(rest);
    return 0;
}

bool libc_lock_find(const struct file_lock *want, struct file_lock *found)
{
    LIBC_HELD(&lock);
    const struct file_lock *l = in_the_way(want);

    if (l)
        *found = *l;
    return l != NULL;
}

void libc_lock_gone(struct file *f)
{
    const struct file_lock ranges = {f, 0, INT64_MAX, true, false, NULL};
    struct file_lock whole = ranges, *none = NULL;
    LIBC_HELD(&lock);

    if (!locks)
        return;
    whole.whole = true;
    /* All of it: nothing becomes two. */
    if (cut_out(&ranges, &none) | cut_out(&whole, &none))
        tell();
}
