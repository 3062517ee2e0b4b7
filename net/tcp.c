/*
 * tcp.c - stream sockets on lwIP's TCP: connections.
 *
 * lwIP tells by callbacks what happens to a connection; they change the
 * socket and signal it. What it received stays in the pbufs it came in
 * (stream.c) until the program reads it; only then the window opens again.
 * Sending and receiving are in tcp_io.c.
 */
#include "net/tcp.h"

#include <errno.h>
#include <stddef.h>

#include "kernel/base.h"
#include "lwip/pbuf.h"
#include "lwip/priv/tcp_priv.h"
#include "lwip/tcp.h"
#include "net/inner.h"
#include "net/memory.h"
#include "net/stream.h"
#include "net/syn_cookie.h"

#define BACKLOG_MAX 255 /* lwIP counts in 8 bits */
#define RETRY_TICKS 1   /* of 500 ms: closing again when memory was short */

/* --- what lwIP tells --- */

static err_t received(void *arg, struct tcp_pcb *pcb, struct pbuf *p, err_t err)
{
    struct net_socket *s = arg;

    (void)err;
    if (!p) {
        s->eof = true;
    } else if (s->receive_shut) {
        tcp_recved(pcb, p->tot_len);
        pbuf_free(p);
    } else {
        net_stream_put(&s->stream, p);
    }
    net_signal(s);
    return ERR_OK;
}

static err_t acknowledged(void *arg, struct tcp_pcb *pcb, u16_t len)
{
    struct net_socket *s = arg;

    (void)pcb;
    (void)len;
    s->starved = false;
    if (net_tcp_room(s))
        net_signal(s);
    return ERR_OK;
}

/* Every half second: memory may be there again for who was refused. The many
 * that only wait are left asleep. */
static err_t polled(void *arg, struct tcp_pcb *pcb)
{
    struct net_socket *s = arg;
    bool refused = s->refused;

    (void)pcb;
    s->refused = s->starved = false;
    if (refused)
        net_signal(s);
    return ERR_OK;
}

/* The pcb is gone already. */
static void failed(void *arg, err_t err)
{
    struct net_socket *s = arg;

    s->tcp = NULL;
    if (err == ERR_CLSD)
        s->error = 0;
    else
        s->error =
            err == ERR_RST && s->connecting ? ECONNREFUSED : -net_errno(err);
    s->eof = true;
    s->connecting = false;
    net_signal(s);
}

static err_t established(void *arg, struct tcp_pcb *pcb, err_t err)
{
    struct net_socket *s = arg;

    (void)err; /* always ERR_OK */
    s->connecting = false;
    s->connected = true;
    net_addr_out(s, &pcb->local_ip, pcb->local_port, &s->local);
    net_signal(s);
    return ERR_OK;
}

/* lwIP frees @pcb, perhaps after TIME_WAIT, of which failed() is not told. */
static void freed(u8_t id, void *data)
{
    struct net_socket *s = data;

    (void)id;
    if (s)
        s->tcp = NULL;
}

/* @s: whose @pcb is; NULL: nobody's. */
static void set_owner(struct tcp_pcb *pcb, struct net_socket *s)
{
    static const struct tcp_ext_arg_callbacks calls = {.destroy = freed};
    static uint8_t id;
    static bool has_id;

    if (!has_id)
        id = tcp_ext_arg_alloc_id();
    has_id = true;
    tcp_ext_arg_set_callbacks(pcb, id, &calls);
    tcp_ext_arg_set(pcb, id, s);
    tcp_arg(pcb, s);
}

static void attach(struct net_socket *s, struct tcp_pcb *pcb)
{
    s->tcp = pcb;
    set_owner(pcb, s);
    tcp_recv(pcb, received);
    tcp_sent(pcb, acknowledged);
    tcp_err(pcb, failed);
    tcp_poll(pcb, polled, 1);
}

/* A connection for the listening socket @arg. */
static err_t accepted(void *arg, struct tcp_pcb *pcb, err_t err)
{
    struct net_socket *l = arg, *s;

    if (err != ERR_OK || !pcb)
        return ERR_VAL;
    s = net_calloc(1, sizeof(*s));
    if (!s)
        return ERR_MEM; /* lwIP resets it */
    *s = (struct net_socket){.ops = l->ops,
                             .family = l->family,
                             .linger = -1,
                             .rcvbuf = l->rcvbuf,
                             .sndbuf = l->sndbuf,
                             .v6only = l->v6only,
                             .connected = true,
                             .bound = true,
                             .listener = l};
    attach(s, pcb);
    tcp_backlog_delayed(pcb);
    if (l->linger >= 0)
        s->linger = l->linger;
    net_addr_out(s, &pcb->local_ip, pcb->local_port, &s->local);
    net_addr_out(s, &pcb->remote_ip, pcb->remote_port, &s->peer);
    if (l->pending_last)
        l->pending_last->pending_next = s;
    else
        l->pending = s;
    l->pending_last = s;
    net_signal(l);
    return ERR_OK;
}

/* --- calls --- */

static int open_tcp(struct net_socket *s)
{
    struct tcp_pcb *pcb =
        tcp_new_ip_type(s->family == 6 ? IPADDR_TYPE_ANY : IPADDR_TYPE_V4);

    if (!pcb)
        return -ENOBUFS;
    attach(s, pcb);
    return 0;
}

static int bind_tcp(struct net_socket *s, const ip_addr_t *ip, uint16_t port)
{
    int err;

    if (!s->tcp)
        return -EINVAL;
    err = net_errno(tcp_bind(s->tcp, ip, port));
    if (!err)
        net_addr_out(s, &s->tcp->local_ip, s->tcp->local_port, &s->local);
    return err;
}

int net_listen(struct net_socket *s, int backlog)
{
    struct tcp_pcb *pcb;
    err_t err = ERR_OK;
    int result = 0;

    net_lock();
    backlog = MAX(MIN(backlog, BACKLOG_MAX), 1);
    if (s->ops != &net_tcp_ops) {
        result = -EOPNOTSUPP;
    } else if (s->listening) {
        tcp_backlog_set(s->tcp, (u8_t)backlog);
    } else if (!s->tcp || s->connected || s->connecting) {
        result = -EINVAL;
    } else if (!s->bound &&
               (result = bind_tcp(
                    s, s->family == 6 ? IP_ANY_TYPE : IP4_ADDR_ANY, 0))) {
        /* no port is free */
    } else if (!(pcb = tcp_listen_with_backlog_and_err(s->tcp, (u8_t)backlog,
                                                       &err))) {
        result = net_errno(err);
    } else {
        s->tcp = pcb;
        s->listening = s->bound = true;
        tcp_arg(pcb, s);
        tcp_accept(pcb, accepted);
        net_syn_cookies(pcb);
    }
    net_unlock();
    return result;
}

static struct net_socket *take_pending(struct net_socket *l)
{
    struct net_socket *s = l->pending;

    if (!s)
        return NULL;
    l->pending = s->pending_next;
    if (!l->pending)
        l->pending_last = NULL;
    s->pending_next = NULL;
    s->listener = NULL;
    if (s->tcp)
        tcp_backlog_accepted(s->tcp);
    return s;
}

int net_accept(struct net_socket *s, unsigned flags, struct net_socket **out)
{
    uint64_t deadline = net_deadline(s, true);
    int err = 0;

    net_lock();
    while (!err) {
        if (!s->listening) /* or no more: another thread shut it down */
            err = s->ops == &net_tcp_ops ? -EINVAL : -EOPNOTSUPP;
        else if ((*out = take_pending(s)))
            break;
        else
            err = flags & NET_DONTWAIT ? -EAGAIN
                                       : net_block(s, deadline, "accept");
    }
    net_unlock();
    return err;
}

static int wait_connected(struct net_socket *s)
{
    uint64_t deadline = net_deadline(s, false);
    int err = 0;

    while (s->connecting && !err)
        err = net_block(s, deadline, "connect");
    if (err)
        return err == -EAGAIN ? -EINPROGRESS : err;
    err = s->error;
    s->error = 0;
    return -err;
}

static int connect_tcp(struct net_socket *s, const ip_addr_t *ip, uint16_t port,
                       unsigned flags)
{
    int err;

    if (!ip)
        return -EAFNOSUPPORT;
    if (s->connecting)
        return -EALREADY;
    if (s->connected)
        return -EISCONN;
    if (s->listening)
        return -EISCONN;
    if (!s->tcp) { /* it failed before: try again with a new one */
        err = open_tcp(s);
        if (err)
            return err;
        s->eof = false;
    }
    err = net_errno(tcp_connect(s->tcp, ip, port, established));
    if (err)
        return err;
    s->connecting = s->bound = true;
    net_addr_out(s, ip, port, &s->peer);
    return flags & NET_DONTWAIT ? -EINPROGRESS : wait_connected(s);
}

/* --- closing --- */

static err_t close_again(void *arg, struct tcp_pcb *pcb)
{
    (void)arg;
    tcp_close(pcb); /* if that fails it is asked again */
    return ERR_OK;
}

/* The program is done with it: lwIP finishes alone. */
static void abandon(struct tcp_pcb *pcb, bool reset)
{
    set_owner(pcb, NULL);
    tcp_recv(pcb, NULL);
    tcp_sent(pcb, NULL);
    tcp_err(pcb, NULL);
    tcp_poll(pcb, NULL, 0);
    if (reset) {
        tcp_abort(pcb);
        return;
    }
    if (tcp_close(pcb) != ERR_OK)
        tcp_poll(pcb, close_again, RETRY_TICKS);
}

static void end_listening(struct net_socket *l)
{
    struct net_socket *s;

    while ((s = take_pending(l))) {
        s->linger = 0; /* reset */
        s->ops->close(s);
    }
    tcp_arg(l->tcp, NULL);
    tcp_accept(l->tcp, NULL);
    tcp_close(l->tcp);
}

/* SO_LINGER: until all is acknowledged, or the time is over. */
static void linger(struct net_socket *s)
{
    uint64_t deadline;

    s->timeout_ns[false] = (uint64_t)s->linger * 1000000000u;
    deadline = net_deadline(s, false);
    while (s->tcp && s->tcp->snd_queuelen && s->tcp->state != CLOSED)
        if (net_block(s, deadline, "linger"))
            return;
}

static void close_tcp(struct net_socket *s)
{
    /* unread data would be lost: the peer must know [RFC 2525 2.17] */
    bool reset = s->stream.bytes > 0 || s->linger == 0;

    if (s->listening)
        end_listening(s);
    else if (s->tcp && s->linger > 0 && !reset)
        linger(s);
    net_stream_drop(&s->stream);
    if (s->tcp && !s->listening)
        abandon(s->tcp, reset);
    net_free(s);
}

static int shutdown_tcp(struct net_socket *s, bool receive, bool send)
{
    err_t err = ERR_OK;

    if (s->listening) {
        s->listening = false;
        end_listening(s);
        s->tcp = NULL;
        s->eof = true;
        return 0;
    }
    if (!s->connected)
        return -ENOTCONN;
    if (receive) {
        size_t unread = s->stream.bytes;
        s->receive_shut = true;
        net_stream_drop(&s->stream);
        if (s->tcp)
            net_tcp_open_window(s->tcp, unread);
    }
    if (send && !s->send_shut && s->tcp)
        err = tcp_shutdown(s->tcp, 0, 1);
    if (send && err == ERR_OK)
        s->send_shut = true;
    return err == ERR_CONN ? 0 : net_errno(err);
}

static void name_tcp(struct net_socket *s, bool peer, struct net_addr *out)
{
    *out = peer ? s->peer : s->local;
    out->family = s->family;
}

const struct net_socket_ops net_tcp_ops = {
    .open = open_tcp,
    .close = close_tcp,
    .bind = bind_tcp,
    .connect = connect_tcp,
    .send = net_tcp_send,
    .receive = net_tcp_receive,
    .shutdown = shutdown_tcp,
    .poll = net_tcp_poll,
    .name = name_tcp,
    .set = net_tcp_set,
    .get = net_tcp_get,
};
