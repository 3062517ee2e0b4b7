/*
 * resolve.c - see resolve.h: lwIP's resolver, waited for.
 */
#include "net/resolve.h"

#include <errno.h>
#include <string.h>

#include "kernel/wait.h"
#include "lwip/dns.h"
#include "lwip/netif.h"
#include "net/eth.h"
#include "net/inner.h"
#include "net/net.h"

/* A question on its way: on the stack, until lwIP has called back. */
struct question {
    uint32_t word; /* counted up by the network, for any reason */
    bool answered, found;
    ip_addr_t ip;
};

static void answered(const char *name, const ip_addr_t *ip, void *arg)
{
    struct question *q = arg;

    (void)name;
    q->answered = true;
    q->found = ip != NULL;
    if (ip)
        q->ip = *ip;
    __atomic_fetch_add(&q->word, 1, __ATOMIC_SEQ_CST);
    wait_wake(&q->word, WAIT_ALL);
}

/* Not interruptible: lwIP cannot forget a question. */
static void wait_for_answer(struct question *q)
{
    static const struct wait_reason why = {.what = "a name server",
                                           .external = true};

    while (!q->answered) {
        uint32_t seen = q->word;
        net_unlock();
        net_wait(&q->word, seen, TIMER_NEVER, &why);
        net_lock();
    }
}

static int ask(const char *name, int family, struct question *q)
{
    err_t err = dns_gethostbyname_addrtype(
        name, &q->ip, answered, q,
        family == 6 ? LWIP_DNS_ADDRTYPE_IPV6 : LWIP_DNS_ADDRTYPE_IPV4);

    q->found = err == ERR_OK;
    if (err == ERR_INPROGRESS)
        wait_for_answer(q);
    else if (err == ERR_ARG)
        return -EINVAL;
    else if (err != ERR_OK)
        return -ENOENT;
    return q->found ? 0 : -ENOENT;
}

int net_resolve(const char *name, int family, struct net_addr *out)
{
    const struct net_socket like = {.family = (uint8_t)family};
    struct question q = {0};
    int err = net_start();

    if (err)
        return err;
    net_lock();
    err = ask(name, family, &q);
    if (!err)
        net_addr_out(&like, &q.ip, 0, out);
    net_unlock();
    return err;
}

int net_interface(unsigned index, char *name, size_t size)
{
    const struct netif *n;
    int err = net_start();

    if (err)
        return err;
    net_lock();
    n = index < 256 ? netif_get_by_index((u8_t)index) : NULL;
    if (n)
        strlcpy(name, eth_name(n), size);
    net_unlock();
    return n ? 0 : -ENODEV;
}

unsigned net_interface_at(const uint8_t ip[4])
{
    const struct netif *n;
    unsigned index = 0;

    net_lock();
    NETIF_FOREACH(n)
    if (memcmp(netif_ip4_addr(n), ip, 4) == 0)
        index = netif_get_index(n);
    net_unlock();
    return index;
}

void net_interface_ip(unsigned index, uint8_t ip[4])
{
    const struct netif *n;

    memset(ip, 0, 4);
    net_lock();
    n = index && index < 256 ? netif_get_by_index((u8_t)index) : NULL;
    if (n)
        memcpy(ip, netif_ip4_addr(n), 4);
    net_unlock();
}
