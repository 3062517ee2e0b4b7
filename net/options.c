/*
 * options.c - socket options.
 */
#include <errno.h>

#include "lwip/ip.h"
#include "net/inner.h"
#include "net/net.h"

static int buffer_size(int value)
{
    return value < 1024 ? 2048 : value > 4 << 20 ? 8 << 20 : value * 2;
}

static void set_flag(uint8_t *flags, uint8_t flag, int on)
{
    *flags = (uint8_t)(on ? *flags | flag : *flags & ~flag);
}

int net_common_set(struct net_socket *s, uint8_t *so_options, enum net_option o,
                   int value)
{
    switch (o) {
    case NET_OPT_REUSEADDR:
        set_flag(so_options, SOF_REUSEADDR, value);
        return 0;
    case NET_OPT_KEEPALIVE:
        set_flag(so_options, SOF_KEEPALIVE, value);
        return 0;
    case NET_OPT_BROADCAST:
        set_flag(so_options, SOF_BROADCAST, value);
        return 0;
    case NET_OPT_V6ONLY:
        if (s->family != 6)
            return -ENOPROTOOPT;
        s->v6only = value != 0;
        return 0;
    case NET_OPT_RCVBUF:
        s->rcvbuf = buffer_size(value);
        return 0;
    case NET_OPT_SNDBUF:
        s->sndbuf = buffer_size(value);
        return 0;
    case NET_OPT_LINGER:
        s->linger = value;
        return 0;
    default:
        return -ENOPROTOOPT;
    }
}

int net_common_get(struct net_socket *s, uint8_t so_options, enum net_option o,
                   int *value)
{
    switch (o) {
    case NET_OPT_REUSEADDR:
        *value = (so_options & SOF_REUSEADDR) != 0;
        return 0;
    case NET_OPT_KEEPALIVE:
        *value = (so_options & SOF_KEEPALIVE) != 0;
        return 0;
    case NET_OPT_BROADCAST:
        *value = (so_options & SOF_BROADCAST) != 0;
        return 0;
    case NET_OPT_V6ONLY:
        *value = s->v6only;
        return s->family == 6 ? 0 : -ENOPROTOOPT;
    case NET_OPT_RCVBUF:
        *value = s->rcvbuf;
        return 0;
    case NET_OPT_SNDBUF:
        *value = s->sndbuf;
        return 0;
    case NET_OPT_LINGER:
        *value = s->linger;
        return 0;
    case NET_OPT_LISTENING:
        *value = s->listening;
        return 0;
    case NET_OPT_ERROR:
        *value = s->error;
        s->error = 0;
        return 0;
    default:
        return -ENOPROTOOPT;
    }
}

int net_set(struct net_socket *s, enum net_option o, int value)
{
    int err;

    net_lock();
    err = s->ops->set(s, o, value);
    net_unlock();
    return err;
}

int net_get(struct net_socket *s, enum net_option o, int *value)
{
    int err;

    net_lock();
    err = s->ops->get(s, o, value);
    net_unlock();
    return err;
}

void net_set_timeout(struct net_socket *s, bool receive, uint64_t ns)
{
    s->timeout_ns[receive] = ns;
}

uint64_t net_timeout(struct net_socket *s, bool receive)
{
    return s->timeout_ns[receive];
}
