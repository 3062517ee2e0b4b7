/*
 * tcp_io.c - stream sockets: sending, receiving, readiness, options.
 */
#include <errno.h>
#include <stddef.h>

#include "kernel/base.h"
#include "kernel/time.h"
#include "lwip/tcp.h"
#include "net/stream.h"
#include "net/tcp.h"
#include "net/tcp_output.h"

#define WRITE_MAX  (16 * TCP_MSS) /* what tcp_write() gets at once */
#define QUEUE_ROOM 64 /* pbufs: below this many, wait for acknowledgements */
#define RETRY_NS   20000000 /* out of memory, and nothing on its way */

/* --- sending --- */

static size_t room_of(const struct tcp_pcb *pcb)
{
    if (pcb->snd_queuelen > TCP_SND_QUEUELEN - QUEUE_ROOM)
        return 0;
    return tcp_sndbuf(pcb);
}

bool net_tcp_room(const struct net_socket *s)
{
    return s->tcp && room_of(s->tcp) >= TCP_SNDLOWAT;
}

static int may_send(const struct net_socket *s)
{
    if (s->error)
        return -s->error;
    if (s->send_shut || (s->connected && !s->tcp))
        return -EPIPE;
    return s->connected ? 0 : -ENOTCONN;
}

/*
 * Queues what fits of the buffers from byte @at on; lwIP copies it. Returns
 * how much, or a negative errno value: -EAGAIN if memory is short.
 */
static ssize_t queue_some(struct net_socket *s, const struct iovec *iov,
                          int count, size_t at, bool more)
{
    size_t skip = at;
    ssize_t done = 0;

    for (int i = 0; i < count; i++) {
        if (skip >= iov[i].iov_len) {
            skip -= iov[i].iov_len;
            continue;
        }
        while (skip < iov[i].iov_len) {
            size_t left = iov[i].iov_len - skip;
            size_t most = WRITE_MAX - WRITE_MAX % tcp_mss(s->tcp);
            size_t n = MIN(MIN(left, room_of(s->tcp)), most);
            bool last = n == left && i == count - 1 && !more;
            if (n == 0)
                return done;
            err_t err = net_tcp_write(
                s->tcp, (char *)iov[i].iov_base + skip, (u16_t)n,
                TCP_WRITE_FLAG_COPY | (last ? 0 : TCP_WRITE_FLAG_MORE));
            if (err != ERR_OK)
                return done ? done : err == ERR_MEM ? -EAGAIN : net_errno(err);
            skip += n;
            done += (ssize_t)n;
        }
        skip = 0;
    }
    return done;
}

/* Waits until something fits again. */
static int wait_for_room(struct net_socket *s, uint64_t deadline)
{
    uint64_t now = 0;
    int err;

    /* no acknowledgement will come if nothing is out */
    if (s->tcp->snd_queuelen == 0 && time_monotonic_ns(&now) == 0 &&
        now + RETRY_NS < deadline) {
        err = net_block(s, now + RETRY_NS, "memory to send");
        return err == -EAGAIN ? 0 : err;
    }
    return net_block(s, deadline, "send");
}

ssize_t net_tcp_send(struct net_socket *s, const struct iovec *iov, int count,
                     unsigned flags, const struct net_addr *to,
                     const struct net_way *way)
{
    size_t size = net_iov_size(iov, count), done = 0;
    uint64_t deadline = net_deadline(s, false);
    bool more = flags & NET_MORE || s->cork;
    int err = s->connecting && flags & NET_DONTWAIT ? -EAGAIN : 0;

    (void)to;
    (void)way;
    while (s->connecting && !err)
        err = net_block(s, deadline, "connect");
    while (!err && !(err = may_send(s)) && done < size) {
        ssize_t n = queue_some(s, iov, count, done, more);
        if (n > 0) {
            done += (size_t)n;
            if (!more || !net_tcp_room(s))
                tcp_output(s->tcp);
        } else if (n < 0 && n != -EAGAIN) {
            err = (int)n;
        } else {
            tcp_output(s->tcp);
            s->refused = true;
            s->starved = n == -EAGAIN;
            err = flags & NET_DONTWAIT ? -EAGAIN : wait_for_room(s, deadline);
        }
    }
    if (done)
        return (ssize_t)done;
    if (err == -s->error)
        s->error = 0;
    return err;
}

/* --- receiving --- */

void net_tcp_open_window(struct tcp_pcb *pcb, size_t n)
{
    while (n) {
        u16_t part = (u16_t)MIN(n, (size_t)UINT16_MAX);
        tcp_recved(pcb, part);
        n -= part;
    }
}

/* 1: there is something; 0: the end; -EAGAIN: neither yet. */
static int may_receive(struct net_socket *s)
{
    int err = s->error;

    if (s->stream.bytes)
        return 1;
    s->error = 0;
    if (err)
        return -err;
    if (s->eof || s->receive_shut)
        return 0;
    return s->connected ? -EAGAIN : s->connecting ? -EAGAIN : -ENOTCONN;
}

ssize_t net_tcp_receive(struct net_socket *s, const struct iovec *iov,
                        int count, unsigned flags, struct net_addr *from,
                        struct net_way *way, unsigned *more)
{
    size_t size = net_iov_size(iov, count), done = 0;
    uint64_t deadline = net_deadline(s, true);
    bool peek = flags & NET_PEEK, all = flags & NET_WAITALL && !peek;
    int state;

    (void)way;
    (void)more;
    if (from)
        *from = s->peer;
    if (size == 0)
        return 0;
    for (;;) {
        state = may_receive(s);
        if (state > 0) {
            size_t n =
                net_stream_get(&s->stream, iov, count, done, size - done, peek);
            done += n;
            if (!peek && s->tcp)
                net_tcp_open_window(s->tcp, n);
            if (!all || done == size)
                return (ssize_t)done;
        } else if (state != -EAGAIN || flags & NET_DONTWAIT) {
            return done ? (ssize_t)done : state;
        } else {
            state = net_block(s, deadline, "receive");
            if (state)
                return done ? (ssize_t)done : state;
        }
    }
}

unsigned net_tcp_poll(struct net_socket *s)
{
    unsigned ready = 0;

    if (s->listening)
        return s->pending ? NET_IN : 0;
    if (s->error)
        ready |= NET_ERR | NET_IN | NET_OUT;
    if (s->connecting)
        return ready;
    if (!s->connected && !s->error)
        return NET_OUT | NET_HUP; /* as Linux has it */
    if (s->stream.bytes || s->eof || s->receive_shut)
        ready |= NET_IN;
    if (s->eof)
        ready |= NET_RDHUP;
    if ((s->eof && s->send_shut) || !s->tcp)
        ready |= NET_HUP | NET_OUT;
    if (s->send_shut || (net_tcp_room(s) && !s->starved))
        ready |= NET_OUT;
    return ready;
}

/* --- options --- */

int net_tcp_set(struct net_socket *s, enum net_option o, int value)
{
    static u8_t none;
    struct tcp_pcb *pcb = s->listening ? NULL : s->tcp;

    switch (o) {
    case NET_OPT_CORK:
        s->cork = value != 0;
        if (!s->cork && pcb && s->connected)
            tcp_output(pcb);
        return 0;
    case NET_OPT_NODELAY:
        if (pcb && value)
            tcp_nagle_disable(pcb);
        else if (pcb)
            tcp_nagle_enable(pcb);
        return 0;
    case NET_OPT_KEEPIDLE:
    case NET_OPT_KEEPINTVL:
    case NET_OPT_KEEPCNT:
        if (value < 1 || value > 32767)
            return -EINVAL;
        if (pcb && o == NET_OPT_KEEPIDLE)
            pcb->keep_idle = (u32_t)value * 1000;
        else if (pcb && o == NET_OPT_KEEPINTVL)
            pcb->keep_intvl = (u32_t)value * 1000;
        else if (pcb)
            pcb->keep_cnt = (u32_t)value;
        return 0;
    case NET_OPT_TTL:
    case NET_OPT_TOS:
        if (value < (o == NET_OPT_TTL) || value > 255)
            return -EINVAL;
        if (s->tcp && o == NET_OPT_TTL)
            s->tcp->ttl = (u8_t)value;
        else if (s->tcp)
            s->tcp->tos = (u8_t)value;
        return 0;
    default:
        return net_common_set(s, s->tcp ? &s->tcp->so_options : &none, o,
                              value);
    }
}

int net_tcp_get(struct net_socket *s, enum net_option o, int *value)
{
    const struct tcp_pcb *pcb = s->listening ? NULL : s->tcp;

    switch (o) {
    case NET_OPT_CORK:
        *value = s->cork;
        return 0;
    case NET_OPT_NODELAY:
        *value = pcb && tcp_nagle_disabled(pcb);
        return 0;
    case NET_OPT_KEEPIDLE:
        *value = pcb ? (int)(pcb->keep_idle / 1000) : 7200;
        return 0;
    case NET_OPT_KEEPINTVL:
        *value = pcb ? (int)(pcb->keep_intvl / 1000) : 75;
        return 0;
    case NET_OPT_KEEPCNT:
        *value = pcb ? (int)pcb->keep_cnt : 9;
        return 0;
    case NET_OPT_MAXSEG:
        *value = pcb ? tcp_mss(pcb) : TCP_MSS;
        return 0;
    case NET_OPT_TTL:
        *value = s->tcp ? s->tcp->ttl : TCP_TTL;
        return 0;
    case NET_OPT_TOS:
        *value = s->tcp ? s->tcp->tos : 0;
        return 0;
    case NET_OPT_AVAILABLE:
        *value = (int)s->stream.bytes;
        return 0;
    default:
        return net_common_get(s, s->tcp ? s->tcp->so_options : 0, o, value);
    }
}
