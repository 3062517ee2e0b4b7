/*
 * group.c - the multicast groups that a datagram socket is a member of.
 *
 * lwIP counts the members of a group, not whose sockets they are: who joined
 * is remembered here, so that closing the socket leaves.
 */
#include <errno.h>
#include <stddef.h>

#include "lwip/igmp.h"
#include "lwip/mld6.h"
#include "lwip/netif.h"
#include "net/eth.h"
#include "net/inner.h"
#include "net/memory.h"
#include "net/net.h"

struct net_membership {
    struct net_membership *next;
    struct netif *netif;
    ip_addr_t group;
};

static struct net_membership **
find(struct net_socket *s, const struct netif *netif, const ip_addr_t *group)
{
    struct net_membership **m = &s->groups;

    while (*m && !((*m)->netif == netif && ip_addr_cmp(&(*m)->group, group)))
        m = &(*m)->next;
    return m;
}

static int join(struct net_socket *s, struct netif *netif,
                const ip_addr_t *group)
{
    struct net_membership *m;
    err_t err;

    if (*find(s, netif, group))
        return -EADDRINUSE;
    m = net_malloc(sizeof(*m));
    if (!m)
        return -ENOBUFS;
    err = IP_IS_V6_VAL(*group) ? mld6_joingroup_netif(netif, ip_2_ip6(group))
                               : igmp_joingroup_netif(netif, ip_2_ip4(group));
    if (err != ERR_OK) {
        net_free(m);
        return net_errno(err);
    }
    *m = (struct net_membership){s->groups, netif, *group};
    s->groups = m;
    return 0;
}

static void leave(struct net_membership **link)
{
    struct net_membership *m = *link;

    if (IP_IS_V6_VAL(m->group))
        mld6_leavegroup_netif(m->netif, ip_2_ip6(&m->group));
    else
        igmp_leavegroup_netif(m->netif, ip_2_ip4(&m->group));
    *link = m->next;
    net_free(m);
}

void net_groups_leave(struct net_socket *s)
{
    while (s->groups)
        leave(&s->groups);
}

/* With the lock held, checked: a group on an interface. */
static int change(struct net_socket *s, struct netif *netif,
                  const ip_addr_t *group, bool in)
{
    struct net_membership **m;

    if (in)
        return join(s, netif, group);
    m = find(s, netif, group);
    if (!*m)
        return -EADDRNOTAVAIL;
    leave(m);
    return 0;
}

int net_group(struct net_socket *s, const struct net_addr *group,
              unsigned index, bool in)
{
    struct netif *netif;
    ip_addr_t ip;
    int err;

    net_lock();
    netif = index == 0    ? eth_first()
            : index > 255 ? NULL
                          : netif_get_by_index((u8_t)index);
    err = net_addr_in(s, group, &ip);
    if (!err && (s->ops == &net_tcp_ops || !ip_addr_ismulticast(&ip)))
        err = -EINVAL;
    if (!err && !netif)
        err = -ENODEV;
    if (!err)
        err = change(s, netif, &ip, in);
    net_unlock();
    return err;
}
