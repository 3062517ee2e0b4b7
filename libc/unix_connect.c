/*
 * unix_connect.c - sockets within this machine: names, connections, ends.
 */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/base.h"
#include "libc/unix_socket.h"

#define BACKLOG_MAX 4096

static struct unix_end *names;

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

int libc_unix_bind(struct socket *so, const struct sockaddr *a, socklen_t len)
{
    struct unix_end *e = so->data;
    struct sockaddr_un name;
    socklen_t name_len;
    int err = read_name(a, len, &name, &name_len);

    if (err)
        return err;
    libc_unix_lock();
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
    libc_unix_unlock();
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

static void stop_sending(struct unix_end *e)
{
    struct unix_end **p = e->peer ? &e->peer->senders : NULL;

    while (p && *p && *p != e)
        p = &(*p)->senders_next;
    if (p && *p)
        *p = e->senders_next;
    e->peer = NULL;
}

/* A peer knows by its list who sends to it, to tell them when it goes. */
static void send_to(struct unix_end *e, struct unix_end *to)
{
    stop_sending(e);
    e->peer = to;
    e->senders_next = to->senders;
    to->senders = e;
    e->connected = true;
    e->peer_name = to->name;
    e->peer_name_len = to->name_len;
}

void libc_unix_join(struct unix_end *a, struct unix_end *b)
{
    send_to(a, b);
    send_to(b, a);
}

int libc_unix_listen(struct socket *so, int backlog)
{
    struct unix_end *e = so->data;
    int err = 0;

    libc_unix_lock();
    if (so->type == SOCK_DGRAM)
        err = -EOPNOTSUPP;
    else if (!e->name_len || e->connected)
        err = -EINVAL;
    else
        e->listening = true;
    e->backlog = MAX(MIN(backlog, BACKLOG_MAX), 1);
    libc_unix_unlock();
    return err;
}

static struct unix_end *take_pending(struct unix_end *l)
{
    struct unix_end *e = l->pending;

    if (e) {
        l->pending = e->pending_next;
        e->pending_next = NULL;
        l->pending_count--;
        libc_unix_made_room(l);
    }
    return e;
}

int libc_unix_accept(struct socket *so, struct socket *made, bool nonblock)
{
    struct unix_end *l = so->data, *e = NULL;
    int err = 0;

    libc_unix_lock();
    while (!err) {
        if (!l->listening) /* or no more: another thread shut it down */
            err = so->type == SOCK_DGRAM ? -EOPNOTSUPP : -EINVAL;
        else if ((e = take_pending(l)))
            break;
        else
            err = nonblock ? -EAGAIN : libc_unix_block(l);
    }
    if (e) {
        e->so = made;
        made->data = e;
    }
    libc_unix_unlock();
    return err;
}

/* A new end for @l to accept, joined with @e. */
static int queue_at(struct unix_end *l, struct unix_end *e)
{
    struct unix_end *made = calloc(1, sizeof(*made)), **last = &l->pending;

    if (!made)
        return -ENOMEM;
    made->name = l->name;
    made->name_len = l->name_len;
    libc_unix_join(e, made);
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
        send_to(e, to);
        return 0;
    }
    if (e->connected)
        return -EISCONN;
    if (!to->listening)
        return -ECONNREFUSED;
    return to->pending_count >= to->backlog ? -EAGAIN : queue_at(to, e);
}

int libc_unix_connect(struct socket *so, const struct sockaddr *a,
                      socklen_t len, bool nonblock)
{
    struct unix_end *e = so->data;
    struct sockaddr_un name;
    socklen_t name_len;
    int err = read_name(a, len, &name, &name_len);

    if (err)
        return err;
    libc_unix_lock();
    do {
        err = connect_to(e, find(&name, name_len));
        if (err != -EAGAIN || nonblock)
            break;
        err = libc_unix_await_room();
    } while (!err);
    libc_unix_unlock();
    return err == -ECONNREFUSED && name.sun_path[0] ? -ENOENT : err;
}

/* --- ends --- */

/* Nobody may send to @e any more. */
static void detach(struct unix_end *e)
{
    struct unix_end *s;

    libc_unix_made_room(e);
    while ((s = e->senders)) {
        e->senders = s->senders_next;
        s->peer = NULL;
        s->eof = !(s->so && s->so->type == SOCK_DGRAM);
        libc_unix_signal(s);
    }
    stop_sending(e);
}

static void stop_listening(struct unix_end *e)
{
    struct unix_end *p;

    e->listening = false;
    while ((p = take_pending(e)))
        libc_unix_end(p);
}

void libc_unix_end(struct unix_end *e)
{
    e->so = NULL;
    forget_name(e);
    stop_listening(e);
    detach(e);
    libc_unix_drop(e);
    free(e);
}

int libc_unix_shutdown(struct socket *so, bool receive, bool send)
{
    struct unix_end *e = so->data;
    int err = 0;

    libc_unix_lock();
    if (e->listening)
        stop_listening(e);
    else if (!e->connected)
        err = -ENOTCONN;
    if (!err) {
        e->receive_shut |= receive;
        e->send_shut |= send;
        if (e->peer && send && so->type != SOCK_DGRAM)
            e->peer->eof = true;
        if (e->peer)
            libc_unix_signal(e->peer);
        libc_unix_signal(e);
        libc_unix_made_room(e);
    }
    libc_unix_unlock();
    libc_unix_rights_bury(); /* of connections that nobody accepted */
    return err;
}
