/*
 * fd.h - the descriptor table: what stands behind a small integer.
 *
 * A descriptor names a struct file, an open file description: position and
 * status flags, shared by dup(). What can be done with it is in its
 * operations, so that read() and write() know nothing of file systems or
 * sockets, and a program holds only what it can open.
 *
 * Descriptors 0, 1 and 2 are the console's from the start, without any call.
 *
 * Who waits for a file - poll(), select(), epoll - looks by its poll operation
 * and hangs a struct file_watch on it; whoever changes what poll would say
 * calls libc_file_changed(), which runs the watches. One word and wait_on()
 * behind them are all there is: see poll.c.
 */
#pragma once

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define FD_TABLE_MAX   65536 /* what setrlimit(RLIMIT_NOFILE) may ask for */
#define FD_LIMIT_FIRST 1024  /* FD_SETSIZE: select() can name them all */

struct file;
struct iovec;
struct stat;
struct vnode;

/*
 * What a kind of file can do. Each returns a negative errno value on
 * failure; a NULL operation fails as the comment says. libc has checked that
 * the file is open for what is asked.
 */
struct file_ops {
    /* NULL: EINVAL. They move file->pos where there is one. */
    ssize_t (*read)(struct file *f, void *buf, size_t n);
    ssize_t (*write)(struct file *f, const void *buf, size_t n);
    /* NULL: done by read and write, one buffer after the other. */
    ssize_t (*readv)(struct file *f, const struct iovec *iov, int count);
    ssize_t (*writev)(struct file *f, const struct iovec *iov, int count);
    /* NULL: ESPIPE. file->pos stays. */
    ssize_t (*pread)(struct file *f, void *buf, size_t n, off_t off);
    ssize_t (*pwrite)(struct file *f, const void *buf, size_t n, off_t off);
    /* NULL: ESPIPE. */
    off_t (*lseek)(struct file *f, off_t off, int whence);
    /* Never NULL. @st is all zeros on entry; without @times the three times
     * may stay so. */
    int (*fstat)(struct file *f, bool times, struct stat *st);
    /* NULL: ENOTTY. */
    int (*ioctl)(struct file *f, unsigned long request, void *arg);
    /* NULL: false. */
    bool (*isatty)(struct file *f);
    /* NULL: EINVAL, as for fsync() of a pipe. @data: fdatasync(). */
    int (*sync)(struct file *f, bool data);
    /* NULL: always ready. The POLL bits (poll.h) that hold now. */
    int (*poll)(struct file *f);
    /* libc_file_changed() is called when poll's answer gains a bit; other
     * files are asked again and again. */
    bool tells;
    /* NULL: nothing to do. The last descriptor went: free @f. */
    void (*close)(struct file *f);
};

struct file_watch;

struct file {
    const struct file_ops *ops;
    int flags;                  /* as open() got them: access mode and status */
    unsigned refs;              /* descriptors, and calls that are under way */
    off_t pos;                  /* of a file that has positions */
    struct vnode *vnode;        /* of a file in the tree; NULL for all others */
    struct file_watch *watches; /* who waits for it; under watch.c's lock */
};

/*
 * struct file_watch - one who wants to know when a file's readiness changes.
 *
 * @changed  called by libc_file_changed(), perhaps in an interrupt, with a
 *           spinlock held (SPIN_EVENT): it may wake threads, no more. Spurious
 *           calls are normal: the file's poll operation is what counts
 * @events   the POLL bits that @changed is called for
 */
struct file_watch {
    void (*changed)(struct file_watch *w);
    struct file *file; /* NULL: hangs on none */
    int events;
    struct file_watch *next, *prev;
};

/*
 * libc_watch_add - hang @w on @f. The caller holds a reference to @f as long
 * as it hangs there, or takes it off in libc_watch_gone(); and it asks
 * f->ops->poll() after this: what changed before is not told.
 */
void libc_watch_add(struct file *f, struct file_watch *w);

/* libc_watch_remove - take @w off its file; afterwards it is not called. */
void libc_watch_remove(struct file_watch *w);

/* libc_watch_lock, libc_watch_unlock - the spinlock that guards all watches,
 * for what @changed works on; the following two want it held. */
uint64_t libc_watch_lock(void);
void libc_watch_unlock(uint64_t flags);
void libc_watch_hang(struct file *f, struct file_watch *w);
void libc_watch_take(struct file_watch *w);

/* libc_watch_tell - libc_file_changed() with the lock held already. */
void libc_watch_tell(struct file *f, int events);

/* libc_watch_gone - nobody refers to @f any more: take off what hangs on it.
 * libc/epoll.c has it; a program without epoll does not. */
__attribute__((weak)) void libc_watch_gone(struct file *f);

/*
 * libc_file_changed - what @f's poll operation says may have changed.
 *
 * After the change. Any context; costs a look where nobody watches.
 */
void libc_file_changed(struct file *f);

/* libc_file_gained - the same, where only @events (POLL bits) can be new. */
void libc_file_gained(struct file *f, int events);

/* The three files of the console, in console_file.c. */
extern struct file libc_console_file[3];

/*
 * libc_fd_file - the file of descriptor @fd, or NULL: EBADF.
 *
 * No reference: it is good only while no other thread closes @fd. To use the
 * file, take it by LIBC_FILE(), which holds it.
 */
struct file *libc_fd_file(int fd);

/* libc_fd_hold - libc_fd_file() with a reference, for libc_file_put(). */
struct file *libc_fd_hold(int fd);

/* libc_file_get - one more reference to @f, of which the caller has one. */
static inline struct file *libc_file_get(struct file *f)
{
    __atomic_fetch_add(&f->refs, 1, __ATOMIC_RELAXED);
    return f;
}

/* libc_file_try - the same, unless @f's last reference has gone. */
static inline bool libc_file_try(struct file *f)
{
    unsigned refs = __atomic_load_n(&f->refs, __ATOMIC_RELAXED);

    while (refs &&
           !__atomic_compare_exchange_n(&f->refs, &refs, refs + 1, true,
                                        __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
        ;
    return refs != 0;
}

/*
 * libc_fd_new - give @f the lowest free descriptor from @lowest up.
 *
 * @cloexec  FD_CLOEXEC is set on it. Nothing ever executes, but programs ask.
 *
 * Takes over one reference. Returns the descriptor, or -EMFILE, -ENOMEM, or
 * -EINVAL if @lowest is out of range; the reference is the caller's then.
 */
int libc_fd_new(struct file *f, int lowest, bool cloexec);

/*
 * libc_fd_replace - make @fd, open or not, name @f.
 *
 * As libc_fd_new(); the file that @fd named is put. -EBADF: out of range.
 */
int libc_fd_replace(struct file *f, int fd, bool cloexec);

/* A descriptor: its file, NULL if it is closed, and its FD_CLOEXEC. */
struct fd_slot {
    struct file *file;
    bool cloexec;
};

/* The table; slots from @size up are closed, those below @lowest are open.
 * New descriptors are below @limit, RLIMIT_NOFILE, which is at most @max. */
struct fd_table {
    struct fd_slot *slots;
    int size, lowest, limit, max;
};
extern struct fd_table libc_fd_table;

/* libc_fd_slot - the slot of the open descriptor @fd, or NULL: EBADF. Under
 * the lock of the table. */
struct fd_slot *libc_fd_slot(int fd);

/* libc_fd_forget - close @slot; its reference is the caller's now. Under the
 * lock of the table. */
struct file *libc_fd_forget(struct fd_slot *slot);

/* libc_file_put - end a reference; the last one closes the file. Without the
 * lock of the table (libc/held.h). */
void libc_file_put(struct file *f);

static inline void libc_file_done(struct file **f)
{
    if (*f)
        libc_file_put(*f);
}

/* LIBC_FILE - declare @name, the file of descriptor @fd or NULL, held to the
 * end of the block. */
#define LIBC_FILE(name, fd)                                                    \
    __attribute__((cleanup(libc_file_done))) struct file *name =               \
        libc_fd_hold(fd)

/*
 * libc_result - a call's negative errno value, or its result, as C wants it.
 *
 * Sets errno and returns -1 for the former.
 */
static inline ssize_t libc_result(ssize_t result)
{
    if (result >= 0)
        return result;
    errno = (int)-result;
    return -1;
}
