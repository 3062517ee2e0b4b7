/*
 * inet_control.c - control messages of IPv4 and IPv6: which way a datagram
 * came, and is to go [RFC 3542 6].
 */
#include <netinet/in.h>
#include <string.h>

#include "libc/inet_socket.h"
#include "net/socket.h"

static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};

static void read_info4(const struct in_pktinfo *info, struct net_way *out)
{
    out->own = (struct net_addr){.family = 4};
    memcpy(out->own.ip, &info->ipi_spec_dst, 4);
    out->index = (unsigned)info->ipi_ifindex;
}

static void read_info6(const struct in6_pktinfo *info, struct net_way *out)
{
    out->own = (struct net_addr){.family = 6, .scope = info->ipi6_ifindex};
    memcpy(out->own.ip, &info->ipi6_addr, 16);
    out->index = info->ipi6_ifindex;
}

/* Whether it says anything: what is all zeros leaves the choice. */
static int read_one(const struct cmsghdr *c, struct net_way *out)
{
    const unsigned char *data = (const unsigned char *)(c + 1);
    static const struct in6_pktinfo none;
    struct in6_pktinfo info6;
    struct in_pktinfo info4;

    if (c->cmsg_level != IPPROTO_IP && c->cmsg_level != IPPROTO_IPV6)
        return c->cmsg_level == SOL_SOCKET ? -EINVAL : 0;
    if (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_PKTINFO &&
        c->cmsg_len == CMSG_LEN(sizeof(info4))) {
        memcpy(&info4, data, sizeof(info4));
        read_info4(&info4, out);
        return out->index || info4.ipi_spec_dst.s_addr;
    } else if (c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_PKTINFO &&
               c->cmsg_len == CMSG_LEN(sizeof(info6))) {
        memcpy(&info6, data, sizeof(info6));
        read_info6(&info6, out);
        return memcmp(&info6, &none, sizeof(none)) != 0;
    }
    return -EINVAL;
}

int libc_inet_way(const struct msghdr *m, struct net_way *out)
{
    const char *at = m->msg_control;
    size_t left = at ? m->msg_controllen : 0;
    int found = 0;

    memset(out, 0, sizeof(*out));
    while (left >= sizeof(struct cmsghdr)) {
        const struct cmsghdr *c = (const struct cmsghdr *)at;
        size_t step;
        int one;

        if (c->cmsg_len < sizeof(*c) || c->cmsg_len > left)
            return -EINVAL;
        one = read_one(c, out);
        if (one < 0)
            return one;
        found |= one;
        step = CMSG_ALIGN(c->cmsg_len);
        if (step >= left)
            break;
        at += step;
        left -= step;
    }
    return found;
}

/* Where there is no room for it whole, it is missing. */
static void put(struct msghdr *m, size_t *used, int level, int type,
                const void *data, size_t size)
{
    struct cmsghdr c = {CMSG_LEN(size), level, type};
    char *at = m->msg_control;

    if (!at || m->msg_controllen < *used + CMSG_LEN(size)) {
        m->msg_flags |= MSG_CTRUNC;
        return;
    }
    memcpy(at + *used, &c, sizeof(c));
    memcpy(at + *used + sizeof(c), data, size);
    *used += CMSG_SPACE(size);
    if (*used > m->msg_controllen)
        *used = m->msg_controllen;
}

static void address4(const struct net_addr *a, struct in_addr *out)
{
    memcpy(out, a->family == 6 ? a->ip + 12 : a->ip, 4);
}

void libc_inet_tell(const struct net_way *way, unsigned more, struct msghdr *m)
{
    bool v4 =
        way->at.family == 4 || memcmp(way->at.ip, mapped, sizeof(mapped)) == 0;
    size_t used = 0;

    if (more & NET_INFO4 && v4) {
        struct in_pktinfo info = {.ipi_ifindex = (int)way->index};
        address4(&way->own, &info.ipi_spec_dst);
        address4(&way->at, &info.ipi_addr);
        put(m, &used, IPPROTO_IP, IP_PKTINFO, &info, sizeof(info));
    }
    if (more & NET_INFO6) {
        struct in6_pktinfo info = {.ipi6_ifindex = way->index};
        memcpy(&info.ipi6_addr, way->at.ip, 16);
        put(m, &used, IPPROTO_IPV6, IPV6_PKTINFO, &info, sizeof(info));
    }
    m->msg_controllen = used;
}
