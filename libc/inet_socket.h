/*
 * inet_socket.h - what the files about sockets of IPv4 and IPv6 share.
 */
#pragma once

#include "libc/socket.h"

struct net_addr;
struct net_way;

/* libc_inet_in - read an address; -EFAULT, -EINVAL, -EAFNOSUPPORT. */
int libc_inet_in(const struct sockaddr *a, socklen_t len, struct net_addr *out);

/* libc_inet_out - write one. */
void libc_inet_out(const struct net_addr *a, struct sockaddr_storage *out,
                   socklen_t *len);

/*
 * libc_inet_way - the way that @m's control messages name.
 *
 * Returns whether they do, or -EINVAL: not well-formed, or one of IP's that is
 * not known.
 */
int libc_inet_way(const struct msghdr *m, struct net_way *out);

/* libc_inet_tell - say by control messages, in @m's room for them, which way a
 * datagram came. @more: NET_INFO4, NET_INFO6 (net/socket.h). */
void libc_inet_tell(const struct net_way *way, unsigned more, struct msghdr *m);

/* Options; as in struct socket_ops. */
int libc_inet_set(struct socket *so, int level, int option, const void *value,
                  socklen_t len);
int libc_inet_get(struct socket *so, int level, int option, void *value,
                  socklen_t *len);
