/*
 * unix_io.c - data between sockets within this machine.
 */
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/base.h"
#include "libc/unix_socket.h"

#define CHUNK 4096 /* room of a stream's chunk, so that small writes share */

static size_t size_of(const struct iovec *iov, size_t count)
{
    size_t sum = 0;

    for (size_t i = 0; i < count; i++)
        sum += iov[i].iov_len;
    return sum;
}

/* Copies @n bytes from byte @at of the buffers on. */
static void copy(const struct msghdr *m, size_t at, char *p, size_t n,
                 bool into_iov)
{
    for (size_t i = 0; i < m->msg_iovlen && n; i++) {
        const struct iovec *v = &m->msg_iov[i];
        if (at >= v->iov_len) {
            at -= v->iov_len;
            continue;
        }
        size_t part = MIN(n, v->iov_len - at);
        char *buf = (char *)v->iov_base + at;
        memcpy(into_iov ? buf : p, into_iov ? p : buf, part);
        p += part;
        n -= part;
        at = 0;
    }
}

static struct unix_chunk *append(struct unix_end *to, size_t room)
{
    struct unix_chunk *c = malloc(sizeof(*c) + room);

    if (!c)
        return NULL;
    *c = (struct unix_chunk){.room = room};
    if (to->last)
        to->last->next = c;
    else
        to->first = c;
    to->last = c;
    to->bytes += sizeof(*c) + room;
    return c;
}

static void pop(struct unix_end *e)
{
    struct unix_chunk *c = e->first;

    e->first = c->next;
    if (!e->first)
        e->last = NULL;
    e->bytes -= sizeof(*c) + c->room;
    libc_unix_rights_drop(c->rights);
    free(c);
}

void libc_unix_drop(struct unix_end *e)
{
    while (e->first)
        pop(e);
}

/* As much as fits of a stream's bytes; 0 if nothing does. Those that come with
 * @rights begin a chunk, which takes them over. */
static ssize_t put_bytes(struct unix_end *to, const struct msghdr *m, size_t at,
                         size_t n, struct unix_rights **rights)
{
    struct unix_chunk *c = to->last;

    if (!c || c->len == c->room || *rights) {
        if (to->bytes >= UNIX_ROOM)
            return 0;
        c = append(to, MAX(MIN(n, UNIX_ROOM / 4), CHUNK));
        if (!c)
            return -ENOMEM;
        c->rights = *rights;
        *rights = NULL;
    }
    n = MIN(n, c->room - c->len);
    copy(m, at, c->data + c->len, n, false);
    c->len += n;
    return (ssize_t)n;
}

/* A whole message; 0 if it does not fit now. */
static ssize_t put_message(const struct unix_end *from, struct unix_end *to,
                           const struct msghdr *m, size_t n,
                           struct unix_rights **rights)
{
    struct unix_chunk *c;

    if (n > UNIX_ROOM)
        return -EMSGSIZE;
    if (to->bytes + n > UNIX_ROOM && to->first)
        return 0;
    c = append(to, n);
    if (!c)
        return -ENOMEM;
    copy(m, 0, c->data, n, false);
    c->len = n;
    c->from = from->name;
    c->from_len = from->name_len;
    c->rights = *rights;
    *rights = NULL;
    return 1;
}

/* Who gets what @e sends now. */
static int target(const struct unix_end *e, const struct msghdr *m,
                  struct unix_end **to)
{
    if (e->send_shut)
        return -EPIPE;
    if (m->msg_name && m->msg_namelen && e->so->type == SOCK_DGRAM) {
        *to = libc_unix_find(m->msg_name, m->msg_namelen);
        return !*to                             ? -ECONNREFUSED
               : (*to)->so->type != e->so->type ? -EPROTOTYPE
               : (*to)->receive_shut            ? -EPIPE
                                                : 0;
    }
    *to = e->peer;
    if (*to)
        return (*to)->receive_shut ? -EPIPE : 0;
    if (e->so->type == SOCK_DGRAM)
        return e->connected ? -ECONNREFUSED : -EDESTADDRREQ;
    return e->connected ? -EPIPE : -ENOTCONN;
}

static ssize_t send_with(struct socket *so, const struct msghdr *m,
                         bool nonblock, struct unix_rights **rights)
{
    struct unix_end *e = so->data, *to;
    size_t size = size_of(m->msg_iov, m->msg_iovlen), done = 0;
    bool stream = so->type == SOCK_STREAM;
    ssize_t n = 0;

    libc_unix_lock();
    while ((done < size || (!stream && !done)) && n >= 0) {
        n = target(e, m, &to);
        if (n == 0)
            n = stream ? put_bytes(to, m, done, size - done, rights)
                       : put_message(e, to, m, size, rights);
        if (n > 0) {
            done += (size_t)n;
            libc_unix_signal(to);
        }
        if (n > 0 && !stream) {
            done = size;
            break;
        }
        if (n == 0)
            n = nonblock ? -EAGAIN
                : stream ? libc_unix_block(e)
                         : libc_unix_await_room();
    }
    libc_unix_rights_drop(*rights);
    libc_unix_unlock();
    return done || n >= 0 ? (ssize_t)done : n;
}

ssize_t libc_unix_send(struct socket *so, const struct msghdr *m, int flags,
                       bool nonblock)
{
    struct unix_rights *rights;
    ssize_t n = libc_unix_rights_read(m, &rights);

    (void)flags;
    if (n)
        return n;
    n = send_with(so, m, nonblock, &rights);
    libc_unix_rights_bury();
    return n;
}

/* Out of the first chunk; returns how many bytes. */
static size_t take(struct unix_end *e, struct msghdr *m, size_t at, int flags,
                   struct unix_rights **rights)
{
    struct unix_chunk *c = e->first;
    size_t size = size_of(m->msg_iov, m->msg_iovlen) - at;
    size_t left = c->len - c->offset, n = MIN(size, left);
    bool stream = e->so->type == SOCK_STREAM;

    copy(m, at, c->data + c->offset, n, true);
    if (!stream && n < left)
        m->msg_flags |= MSG_TRUNC;
    if (m->msg_name)
        libc_socket_give((struct sockaddr_storage *)&c->from, c->from_len,
                         m->msg_name, &m->msg_namelen);
    if (flags & MSG_PEEK)
        return !stream && flags & MSG_TRUNC ? left : n;
    c->offset += n;
    *rights = c->rights;
    c->rights = NULL;
    if (!stream || c->offset == c->len)
        pop(e);
    if (e->peer)
        libc_unix_signal(e->peer);
    if (!stream)
        libc_unix_made_room(e);
    return !stream && flags & MSG_TRUNC ? left : n;
}

ssize_t libc_unix_receive(struct socket *so, struct msghdr *m, int flags,
                          bool nonblock)
{
    struct unix_end *e = so->data;
    size_t size = size_of(m->msg_iov, m->msg_iovlen), done = 0;
    bool all = flags & MSG_WAITALL && !(flags & MSG_PEEK);
    bool stream = so->type == SOCK_STREAM;
    struct unix_rights *rights = NULL;
    size_t room = m->msg_controllen;
    int err = 0;

    libc_unix_lock();
    if (!stream || !m->msg_name)
        m->msg_namelen = m->msg_name ? m->msg_namelen : 0;
    while (!err && !(stream && size == 0)) {
        if (e->first) {
            done += take(e, m, done, flags, &rights);
            if (!stream || done == size || flags & MSG_PEEK || rights ||
                (e->first ? e->first->rights != NULL : !all))
                break;
        } else if (e->eof || e->receive_shut) {
            break;
        } else if (stream && !e->connected) {
            err = -ENOTCONN;
        } else if (done && !all) {
            break;
        } else {
            err = nonblock ? -EAGAIN : libc_unix_block(e);
        }
    }
    libc_unix_unlock();
    libc_unix_rights_give(rights, m, room, flags & MSG_CMSG_CLOEXEC);
    libc_unix_rights_bury();
    return done || !err ? (ssize_t)done : err;
}
