/*
 * unix_socket.c - sockets within this machine (AF_UNIX).
 *
 * Streams, messages in sequence and datagrams; no descriptors are passed.
 */
#include "libc/unix_socket.h"

#include <fcntl.h>
#include <poll.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/base.h"
#include "kernel/mutex.h"
#include "kernel/wait.h"
#include "libc/poll.h"

#define PATH_AT     offsetof(struct sockaddr_un, sun_path)
#define BACKLOG_MAX 4096

static struct mutex lock = MUTEX_INIT;
static struct unix_end *names;

static const struct socket_ops unix_ops;

/* --- waiting --- */

void libc_unix_lock(void)
{
    mutex_lock(&lock);
}

void libc_unix_unlock(void)
{
    mutex_unlock(&lock);
}

void libc_unix_signal(struct unix_end *e)
{
    __atomic_fetch_add(&e->seq, 1, __ATOMIC_SEQ_CST);
    wait_wake(&e->seq, WAIT_ALL);
    if (e->so)
        libc_file_changed(&e->so->file);
}

int libc_unix_block(struct unix_end *e)
{
    uint32_t seen = e->seq;
    int err;

    mutex_unlock(&lock);
    err = libc_poll_wait(&e->seq, seen, TIMER_NEVER, true);
    mutex_lock(&lock);
    return err;
}

/* --- names --- */

/* A path ends at its NUL; a name that begins with one is all its bytes. */
static int read_name(const struct sockaddr *a, socklen_t len,
                     struct sockaddr_un *out, socklen_t *out_len)
{
    const struct sockaddr_un *un = (const struct sockaddr_un *)a;

    if (!a)
        return -EFAULT;
    if (len <= PATH_AT || len > sizeof(*un) || a->sa_family != AF_UNIX)
        return -EINVAL;
    memset(out, 0, sizeof(*out));
    memcpy(out, un, len);
    if (out->sun_path[0])
        len = (socklen_t)(PATH_AT +
                          strnlen(out->sun_path, sizeof(out->sun_path)));
    *out_len = len;
    return 0;
}

static struct unix_end *find(const struct sockaddr_un *name, socklen_t len)
{
    for (struct unix_end *e = names; e; e = e->names_next)
        if (e->name_len == len &&
            memcmp(e->name.sun_path, name->sun_path, len - PATH_AT) == 0)
            return e;
    return NULL;
}

struct unix_end *libc_unix_find(const struct sockaddr_un *a, socklen_t len)
{
    struct sockaddr_un name;
    socklen_t name_len;

    if (read_name((const struct sockaddr *)a, len, &name, &name_len))
        return NULL;
    return find(&name, name_len);
}

static int bind_unix(struct socket *so, const struct sockaddr *a, socklen_t len)
{
    struct unix_end *e = so->data;
    struct sockaddr_un name;
    socklen_t name_len;
    int err = read_name(a, len, &name, &name_len);

    if (err)
        return err;
    mutex_lock(&lock);
    if (e->name_len) {
        err = -EINVAL;
    } else if (find(&name, name_len)) {
        err = -EADDRINUSE;
    } else {
        e->name = name;
        e->name_len = name_len;
        e->names_next = names;
        names = e;
    }
    mutex_unlock(&lock);
    return err;
}

static void forget_name(struct unix_end *e)
{
    for (struct unix_end **p = &names; *p; p = &(*p)->names_next)
        if (*p == e) {
            *p = e->names_next;
            return;
        }
}

/* --- connections --- */

static void join(struct unix_end *a, struct unix_end *b)
{
    a->peer = b;
    b->peer = a;
    a->connected = b->connected = true;
    a->peer_name = b->name;
    a->peer_name_len = b->name_len;
    b->peer_name = a->name;
    b->peer_name_len = a->name_len;
}

static int listen_unix(struct socket *so, int backlog)
{
    struct unix_end *e = so->data;
    int err = 0;

    mutex_lock(&lock);
    if (so->type == SOCK_DGRAM)
        err = -EOPNOTSUPP;
    else if (!e->name_len || e->connected)
        err = -EINVAL;
    else
        e->listening = true;
    e->backlog = MAX(MIN(backlog, BACKLOG_MAX), 1);
    mutex_unlock(&lock);
    return err;
}

static struct unix_end *take_pending(struct unix_end *l)
{
    struct unix_end *e = l->pending;

    if (e) {
        l->pending = e->pending_next;
        e->pending_next = NULL;
        l->pending_count--;
    }
    return e;
}

static int accept_unix(struct socket *so, struct socket *made, bool nonblock)
{
    struct unix_end *l = so->data, *e = NULL;
    int err = 0;

    mutex_lock(&lock);
    if (!l->listening)
        err = so->type == SOCK_DGRAM ? -EOPNOTSUPP : -EINVAL;
    while (!err && !(e = take_pending(l)))
        err = nonblock ? -EAGAIN : libc_unix_block(l);
    if (e) {
        e->so = made;
        made->data = e;
    }
    mutex_unlock(&lock);
    return err;
}

/* A new end for @l to accept, joined with @e. */
static int queue_at(struct unix_end *l, struct unix_end *e)
{
    struct unix_end *made = calloc(1, sizeof(*made)), **last = &l->pending;

    if (!made)
        return -ENOMEM;
    join(e, made);
    made->name = l->name;
    made->name_len = l->name_len;
    e->peer_name = l->name;
    e->peer_name_len = l->name_len;
    while (*last)
        last = &(*last)->pending_next;
    *last = made;
    l->pending_count++;
    libc_unix_signal(l);
    return 0;
}

static int connect_to(struct unix_end *e, struct unix_end *to)
{
    if (!to)
        return -ECONNREFUSED;
    if (to->so->type != e->so->type)
        return -EPROTOTYPE;
    if (e->so->type == SOCK_DGRAM) {
        e->peer = to;
        e->connected = true;
        e->peer_name = to->name;
        e->peer_name_len = to->name_len;
        return 0;
    }
    if (e->connected)
        return -EISCONN;
    if (!to->listening)
        return -ECONNREFUSED;
    return to->pending_count >= to->backlog ? -EAGAIN : queue_at(to, e);
}

static int connect_unix(struct socket *so, const struct sockaddr *a,
                        socklen_t len, bool nonblock)
{
    struct unix_end *e = so->data;
    struct sockaddr_un name;
    socklen_t name_len;
    int err = read_name(a, len, &name, &name_len);

    (void)nonblock; /* a full backlog is EAGAIN, as in Linux */
    if (err)
        return err;
    mutex_lock(&lock);
    err = connect_to(e, find(&name, name_len));
    mutex_unlock(&lock);
    return err == -ECONNREFUSED && name.sun_path[0] ? -ENOENT : err;
}

static int shutdown_unix(struct socket *so, bool receive, bool send)
{
    struct unix_end *e = so->data;
    int err = 0;

    mutex_lock(&lock);
    if (!e->connected)
        err = -ENOTCONN;
    if (!err) {
        e->receive_shut |= receive;
        e->send_shut |= send;
        if (e->peer && send && so->type != SOCK_DGRAM)
            e->peer->eof = true;
        if (e->peer)
            libc_unix_signal(e->peer);
        libc_unix_signal(e);
    }
    mutex_unlock(&lock);
    return err;
}

/* --- ends --- */

/* Nobody may send to @e any more. */
static void detach(struct unix_end *e)
{
    struct unix_end *peer = e->peer;

    if (peer && peer->peer == e) {
        peer->peer = NULL;
        peer->eof = true;
        libc_unix_signal(peer);
    }
    /* datagram sockets that are connected to it; they have names or not */
    for (struct unix_end *n = names; n; n = n->names_next)
        if (n->peer == e)
            n->peer = NULL;
}

static void close_end(struct unix_end *e)
{
    struct unix_end *p;

    e->so = NULL;
    while ((p = take_pending(e)))
        close_end(p);
    detach(e);
    libc_unix_drop(e);
    free(e);
}

static void close_unix(struct socket *so)
{
    struct unix_end *e = so->data;

    if (!e)
        return;
    mutex_lock(&lock);
    forget_name(e);
    close_end(e);
    mutex_unlock(&lock);
}

static int name_unix(struct socket *so, bool peer, struct sockaddr_storage *a,
                     socklen_t *len)
{
    const struct unix_end *e = so->data;

    if (peer && !e->connected)
        return -ENOTCONN;
    memset(a, 0, sizeof(*a));
    *len = peer ? e->peer_name_len : e->name_len;
    memcpy(a, peer ? &e->peer_name : &e->name, *len);
    a->ss_family = AF_UNIX;
    *len = MAX(*len, (socklen_t)PATH_AT);
    return 0;
}

static int poll_unix(struct socket *so)
{
    struct unix_end *e = so->data;
    int ready = 0;

    mutex_lock(&lock);
    if (e->first || e->eof || e->receive_shut || e->pending)
        ready |= POLLIN | POLLRDNORM;
    if (e->eof)
        ready |= POLLRDHUP;
    /* without a peer it fails at once, which does not block */
    if (so->type == SOCK_DGRAM
            ? !e->peer || e->peer->bytes < UNIX_ROOM
            : !e->listening && (!e->peer || e->peer->bytes < UNIX_ROOM / 2))
        ready |= POLLOUT | POLLWRNORM;
    if (so->type != SOCK_DGRAM && !e->listening &&
        (!e->connected || !e->peer || (e->eof && e->send_shut)))
        ready |= POLLHUP;
    mutex_unlock(&lock);
    return ready;
}

static int available_unix(struct socket *so)
{
    const struct unix_end *e = so->data;
    size_t n = 0;

    mutex_lock(&lock);
    for (const struct unix_chunk *c = e->first; c; c = c->next) {
        n += c->len - c->offset;
        if (so->type == SOCK_DGRAM)
            break;
    }
    mutex_unlock(&lock);
    return (int)n;
}

static int set_unix(struct socket *so, int level, int option, const void *value,
                    socklen_t len)
{
    (void)so;
    (void)option;
    (void)value;
    (void)len;
    return level == SOL_SOCKET ? 0 : -ENOPROTOOPT; /* buffers are as they are */
}

static int get_unix(struct socket *so, int level, int option, void *value,
                    socklen_t *len)
{
    const struct unix_end *e = so->data;
    int number = 0;

    if (level != SOL_SOCKET)
        return -ENOPROTOOPT;
    if (option == SO_SNDBUF || option == SO_RCVBUF)
        number = UNIX_ROOM;
    else if (option == SO_ACCEPTCONN)
        number = e->listening;
    else if (option != SO_ERROR && option != SO_REUSEADDR)
        return -ENOPROTOOPT;
    *len = MIN(*len, (socklen_t)sizeof(number));
    memcpy(value, &number, *len);
    return 0;
}

static const struct socket_ops unix_ops = {
    .bind = bind_unix,
    .listen = listen_unix,
    .accept = accept_unix,
    .connect = connect_unix,
    .shutdown = shutdown_unix,
    .send = libc_unix_send,
    .receive = libc_unix_receive,
    .name = name_unix,
    .set = set_unix,
    .get = get_unix,
    .poll = poll_unix,
    .available = available_unix,
    .close = close_unix,
};

int libc_unix_new(int type, int protocol, struct socket **out)
{
    struct unix_end *e;
    struct socket *so;

    if (protocol)
        return -EPROTONOSUPPORT;
    if (type != SOCK_STREAM && type != SOCK_DGRAM && type != SOCK_SEQPACKET)
        return -EPROTONOSUPPORT;
    so = libc_socket_alloc(&unix_ops, AF_UNIX, type, 0);
    e = calloc(1, sizeof(*e));
    if (!so || !e) {
        free(so);
        free(e);
        return -ENOMEM;
    }
    e->so = so;
    so->data = e;
    *out = so;
    return 0;
}

static int pair(int family, int type, int protocol, int fds[2])
{
    int flags = type & (SOCK_NONBLOCK | SOCK_CLOEXEC), err, fd;
    struct socket *a, *b;

    if (family != AF_UNIX)
        return -EOPNOTSUPP;
    err = libc_unix_new(type & ~flags, protocol, &a);
    if (err)
        return err;
    err = libc_unix_new(type & ~flags, protocol, &b);
    if (err) {
        libc_file_put(&a->file);
        return err;
    }
    join(a->data, b->data);
    fd = libc_socket_fd(a, flags);
    if (fd < 0) {
        libc_file_put(&b->file);
        return fd;
    }
    fds[1] = libc_socket_fd(b, flags);
    if (fds[1] >= 0) {
        fds[0] = fd;
        return 0;
    }
    struct fd_slot *slot = libc_fd_slot(fd);
    *slot = (struct fd_slot){0};
    libc_file_put(&a->file);
    return fds[1];
}

int socketpair(int family, int type, int protocol, int fds[2])
{
    return (int)libc_result(pair(family, type, protocol, fds));
}
