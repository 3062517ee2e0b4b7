/*
 * unix_rights.c - see unix_rights.h.
 *
 * A file may be ended only without the sockets' lock: it may be a socket. So
 * what nobody received is put aside first. Two sockets that lie in each
 * other's queue, and that nobody has a descriptor of, stay for good.
 */
#include "libc/unix_rights.h"

#include <stdlib.h>
#include <string.h>

#include "libc/fd.h"
#include "libc/unix_socket.h"

#define RIGHTS_MAX 253 /* of a message, as in Linux */

struct unix_rights {
    struct unix_rights *next;
    int count;
    struct file *file[RIGHTS_MAX];
};

static struct unix_rights *dropped; /* changed under the lock */

/* Those before file @i have a descriptor now. */
static void end(struct unix_rights *r, int i)
{
    for (; i < r->count; i++)
        libc_file_put(r->file[i]);
    free(r);
}

/* The files of one control message; -EINVAL, -EBADF. */
static int read_one(const struct msghdr *m, const struct cmsghdr *c,
                    struct unix_rights *r)
{
    const char *stop = (const char *)m->msg_control + m->msg_controllen;
    size_t count;

    if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS ||
        c->cmsg_len < CMSG_LEN(0) ||
        c->cmsg_len > (size_t)(stop - (const char *)c))
        return -EINVAL;
    count = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    if (count > (size_t)(RIGHTS_MAX - r->count))
        return -EINVAL;
    for (size_t i = 0; i < count; i++) {
        int fd;

        memcpy(&fd, CMSG_DATA(c) + i * sizeof(fd), sizeof(fd));
        r->file[r->count] = libc_fd_hold(fd);
        if (!r->file[r->count])
            return -EBADF;
        r->count++;
    }
    return 0;
}

int libc_unix_rights_read(const struct msghdr *m, struct unix_rights **out)
{
    struct cmsghdr *c = m->msg_control ? CMSG_FIRSTHDR(m) : NULL;
    struct unix_rights *r;
    int err = 0;

    *out = NULL;
    if (!c)
        return 0;
    r = calloc(1, sizeof(*r));
    if (!r)
        return -ENOMEM;
    for (; c && !err; c = err ? NULL : CMSG_NXTHDR(m, c))
        err = read_one(m, c, r);
    if (err || r->count == 0) {
        end(r, 0);
        return err;
    }
    *out = r;
    return 0;
}

void libc_unix_rights_give(struct unix_rights *r, struct msghdr *m, size_t room,
                           bool cloexec)
{
    struct cmsghdr *c = m->msg_control;
    int given = 0;

    m->msg_controllen = 0;
    if (!r)
        return;
    while (given < r->count && c && room >= CMSG_LEN((size_t)(given + 1) * 4)) {
        int fd = libc_fd_new(r->file[given], 0, cloexec);

        if (fd < 0)
            break;
        memcpy(CMSG_DATA(c) + (size_t)given * sizeof(fd), &fd, sizeof(fd));
        given++;
    }
    if (given > 0) {
        *c = (struct cmsghdr){CMSG_LEN((size_t)given * sizeof(int)), SOL_SOCKET,
                              SCM_RIGHTS};
        m->msg_controllen = (socklen_t)c->cmsg_len;
    }
    if (given < r->count)
        m->msg_flags |= MSG_CTRUNC;
    end(r, given);
}

void libc_unix_rights_drop(struct unix_rights *r)
{
    if (!r)
        return;
    r->next = dropped;
    __atomic_store_n(&dropped, r, __ATOMIC_RELAXED);
}

static struct unix_rights *take_dropped(void)
{
    struct unix_rights *r;

    libc_unix_lock();
    r = dropped;
    if (r)
        __atomic_store_n(&dropped, r->next, __ATOMIC_RELAXED);
    libc_unix_unlock();
    return r;
}

/* A socket that ends here calls this for what lies in it: that is left to the
 * outer call, for sockets can lie in each other as deep as there is memory. */
void libc_unix_rights_bury(void)
{
    static _Thread_local bool burying;
    struct unix_rights *r;

    if (burying || !__atomic_load_n(&dropped, __ATOMIC_RELAXED))
        return; /* what this thread dropped it sees */
    burying = true;
    while ((r = take_dropped()))
        end(r, 0);
    burying = false;
}
