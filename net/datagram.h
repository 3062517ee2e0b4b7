/*
 * datagram.h - what UDP and raw sockets share; with the lock held.
 */
#pragma once

#include "net/inner.h"
#include "net/net.h"

/* Those that were dropped: the socket's buffer or the memory was full. */
extern uint64_t net_datagrams_dropped;

/* net_datagram_put - queue @p, taken over, or drop it: no room, no memory. */
void net_datagram_put(struct net_socket *s, struct pbuf *p,
                      const ip_addr_t *from, uint16_t port);

/* net_datagram_end - free @s, whose pcb is gone, and what it holds. */
void net_datagram_end(struct net_socket *s);

struct netif;

/* The interface and the address to send from, or "any". */
struct net_route {
    struct netif *netif;
    ip_addr_t from;
};

typedef err_t net_give(struct net_socket *s, struct pbuf *p,
                       const ip_addr_t *ip, uint16_t port,
                       const struct net_route *route);

/*
 * net_datagram_send - the buffers' bytes as one datagram, by @give.
 *
 * @max   bytes it may have: -EMSGSIZE beyond
 * @give  sends the pbuf to @ip and @port, or to the peer if @ip is NULL; by
 *        @route, if it is not NULL: then @ip is not
 *
 * Otherwise as net_send().
 */
ssize_t net_datagram_send(struct net_socket *s, const struct iovec *iov,
                          int count, const struct net_addr *to,
                          const struct net_way *way, size_t max,
                          net_give *give);

/*
 * net_way_find - the interface that @way means, and the address to send from,
 * which may be "any".
 *
 * @to  for whom. -ENODEV, -ENETUNREACH, -EINVAL: not an address of ours.
 */
int net_way_find(const struct net_socket *s, const struct net_way *way,
                 const ip_addr_t *to, struct net_route *out);

/* net_way_of - the way that @d came. */
void net_way_of(const struct net_socket *s, const struct net_datagram *d,
                struct net_way *out);

/* net_datagram_name - an operation but for @port, that of this side. */
void net_datagram_name(struct net_socket *s, bool peer, uint16_t port,
                       struct net_addr *out);

/* Operations of net_udp_ops and net_raw_ops. */
ssize_t net_datagram_receive(struct net_socket *s, const struct iovec *iov,
                             int count, unsigned flags, struct net_addr *from,
                             struct net_way *way, unsigned *more);
int net_datagram_shutdown(struct net_socket *s, bool receive, bool send);
unsigned net_datagram_poll(struct net_socket *s);
int net_datagram_set(struct net_socket *s, enum net_option o, int value);
int net_datagram_get(struct net_socket *s, enum net_option o, int *value);

/* net_udp_socket - the socket that @pcb is; NULL: lwIP's own. */
struct net_socket *net_udp_socket(const struct udp_pcb *pcb);

/* net_udp_errors - from now on connected sockets of UDP get ECONNREFUSED.
 * Idempotent. */
void net_udp_errors(void);
