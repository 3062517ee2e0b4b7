/*
 * socket.h - sockets of TCP, UDP and raw IP.
 *
 * What libc/inet_socket.c makes BSD sockets of. Results are 0 or more, or a
 * negative errno value. Each call takes the network's lock; those that may
 * wait do so without it.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>
#include <sys/uio.h>

enum net_kind { NET_STREAM, NET_DATAGRAM, NET_RAW };

/*
 * struct net_addr - an address and port, in host byte order.
 *
 * @family  4 or 6; @ip has 4 or 16 bytes in network order
 * @scope   of a link-local IPv6 address: the interface's number, or 0
 */
struct net_addr {
    uint8_t family;
    uint8_t ip[16];
    uint16_t port;
    uint32_t scope;
};

/* Of net_send() and net_receive(). */
enum net_flags_io {
    NET_DONTWAIT = 1,
    NET_PEEK = 2,
    NET_WAITALL = 4,
    NET_TRUNC = 8,  /* return the datagram's real length */
    NET_MORE = 16,  /* more follows: do not send a short segment */
    NET_INFO4 = 32, /* of net_receive(): NET_OPT_INFO4 is on, or _INFO6 */
    NET_INFO6 = 64,
};

/*
 * struct net_way - which way a datagram came, or is to go.
 *
 * @at     where it was sent to, perhaps a group or broadcast
 * @own    the own address to answer from; to send: from which, or family 0
 * @index  the interface's number; to send: 0 for that of the routes
 */
struct net_way {
    struct net_addr at, own;
    unsigned index;
};

/* Of net_poll(). */
enum net_ready {
    NET_IN = 1,
    NET_OUT = 2,
    NET_ERR = 4,
    NET_HUP = 8,   /* closed both ways */
    NET_RDHUP = 16 /* the peer sends no more */
};

/* Options with an int for a value. */
enum net_option {
    NET_OPT_REUSEADDR,
    NET_OPT_KEEPALIVE,
    NET_OPT_BROADCAST,
    NET_OPT_V6ONLY,
    NET_OPT_RCVBUF,
    NET_OPT_SNDBUF,
    NET_OPT_ERROR,     /* get: the pending errno value, and clear it */
    NET_OPT_LISTENING, /* get */
    NET_OPT_LINGER,    /* seconds, -1: off */
    NET_OPT_NODELAY,
    NET_OPT_CORK,
    NET_OPT_KEEPIDLE, /* seconds */
    NET_OPT_KEEPINTVL,
    NET_OPT_KEEPCNT,
    NET_OPT_TTL,
    NET_OPT_TOS,
    NET_OPT_MULTICAST_TTL,
    NET_OPT_MULTICAST_LOOP,
    NET_OPT_MULTICAST_IF, /* the interface's number */
    NET_OPT_INFO4,        /* net_receive() says so: the way is asked for */
    NET_OPT_INFO6,
    NET_OPT_MAXSEG,    /* get */
    NET_OPT_AVAILABLE, /* get: bytes that can be received */
};

struct net_socket;

/*
 * net_socket_new - a socket. @family 4 or 6; @protocol of NET_RAW.
 *
 * The first one brings the network up (net_start()). -ENOMEM, or
 * -ENOBUFS when the network's memory is used up.
 */
int net_socket_new(enum net_kind kind, int family, int protocol,
                   struct net_socket **out);

/*
 * net_socket_watch - call @changed whenever net_poll()'s answer may change.
 *
 * With the lock held: it must not call back. NULL: no more.
 */
void net_socket_watch(struct net_socket *s, void (*changed)(void *arg),
                      void *arg);

/*
 * net_close - end it. Data that was sent goes on being delivered; with
 * NET_OPT_LINGER it waits for that. @s is gone.
 */
void net_close(struct net_socket *s);

/* -EADDRINUSE, -EADDRNOTAVAIL, -EINVAL: bound already. */
int net_bind(struct net_socket *s, const struct net_addr *a);

/* -EOPNOTSUPP, -EINVAL: connected, -EADDRINUSE. */
int net_listen(struct net_socket *s, int backlog);

/* -EAGAIN with NET_DONTWAIT, -EINVAL: does not listen, -EINTR. */
int net_accept(struct net_socket *s, unsigned flags, struct net_socket **out);

/*
 * -EINPROGRESS with NET_DONTWAIT, -EISCONN, -EALREADY, -ECONNREFUSED,
 * -ETIMEDOUT, -ENETUNREACH, -EINTR. A NULL @a: no more peer (datagrams).
 */
int net_connect(struct net_socket *s, const struct net_addr *a, unsigned flags);

/*
 * @to is NULL for the peer, @way where it does not matter; streams have none.
 * The errno values of POSIX sendmsg(); -ENODEV, -EINVAL: @way's interface or
 * address is none of ours.
 */
ssize_t net_send(struct net_socket *s, const struct iovec *iov, int count,
                 unsigned flags, const struct net_addr *to,
                 const struct net_way *way);

/*
 * @from, @way, @more (NET_TRUNC: the datagram was longer, NET_INFO4 and
 * NET_INFO6: @way is filled in) may be NULL. 0 is the end of a stream. The
 * errno values of POSIX recvmsg().
 */
ssize_t net_receive(struct net_socket *s, const struct iovec *iov, int count,
                    unsigned flags, struct net_addr *from, struct net_way *way,
                    unsigned *more);

/* Ends one or both directions. -ENOTCONN. */
int net_shutdown(struct net_socket *s, bool receive, bool send);

/* enum net_ready bits that hold now. */
unsigned net_poll(struct net_socket *s);

/* The own address; zeros while there is none. */
void net_name(struct net_socket *s, struct net_addr *out);

/* -ENOTCONN. */
int net_peer(struct net_socket *s, struct net_addr *out);

/* -ENOPROTOOPT: not for this kind; -EINVAL: the value. */
int net_set(struct net_socket *s, enum net_option o, int value);
int net_get(struct net_socket *s, enum net_option o, int *value);

/* SO_RCVTIMEO, SO_SNDTIMEO in ns, 0: none. */
void net_set_timeout(struct net_socket *s, bool receive, uint64_t ns);
uint64_t net_timeout(struct net_socket *s, bool receive);

/*
 * net_group - join or leave a multicast group on the interface with number
 * @index, 0 for the first card; net_close() leaves. -EADDRINUSE: it has joined,
 * -EADDRNOTAVAIL: it has not, -ENODEV.
 */
int net_group(struct net_socket *s, const struct net_addr *group,
              unsigned index, bool join);
