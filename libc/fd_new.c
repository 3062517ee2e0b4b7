/*
 * fd_new.c - new descriptors, in a table that grows.
 */
#include "libc/fd.h"

#include <stdlib.h>
#include <string.h>

#include "libc/held.h"

static struct fd_slot *grown; /* NULL while the first table is in use */

/* Makes descriptor @fd exist. */
static int grow(int fd)
{
    struct fd_table *t = &libc_fd_table;
    int size = t->size;
    struct fd_slot *slots;

    if (fd >= t->limit)
        return -EMFILE;
    while (size <= fd)
        size *= 2;
    if (size == t->size)
        return 0;
    slots = calloc((size_t)size, sizeof(*slots));
    if (!slots)
        return -ENOMEM;
    memcpy(slots, t->slots, (size_t)t->size * sizeof(*slots));
    free(grown);
    grown = t->slots = slots;
    t->size = size;
    return 0;
}

int libc_fd_new(struct file *f, int lowest, bool cloexec)
{
    LIBC_HELD(&libc_fd_lock);
    struct fd_table *t = &libc_fd_table;
    int fd = lowest > t->lowest ? lowest : t->lowest, err;

    if (lowest < 0 || (lowest > 0 && lowest >= t->limit))
        return -EINVAL;
    while (libc_fd_slot(fd))
        fd++;
    err = grow(fd);
    if (err)
        return err;
    t->slots[fd] = (struct fd_slot){f, cloexec};
    if (lowest <= t->lowest)
        t->lowest = fd + 1;
    return fd;
}

/* Returns what @fd named, or NULL, in *@old. */
static int put_in(struct file *f, int fd, bool cloexec, struct file **old)
{
    LIBC_HELD(&libc_fd_lock);
    int err = grow(fd);

    if (err)
        return err;
    *old = libc_fd_table.slots[fd].file;
    libc_fd_table.slots[fd] = (struct fd_slot){f, cloexec};
    return fd;
}

int libc_fd_replace(struct file *f, int fd, bool cloexec)
{
    struct file *old = NULL;
    int result;

    if (fd < 0 || fd >= libc_fd_table.limit)
        return -EBADF;
    result = put_in(f, fd, cloexec, &old);
    if (old)
        libc_file_put(old);
    return result;
}
