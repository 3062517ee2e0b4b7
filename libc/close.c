/*
 * close.c - close().
 */
#include <unistd.h>

#include "libc/fd.h"
#include "libc/held.h"

/* The file that @fd named, whose reference is the caller's now, or NULL. */
static struct file *take(int fd)
{
    LIBC_HELD(&libc_fd_lock);
    struct fd_slot *slot = libc_fd_slot(fd);

    return slot ? libc_fd_forget(slot) : NULL;
}

int close(int fd)
{
    struct file *f = take(fd);

    if (!f)
        return (int)libc_result(-EBADF);
    libc_file_put(f);
    return 0;
}
