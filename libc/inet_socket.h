/*
 * inet_socket.h - what the files about sockets of IPv4 and IPv6 share.
 */
#pragma once

#include "libc/socket.h"

struct net_addr;

/* libc_inet_in - read an address; -EFAULT, -EINVAL, -EAFNOSUPPORT. */
int libc_inet_in(const struct sockaddr *a, socklen_t len, struct net_addr *out);

/* libc_inet_out - write one. */
void libc_inet_out(const struct net_addr *a, struct sockaddr_storage *out,
                   socklen_t *len);

/* Options; as in struct socket_ops. */
int libc_inet_set(struct socket *so, int level, int option, const void *value,
                  socklen_t len);
int libc_inet_get(struct socket *so, int level, int option, void *value,
                  socklen_t *len);
