/*
 * unix_socket.c - sockets within this machine (AF_UNIX).
 *
 * Streams, messages in sequence and datagrams.
 */
#include "libc/unix_socket.h"

#include <fcntl.h>
#include <poll.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kernel/base.h"
#include "kernel/mutex.h"
#include "kernel/wait.h"
#include "libc/poll.h"

static struct mutex lock = MUTEX_INIT;
static uint32_t room; /* counts when there may be some again, anywhere */

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

/* What changes @word has the lock, so nothing is lost in between. */
static int block(uint32_t *word)
{
    uint32_t seen = *word;
    int err;

    mutex_unlock(&lock);
    err = libc_file_wait(word, seen, "socket");
    mutex_lock(&lock);
    return err;
}

int libc_unix_block(struct unix_end *e)
{
    return block(&e->seq);
}

/* The one who waits has no part in @e, which may be gone before it looks. */
void libc_unix_made_room(struct unix_end *e)
{
    for (struct unix_end *s = e->senders; s; s = s->senders_next)
        libc_unix_signal(s);
    __atomic_fetch_add(&room, 1, __ATOMIC_SEQ_CST);
    wait_wake(&room, WAIT_ALL);
}

int libc_unix_await_room(void)
{
    return block(&room);
}

static void close_unix(struct socket *so)
{
    struct unix_end *e = so->data;

    if (!e)
        return;
    mutex_lock(&lock);
    libc_unix_end(e);
    mutex_unlock(&lock);
    libc_unix_rights_bury();
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
    .bind = libc_unix_bind,
    .listen = libc_unix_listen,
    .accept = libc_unix_accept,
    .connect = libc_unix_connect,
    .shutdown = libc_unix_shutdown,
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
    int flags = type & (SOCK_NONBLOCK | SOCK_CLOEXEC), err;
    struct socket *a, *b;
    int fd[2];

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
    libc_unix_join(a->data, b->data);
    fd[0] = libc_socket_fd(a, flags);
    if (fd[0] < 0) {
        libc_file_put(&b->file);
        return fd[0];
    }
    fd[1] = libc_socket_fd(b, flags);
    if (fd[1] < 0) {
        close(fd[0]);
        return fd[1];
    }
    memcpy(fds, fd, sizeof(fd));
    return 0;
}

int socketpair(int family, int type, int protocol, int fds[2])
{
    return (int)libc_result(pair(family, type, protocol, fds));
}
