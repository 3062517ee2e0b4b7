/*
 * file_lock.h - locks between open file descriptions: flock(), F_OFD_SETLK.
 *
 * Two descriptions of one file may stand in each other's way, be they one
 * thread's or many's; descriptors that dup() made share theirs. Locks of whole
 * files and locks of ranges know nothing of each other, as in Linux.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct file;

struct file_lock {
    struct file *owner;
    int64_t start, end; /* bytes, both in it; end INT64_MAX: to the end */
    bool exclusive;
    bool whole; /* flock()'s */
    struct file_lock *next;
};

/*
 * libc_lock_set - lock as @want says; the owner's own locks there are replaced.
 *
 * @wait  until nobody else's is in the way
 *
 * Returns 0; -EAGAIN; -EINTR; -EDEADLK: there is no other thread that could
 * end the wait; -ENOLCK: no memory.
 */
int libc_lock_set(const struct file_lock *want, bool wait);

/* libc_lock_clear - the owner's locks of that kind in that range end. 0,
 * -ENOLCK: one would be two, and there is no memory. */
int libc_lock_clear(const struct file_lock *range);

/* libc_lock_find - whose lock is in the way of @want; false: nobody's. */
bool libc_lock_find(const struct file_lock *want, struct file_lock *found);

/* libc_lock_gone - @f is about to close: its locks end. A program that locks
 * nothing does not have it. */
__attribute__((weak)) void libc_lock_gone(struct file *f);
