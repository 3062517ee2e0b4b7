/*
 * inner.h - what the files behind socket.h share.
 *
 * Everything here with the lock held.
 */
#pragma once

#include "lwip/err.h"
#include "lwip/ip_addr.h"
#include "net/socket.h"

struct ip_pcb;
struct pbuf;
struct raw_pcb;
struct tcp_pcb;
struct udp_pcb;

/* What differs by kind; the comments of socket.h hold. */
struct net_socket_ops {
    int (*open)(struct net_socket *s);
    void (*close)(struct net_socket *s); /* frees @s */
    int (*bind)(struct net_socket *s, const ip_addr_t *ip, uint16_t port);
    int (*connect)(struct net_socket *s, const ip_addr_t *ip, uint16_t port,
                   unsigned flags);
    ssize_t (*send)(struct net_socket *s, const struct iovec *iov, int count,
                    unsigned flags, const struct net_addr *to,
                    const struct net_way *way);
    ssize_t (*receive)(struct net_socket *s, const struct iovec *iov, int count,
                       unsigned flags, struct net_addr *from,
                       struct net_way *way, unsigned *more);
    int (*shutdown)(struct net_socket *s, bool receive, bool send);
    unsigned (*poll)(struct net_socket *s);
    void (*name)(struct net_socket *s, bool peer, struct net_addr *out);
    int (*set)(struct net_socket *s, enum net_option o, int value);
    int (*get)(struct net_socket *s, enum net_option o, int *value);
};

extern const struct net_socket_ops net_tcp_ops, net_udp_ops, net_raw_ops;

/* A datagram that came, from where, to where, by which interface. */
struct net_datagram {
    struct net_datagram *next;
    struct pbuf *p;
    ip_addr_t from, to;
    uint16_t port;
    uint8_t index;
};

/* A sequence of pbufs, of ours alone: tot_len does not hold. */
struct net_stream {
    struct pbuf *head, *tail;
    size_t bytes, offset; /* bytes there are; how far head is read */
};

struct net_socket {
    const struct net_socket_ops *ops;
    union {
        struct ip_pcb *pcb;  /* what lwIP begins each of the others with */
        struct tcp_pcb *tcp; /* NULL once the connection is gone */
        struct udp_pcb *udp;
        struct raw_pcb *raw;
    };
    uint32_t seq; /* what waiting threads wait for */
    void (*changed)(void *arg);
    void *arg;
    uint64_t timeout_ns[2]; /* send, receive */
    int error, linger, rcvbuf, sndbuf;
    uint8_t family, protocol, info; /* info: NET_INFO4, NET_INFO6 */
    bool v6only, bound, connecting, connected, listening;
    bool eof, receive_shut, send_shut, cork;
    bool refused; /* TCP: it wanted to send, and there was no room */
    bool starved; /* no memory: until an ACK comes or half a second is over it
                   * would be refused again, so it is not ready */
    struct net_addr local, peer; /* of a connection, also after its end */

    struct net_stream stream;
    struct net_datagram *first, *last;
    size_t queued; /* bytes of RAM that datagrams take */

    struct net_socket *pending, *pending_last, *pending_next, *listener;
    struct net_membership *groups; /* group.c */
};

/* net_signal - @s may be ready now: wake who waits. */
void net_signal(struct net_socket *s);

/*
 * net_block - wait for net_signal(), without the lock meanwhile.
 *
 * @deadline_ns  from net_deadline(). 0: look again; -EAGAIN: the deadline
 *               has passed; -EINTR.
 */
int net_block(struct net_socket *s, uint64_t deadline_ns, const char *what);

/* net_groups_leave - leave what net_group() has joined. */
void net_groups_leave(struct net_socket *s);

/* net_deadline - when this call on @s gives up. */
uint64_t net_deadline(const struct net_socket *s, bool receive);

/* net_errno - lwIP's error as a negative errno value; 0 for ERR_OK. */
int net_errno(err_t err);

/*
 * net_addr_in - @a as lwIP has it, for a socket of @s's family.
 *
 * -EAFNOSUPPORT, -ENETUNREACH (IPv4-mapped at an IPv6-only socket).
 */
int net_addr_in(const struct net_socket *s, const struct net_addr *a,
                ip_addr_t *out);

/* net_addr_out - the reverse, as programs of @s's family see it. */
void net_addr_out(const struct net_socket *s, const ip_addr_t *ip,
                  uint16_t port, struct net_addr *out);

/* net_iov_size - the sum of the lengths; libc has checked that it fits. */
size_t net_iov_size(const struct iovec *iov, int count);

/* net_iov_copy - @n bytes at @at of the buffers, out of or into @p. */
void net_iov_copy(const struct iovec *iov, int count, size_t at, void *p,
                  size_t n, bool into_iov);

/* Options that all kinds have; -ENOPROTOOPT for others. */
int net_common_set(struct net_socket *s, uint8_t *so_options, enum net_option o,
                   int value);
int net_common_get(struct net_socket *s, uint8_t so_options, enum net_option o,
                   int *value);
