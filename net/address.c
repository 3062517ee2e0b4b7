/*
 * address.c - addresses and errors: lwIP's and ours.
 */
#include <errno.h>
#include <string.h>

#include "lwip/ip_addr.h"
#include "lwip/netif.h"
#include "net/inner.h"

int net_errno(err_t err)
{
    switch (err) {
    case ERR_OK:
        return 0;
    case ERR_MEM:
    case ERR_BUF:
        return -ENOBUFS;
    case ERR_TIMEOUT:
    case ERR_ABRT: /* it tried often enough */
        return -ETIMEDOUT;
    case ERR_RTE:
    case ERR_IF:
        return -ENETUNREACH;
    case ERR_USE:
        return -EADDRINUSE;
    case ERR_ALREADY:
        return -EALREADY;
    case ERR_ISCONN:
        return -EISCONN;
    case ERR_CONN:
    case ERR_CLSD:
        return -ENOTCONN;
    case ERR_RST:
        return -ECONNRESET;
    case ERR_WOULDBLOCK:
        return -EAGAIN;
    case ERR_INPROGRESS:
        return -EINPROGRESS;
    default:
        return -EINVAL;
    }
}

static int ip6_in(const struct net_socket *s, const struct net_addr *a,
                  ip_addr_t *out)
{
    ip6_addr_t ip = {0};

    memcpy(ip.addr, a->ip, 16);
    if (ip6_addr_isipv4mappedipv6(&ip)) {
        if (s->v6only)
            return -ENETUNREACH;
        IP_SET_TYPE(out, IPADDR_TYPE_V4);
        memcpy(&ip_2_ip4(out)->addr, a->ip + 12, 4);
        return 0;
    }
    if (ip6_addr_has_scope(&ip, IP6_UNKNOWN))
        ip6_addr_set_zone(&ip, (u8_t)a->scope);
    ip_addr_copy_from_ip6(*out, ip);
    if (ip6_addr_isany(&ip) && !s->v6only)
        *out = *IP_ANY_TYPE; /* IPv4 too */
    return 0;
}

int net_addr_in(const struct net_socket *s, const struct net_addr *a,
                ip_addr_t *out)
{
    memset(out, 0, sizeof(*out));
    if (a->family == 6 && s->family == 6)
        return ip6_in(s, a, out);
    if (a->family != 4)
        return -EAFNOSUPPORT;
    IP_SET_TYPE(out, IPADDR_TYPE_V4);
    memcpy(&ip_2_ip4(out)->addr, a->ip, 4);
    return 0;
}

void net_addr_out(const struct net_socket *s, const ip_addr_t *ip,
                  uint16_t port, struct net_addr *out)
{
    *out = (struct net_addr){.family = s->family, .port = port};
    if (IP_IS_V6_VAL(*ip)) {
        memcpy(out->ip, ip_2_ip6(ip)->addr, 16);
        out->scope = ip6_addr_zone(ip_2_ip6(ip));
    } else if (s->family == 4) {
        memcpy(out->ip, &ip_2_ip4(ip)->addr, 4);
    } else if (!ip_addr_isany(ip)) {
        out->ip[10] = out->ip[11] = 0xff;
        memcpy(out->ip + 12, &ip_2_ip4(ip)->addr, 4);
    }
}
