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

/* net_datagram_drop - free all that is queued. */
void net_datagram_drop(struct net_socket *s);

/*
 * net_datagram_make - a pbuf with the buffers' bytes, headers' room in front.
 *
 * -EMSGSIZE beyond @max, -ENOBUFS.
 */
int net_datagram_make(const struct iovec *iov, int count, size_t max,
                      struct pbuf **out);

/* Operations of net_udp_ops and net_raw_ops. */
ssize_t net_datagram_receive(struct net_socket *s, const struct iovec *iov,
                             int count, unsigned flags, struct net_addr *from,
                             unsigned *more);
int net_datagram_shutdown(struct net_socket *s, bool receive, bool send);
unsigned net_datagram_poll(struct net_socket *s);
