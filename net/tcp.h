/*
 * tcp.h - what the files about stream sockets share; with the lock held.
 */
#pragma once

#include "net/inner.h"
#include "net/net.h"

/* net_tcp_room - whether it is worth to send more. */
bool net_tcp_room(const struct net_socket *s);

/* net_tcp_open_window - the program has read @n bytes. */
void net_tcp_open_window(struct tcp_pcb *pcb, size_t n);

/* Operations of net_tcp_ops. */
ssize_t net_tcp_send(struct net_socket *s, const struct iovec *iov, int count,
                     unsigned flags, const struct net_addr *to,
                     const struct net_way *way);
ssize_t net_tcp_receive(struct net_socket *s, const struct iovec *iov,
                        int count, unsigned flags, struct net_addr *from,
                        struct net_way *way, unsigned *more);
unsigned net_tcp_poll(struct net_socket *s);
int net_tcp_set(struct net_socket *s, enum net_option o, int value);
int net_tcp_get(struct net_socket *s, enum net_option o, int *value);
