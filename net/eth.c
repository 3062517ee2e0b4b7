/*
 * eth.c - one lwIP interface for each network card (kernel/netdev.h).
 *
 * Frames are not copied: a received one is a pbuf around the card's buffer
 * until lwIP frees it, one to send is lent to the card with a reference to its
 * pbufs. If sockets hold half of the card's buffers, further frames are
 * copied, so that the card always has some. Frames to send wait in a queue
 * that is flushed when the lock is released, or when the card has room: so
 * the card is told once for many.
 */
#include "net/eth.h"

#include <stddef.h>
#include <string.h>

#include "kernel/base.h"
#include "kernel/netdev.h"
#include "lwip/etharp.h"
#include "lwip/mld6.h"
#include "lwip/netif.h"
#include "lwip/pbuf.h"
#include "lwip/prot/ip4.h"
#include "lwip/prot/ip6.h"
#include "lwip/stats.h"
#include "net/eth_csum.h"
#include "net/memory.h"
#include "net/neighbour.h"
#include "net/net_thread.h"

#define CARDS_MAX 4
#define BUDGET    256  /* frames a look: then others get their turn */
#define QUEUE_MAX 2048 /* frames that wait for a card; then they drop */
#define TX_KEEP   32   /* of their heads, kept for the next ones */

struct eth {
    struct netif netif;
    struct netdev *dev;
    unsigned held; /* frames lent to us */
    struct eth_tx *head, *tail;
    unsigned queued;
};

/* A frame to send. */
struct eth_tx {
    struct net_tx tx;
    struct net_segment segment[NET_SEGMENTS_MAX];
    struct pbuf *p;
    struct eth_tx *next;
};

/* A received frame, in netbuf.stack. */
struct eth_rx {
    struct pbuf_custom pbuf; /* first: lwIP gives it back */
    struct eth *eth;
};
_Static_assert(sizeof(struct eth_rx) <= sizeof(((struct netbuf *)0)->stack),
               "it lies in the frame");

static struct eth cards[CARDS_MAX];
static unsigned card_count;
static struct eth_tx *free_txs;
static unsigned free_tx_count;

/* --- receiving --- */

static void give_back(struct pbuf *p)
{
    struct eth_rx *rx = (struct eth_rx *)p;
    struct netbuf *frame =
        (struct netbuf *)((char *)rx - offsetof(struct netbuf, stack));

    rx->eth->held--;
    netdev_release(rx->eth->dev, frame);
}

static struct pbuf *copy_of(const struct netbuf *frame)
{
    struct pbuf *p = pbuf_alloc(PBUF_RAW, (u16_t)frame->total, PBUF_RAM);
    size_t at = 0;

    for (; p && frame; at += frame->len, frame = frame->next)
        memcpy((char *)p->payload + at, frame->data, frame->len);
    return p;
}

/* Takes the frame over. */
static struct pbuf *wrap(struct eth *eth, struct netbuf *frame)
{
    struct eth_rx *rx = (struct eth_rx *)frame->stack;
    struct pbuf *p;

    if (frame->total > UINT16_MAX) {
        netdev_release(eth->dev, frame);
        return NULL;
    }
    if (frame->next || eth->held >= eth->dev->rx_room / 2u) {
        p = copy_of(frame);
        netdev_release(eth->dev, frame);
        return p;
    }
    rx->eth = eth;
    rx->pbuf.custom_free_function = give_back;
    eth->held++;
    return pbuf_alloced_custom(PBUF_RAW, (u16_t)frame->len, PBUF_REF, &rx->pbuf,
                               frame->data, (u16_t)frame->len);
}

/* lwIP reads these headers before it looks at the length. */
static size_t least_length(const struct eth_hdr *h)
{
    switch (h->type) {
    case PP_HTONS(ETHTYPE_ARP):
        return SIZEOF_ETH_HDR + SIZEOF_ETHARP_HDR;
    case PP_HTONS(ETHTYPE_IP):
        return SIZEOF_ETH_HDR + IP_HLEN;
    case PP_HTONS(ETHTYPE_IPV6):
        return SIZEOF_ETH_HDR + IP6_HLEN;
    default:
        return SIZEOF_ETH_HDR;
    }
}

static bool too_short(const struct pbuf *p)
{
    return p->len < SIZEOF_ETH_HDR || p->len < least_length(p->payload);
}

static void take_in(struct eth *eth, struct netbuf *frame)
{
    struct netif *n = &eth->netif;
    unsigned checked = frame->flags & (NET_CSUM | NET_CSUM_OK);
    struct pbuf *p = wrap(eth, frame);

    if (!p) {
        LINK_STATS_INC(link.memerr);
        LINK_STATS_INC(link.drop);
        return;
    }
    if (too_short(p)) {
        LINK_STATS_INC(link.lenerr);
        pbuf_free(p);
        return;
    }
    NETIF_SET_CHECKSUM_CTRL(n, eth_checks(eth->dev->features, checked));
    neighbour_from(p->payload);
    if (n->input(p, n) != ERR_OK)
        pbuf_free(p);
    neighbour_from(NULL);
    /* what we send to ourselves through this interface has no sums */
    NETIF_SET_CHECKSUM_CTRL(n, eth_checks(eth->dev->features, 1));
}

/* --- sending --- */

/* Most go back: a burst must not keep memory for ever. */
static void free_tx(struct eth_tx *t)
{
    if (free_tx_count == TX_KEEP) {
        net_free(t);
        return;
    }
    t->next = free_txs;
    free_txs = t;
    free_tx_count++;
}

static void sent(struct net_tx *tx, bool ok)
{
    struct eth_tx *t = tx->arg;

    if (!ok)
        LINK_STATS_INC(link.err);
    pbuf_free(t->p);
    free_tx(t);
}

static struct eth_tx *new_tx(void)
{
    struct eth_tx *t = free_txs;

    if (!t)
        return net_malloc(sizeof(*t));
    free_txs = t->next;
    free_tx_count--;
    return t;
}

/* A chain in more pieces than a card takes is copied into one. */
static struct pbuf *hold(struct pbuf *p)
{
    if (pbuf_clen(p) > NET_SEGMENTS_MAX)
        return pbuf_clone(PBUF_RAW, PBUF_RAM, p);
    pbuf_ref(p);
    return p;
}

static err_t queue_frame(struct netif *netif, struct pbuf *p)
{
    struct eth *eth = netif->state;
    struct eth_tx *t = eth->queued < QUEUE_MAX ? new_tx() : NULL;
    unsigned n = 0;

    if (!t) {
        LINK_STATS_INC(link.drop);
        return ERR_MEM;
    }
    t->next = NULL;
    t->p = hold(p);
    if (!t->p) {
        free_tx(t);
        return ERR_MEM;
    }
    for (const struct pbuf *q = t->p; q; q = q->next)
        if (q->len)
            t->segment[n++] = (struct net_segment){q->payload, q->len};
    t->tx = (struct net_tx){
        .segment = t->segment, .segments = n, .done = sent, .arg = t};
    if (eth->dev->features & NETDEV_TX_CSUM)
        eth_offload(&t->tx, t->p, eth->dev->features);
    if (eth->tail)
        eth->tail->next = t;
    else
        eth->head = t;
    eth->tail = t;
    eth->queued++;
    return ERR_OK;
}

static void flush(struct eth *eth)
{
    while (eth->head) {
        struct eth_tx *t = eth->head, *next = t->next;
        int err = netdev_send(eth->dev, &t->tx, next != NULL);
        if (err == -EAGAIN)
            return;
        eth->head = next;
        if (!next)
            eth->tail = NULL;
        eth->queued--;
        if (err)
            sent(&t->tx, false);
    }
}

/* --- interfaces --- */

static void event(struct netdev *dev, void *arg)
{
    (void)dev;
    (void)arg;
    net_event();
}

static err_t init_netif(struct netif *n)
{
    struct eth *eth = n->state;

    memcpy(n->hwaddr, eth->dev->mac, NET_MAC);
    n->hwaddr_len = NET_MAC;
    n->mtu = n->mtu6 = MIN(eth->dev->mtu, 1500);
    n->name[0] = 'e';
    n->name[1] = 't';
    n->flags = NETIF_FLAG_BROADCAST | NETIF_FLAG_ETHARP | NETIF_FLAG_ETHERNET |
               NETIF_FLAG_IGMP | NETIF_FLAG_MLD6;
    n->output = neighbour_output;
    n->output_ip6 = neighbour_output6;
    n->linkoutput = queue_frame;
    return ERR_OK;
}

static void start(struct netdev *dev)
{
    struct eth *eth = &cards[card_count];
    int err;

    eth->dev = dev;
    err = netdev_start(dev, event, eth);
    if (err || !netif_add_noaddr(&eth->netif, eth, init_netif, netif_input)) {
        log_info("net: %s does not start: error %d", dev->name, -err);
        return;
    }
    card_count++;
    NETIF_SET_CHECKSUM_CTRL(&eth->netif, eth_checks(dev->features, 1));
    if (dev->link_up)
        netif_set_link_up(&eth->netif);
}

void eth_start(void)
{
    netdev_probe();
    for (struct netdev *d = netdev_next(NULL); d; d = netdev_next(d))
        if (card_count < CARDS_MAX)
            start(d);
}

struct netif *eth_first(void)
{
    return card_count ? &cards[0].netif : NULL;
}

struct netif *eth_named(const char *name)
{
    for (unsigned i = 0; i < card_count; i++)
        if (strcmp(cards[i].dev->name, name) == 0)
            return &cards[i].netif;
    return NULL;
}

const char *eth_name(const struct netif *netif)
{
    for (unsigned i = 0; i < card_count; i++)
        if (&cards[i].netif == netif)
            return cards[i].dev->name;
    return "lo";
}

bool eth_cuts(const struct netif *netif, bool v6)
{
    const struct eth *eth = netif->state;

    return netif->linkoutput == queue_frame &&
           eth->dev->features & (v6 ? NETDEV_TX_TSO6 : NETDEV_TX_TSO4);
}

static void follow_link(struct eth *eth)
{
    bool up = eth->dev->link_up && !eth->dev->failed;

    if (up == !!netif_is_link_up(&eth->netif))
        return;
    log_info("net: %s: link %s", eth->dev->name, up ? "up" : "down");
    if (up)
        netif_set_link_up(&eth->netif);
    else
        netif_set_link_down(&eth->netif);
}

bool eth_poll(void)
{
    bool came = false;

    for (unsigned i = 0; i < card_count; i++) {
        struct eth *eth = &cards[i];
        struct netbuf *frame;

        for (int n = 0; n < BUDGET && (frame = netdev_receive(eth->dev)); n++) {
            take_in(eth, frame);
            came = true;
        }
        netdev_reap(eth->dev);
        flush(eth);
        follow_link(eth);
    }
    return came;
}

void eth_flush(void)
{
    for (unsigned i = 0; i < card_count; i++)
        if (cards[i].head)
            flush(&cards[i]);
}

bool eth_arm(void)
{
    bool armed = true;

    for (unsigned i = 0; i < card_count; i++)
        armed = netdev_arm(cards[i].dev) && armed;
    return armed;
}
