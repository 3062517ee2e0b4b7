/*
 * fd.c - the descriptor table as it is at the start: the console.
 *
 * What makes it longer is in fd_new.c, which only programs have that open
 * something.
 */
#include "libc/fd.h"

#include "libc/held.h"

#define FIRST_SLOTS 16

static struct fd_slot first_slots[FIRST_SLOTS] = {
    {.file = &libc_console_file[0]},
    {.file = &libc_console_file[1]},
    {.file = &libc_console_file[2]},
};

struct fd_table libc_fd_table = {first_slots, FIRST_SLOTS, 3, FD_LIMIT_FIRST,
                                 FD_TABLE_MAX};

struct fd_slot *libc_fd_slot(int fd)
{
    if (fd < 0 || fd >= libc_fd_table.size || !libc_fd_table.slots[fd].file)
        return NULL;
    return &libc_fd_table.slots[fd];
}

struct file *libc_fd_file(int fd)
{
    LIBC_HELD(&libc_fd_lock);
    struct fd_slot *slot = libc_fd_slot(fd);

    return slot ? slot->file : NULL;
}

struct file *libc_fd_hold(int fd)
{
    LIBC_HELD(&libc_fd_lock);
    struct fd_slot *slot = libc_fd_slot(fd);

    return slot ? libc_file_get(slot->file) : NULL;
}

struct file *libc_fd_forget(struct fd_slot *slot)
{
    struct file *f = slot->file;
    int fd = (int)(slot - libc_fd_table.slots);

    *slot = (struct fd_slot){0};
    if (fd < libc_fd_table.lowest)
        libc_fd_table.lowest = fd;
    return f;
}

void libc_file_put(struct file *f)
{
    if (__atomic_sub_fetch(&f->refs, 1, __ATOMIC_ACQ_REL) != 0)
        return;
    if (libc_watch_gone && __atomic_load_n(&f->watches, __ATOMIC_ACQUIRE))
        libc_watch_gone(f);
    if (f->ops->close)
        f->ops->close(f);
}
