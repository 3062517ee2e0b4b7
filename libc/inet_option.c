/*
 * inet_option.c - the options of sockets of IPv4 and IPv6.
 */
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/time.h>

#include "kernel/base.h"
#include "kernel/time.h"
#include "libc/inet_socket.h"
#include "net/resolve.h"
#include "net/socket.h"

#define NET(so) ((struct net_socket *)(so)->data)

/* Options with an int, or a byte, for a value. */
static const struct number_option {
    int level, option;
    enum net_option net;
} numbers[] = {
    {SOL_SOCKET, SO_REUSEADDR, NET_OPT_REUSEADDR},
    {SOL_SOCKET, SO_KEEPALIVE, NET_OPT_KEEPALIVE},
    {SOL_SOCKET, SO_BROADCAST, NET_OPT_BROADCAST},
    {SOL_SOCKET, SO_RCVBUF, NET_OPT_RCVBUF},
    {SOL_SOCKET, SO_SNDBUF, NET_OPT_SNDBUF},
    {SOL_SOCKET, SO_ERROR, NET_OPT_ERROR},
    {SOL_SOCKET, SO_ACCEPTCONN, NET_OPT_LISTENING},
    {IPPROTO_TCP, TCP_NODELAY, NET_OPT_NODELAY},
    {IPPROTO_TCP, TCP_CORK, NET_OPT_CORK},
    {IPPROTO_TCP, TCP_MAXSEG, NET_OPT_MAXSEG},
    {IPPROTO_TCP, TCP_KEEPIDLE, NET_OPT_KEEPIDLE},
    {IPPROTO_TCP, TCP_KEEPINTVL, NET_OPT_KEEPINTVL},
    {IPPROTO_TCP, TCP_KEEPCNT, NET_OPT_KEEPCNT},
    {IPPROTO_IP, IP_TTL, NET_OPT_TTL},
    {IPPROTO_IP, IP_TOS, NET_OPT_TOS},
    {IPPROTO_IP, IP_MULTICAST_TTL, NET_OPT_MULTICAST_TTL},
    {IPPROTO_IP, IP_MULTICAST_LOOP, NET_OPT_MULTICAST_LOOP},
    {IPPROTO_IP, IP_MULTICAST_IF, NET_OPT_MULTICAST_IF},
    {IPPROTO_IP, IP_PKTINFO, NET_OPT_INFO4},
    {IPPROTO_IPV6, IPV6_RECVPKTINFO, NET_OPT_INFO6},
    {IPPROTO_IPV6, IPV6_V6ONLY, NET_OPT_V6ONLY},
    {IPPROTO_IPV6, IPV6_UNICAST_HOPS, NET_OPT_TTL},
    {IPPROTO_IPV6, IPV6_TCLASS, NET_OPT_TOS},
    {IPPROTO_IPV6, IPV6_MULTICAST_HOPS, NET_OPT_MULTICAST_TTL},
    {IPPROTO_IPV6, IPV6_MULTICAST_LOOP, NET_OPT_MULTICAST_LOOP},
    {IPPROTO_IPV6, IPV6_MULTICAST_IF, NET_OPT_MULTICAST_IF},
};

static const struct number_option *find(int level, int option)
{
    for (size_t i = 0; i < ARRAY_SIZE(numbers); i++)
        if (numbers[i].level == level && numbers[i].option == option)
            return &numbers[i];
    return NULL;
}

/* Accepted and without effect: each is a hint, or what happens anyway. */
static bool is_hint(int level, int option)
{
    if (level == SOL_SOCKET)
        return option == SO_REUSEPORT || option == SO_DONTROUTE ||
               option == SO_OOBINLINE || option == SO_RCVLOWAT ||
               option == SO_SNDLOWAT || option == SO_DEBUG;
    return level == IPPROTO_TCP &&
           (option == TCP_QUICKACK || option == TCP_DEFER_ACCEPT ||
            option == TCP_USER_TIMEOUT);
}

static int set_timeout(struct socket *so, bool receive, const void *value,
                       socklen_t len)
{
    struct timeval tv;

    if (len < sizeof(tv))
        return -EINVAL;
    memcpy(&tv, value, sizeof(tv));
    if (tv.tv_usec < 0 || tv.tv_usec >= 1000000 || tv.tv_sec > INT32_MAX)
        return -EDOM;
    if (tv.tv_sec < 0)
        tv = (struct timeval){0, 0};
    net_set_timeout(NET(so), receive,
                    (uint64_t)tv.tv_sec * NS_PER_S +
                        (uint64_t)tv.tv_usec * 1000);
    return 0;
}

static int set_linger(struct socket *so, const void *value, socklen_t len)
{
    struct linger l;

    if (len < sizeof(l))
        return -EINVAL;
    memcpy(&l, value, sizeof(l));
    return net_set(NET(so), NET_OPT_LINGER, l.l_onoff ? l.l_linger : -1);
}

static int set_group(struct socket *so, int option, const void *value,
                     socklen_t len)
{
    bool in = option == IP_ADD_MEMBERSHIP || option == IPV6_JOIN_GROUP;
    struct net_addr group = {.family = 4};
    const struct ip_mreqn *m4 = value;
    const struct ipv6_mreq *m6 = value;
    unsigned index = 0;

    if (option == IPV6_JOIN_GROUP || option == IPV6_LEAVE_GROUP) {
        if (len < sizeof(*m6))
            return -EINVAL;
        group.family = 6;
        memcpy(group.ip, &m6->ipv6mr_multiaddr, 16);
        index = m6->ipv6mr_interface;
    } else {
        if (len < sizeof(struct ip_mreq))
            return -EINVAL;
        memcpy(group.ip, &m4->imr_multiaddr, 4);
        if (len >= sizeof(*m4))
            index = (unsigned)m4->imr_ifindex;
    }
    return net_group(NET(so), &group, index, in);
}

/* By in_addr, ip_mreq or ip_mreqn. */
static int set_interface(struct socket *so, const void *value, socklen_t len)
{
    struct ip_mreqn m = {0};
    unsigned index;

    if (len < sizeof(m.imr_address))
        return -EINVAL;
    if (len < sizeof(struct ip_mreq))
        memcpy(&m.imr_address, value, sizeof(m.imr_address));
    else
        memcpy(&m, value, MIN(len, (socklen_t)sizeof(m)));
    if (m.imr_ifindex) {
        int err = net_set(NET(so), NET_OPT_MULTICAST_IF, m.imr_ifindex);
        return err == -ENODEV ? -EADDRNOTAVAIL : err;
    }
    index = net_interface_at((const uint8_t *)&m.imr_address);
    if (m.imr_address.s_addr == INADDR_ANY)
        index = 0;
    else if (!index)
        return -EADDRNOTAVAIL;
    return net_set(NET(so), NET_OPT_MULTICAST_IF, (int)index);
}

static bool is_group(int level, int option)
{
    return (level == IPPROTO_IP &&
            (option == IP_ADD_MEMBERSHIP || option == IP_DROP_MEMBERSHIP)) ||
           (level == IPPROTO_IPV6 &&
            (option == IPV6_JOIN_GROUP || option == IPV6_LEAVE_GROUP));
}

int libc_inet_set(struct socket *so, int level, int option, const void *value,
                  socklen_t len)
{
    const struct number_option *n = find(level, option);
    int number = 0;

    if (level == SOL_SOCKET && (option == SO_RCVTIMEO || option == SO_SNDTIMEO))
        return set_timeout(so, option == SO_RCVTIMEO, value, len);
    if (level == SOL_SOCKET && option == SO_LINGER)
        return set_linger(so, value, len);
    if (is_group(level, option))
        return set_group(so, option, value, len);
    if (is_hint(level, option))
        return 0;
    if (level == IPPROTO_IP && option == IP_MULTICAST_IF)
        return set_interface(so, value, len);
    if (!n)
        return -ENOPROTOOPT;
    if (len != 1 && len < sizeof(number))
        return -EINVAL;
    memcpy(&number, value, MIN(len, (socklen_t)sizeof(number)));
    return net_set(NET(so), n->net, number);
}

static int give(const void *from, socklen_t size, void *value, socklen_t *len)
{
    *len = MIN(*len, size);
    memcpy(value, from, *len);
    return 0;
}

static int get_timeout(struct socket *so, bool receive, void *value,
                       socklen_t *len)
{
    uint64_t ns = net_timeout(NET(so), receive);
    struct timeval tv = {(time_t)(ns / NS_PER_S),
                         (suseconds_t)(ns % NS_PER_S / 1000)};

    return give(&tv, sizeof(tv), value, len);
}

int libc_inet_get(struct socket *so, int level, int option, void *value,
                  socklen_t *len)
{
    const struct number_option *n = find(level, option);
    int number = 0, err;

    if (level == SOL_SOCKET && (option == SO_RCVTIMEO || option == SO_SNDTIMEO))
        return get_timeout(so, option == SO_RCVTIMEO, value, len);
    if (level == SOL_SOCKET && option == SO_LINGER) {
        struct linger l;
        err = net_get(NET(so), NET_OPT_LINGER, &number);
        l = (struct linger){number >= 0, number >= 0 ? number : 0};
        return err ? err : give(&l, sizeof(l), value, len);
    }
    if (is_hint(level, option))
        return give(&number, sizeof(number), value, len);
    if (!n)
        return -ENOPROTOOPT;
    err = net_get(NET(so), n->net, &number);
    if (!err && level == IPPROTO_IP && option == IP_MULTICAST_IF)
        net_interface_ip((unsigned)number, (uint8_t *)&number);
    return err ? err : give(&number, sizeof(number), value, len);
}
