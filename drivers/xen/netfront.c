/*
 * netfront.c - finding PV network cards and connecting to their backends.
 *
 * One pair of rings, one event channel. Frames of up to 64 KiB are taken unless
 * memory is short, and sent where the backend takes them; check sums are left
 * to the backend where it can do both IPv4's and IPv6's.
 * [XEN io/netif.h]
 */
#include "drivers/xen/netfront.h"

#include "arch/x86/xen.h"
#include "drivers/xen/evtchn.h"
#include "drivers/xen/gnttab.h"
#include "kernel/base.h"
#include "kernel/errno.h"

#define RX_FEW  32u
#define TX_FEW  16u
#define MTU     1500
#define MTU_MIN 68

static void event(struct netfront *card)
{
    if (__atomic_exchange_n(&card->armed, 0, __ATOMIC_ACQ_REL))
        netdev_event(&card->net);
}

static void on_event(void *arg)
{
    event(arg);
}

static void on_gone(struct xenbus_device *bus)
{
    struct netfront *card = bus->driver;

    __atomic_store_n(&card->lost, 1, __ATOMIC_RELEASE);
    event(card);
}

/* How many sent frames until the stack must hear of it. */
static bool arm_tx(struct netfront *card)
{
    uint32_t room = front_ring_room(&card->tx);
    uint32_t in_flight = card->tx.size - room;

    if (in_flight == 0 || (!card->was_full && in_flight < card->tx_slots / 2))
        return true;
    return front_ring_arm(&card->tx, in_flight / 2 + 1);
}

static bool arm(struct netdev *net)
{
    struct netfront *card = net->driver;
    bool quiet;

    if (!card->started || net->failed)
        return true; /* nothing will ever come */
    netfront_kick_rx(card);
    __atomic_store_n(&card->armed, 1, __ATOMIC_SEQ_CST);
    quiet = front_ring_arm(&card->rx, 1);
    quiet = arm_tx(card) && quiet;
    if (quiet && !__atomic_load_n(&card->lost, __ATOMIC_ACQUIRE))
        return true;
    /* if the handler was faster, event() was called: no harm */
    __atomic_store_n(&card->armed, 0, __ATOMIC_RELEASE);
    return false;
}

/* --- starting --- */

static int give_rx(struct netfront *card)
{
    unsigned n = card->rx_buffers;
    uint64_t table = ALIGN_UP(n * sizeof(struct netbuf), PAGE_SIZE);
    uint8_t *p = gnttab_pages(table + n * PAGE_SIZE);
    int error = p ? gnttab_reserve(n, card->rx_ref) : -ENOMEM;

    if (error)
        return error;
    card->buffer = (struct netbuf *)p;
    for (unsigned i = 0; i < n; i++)
        card->buffer[i].paddr = (uintptr_t)p + table + i * PAGE_SIZE;
    return 0;
}

static int give_tx(struct netfront *card)
{
    unsigned n = card->tx_slots_free = card->tx_slots;
    int error;

    card->tx_data = gnttab_pages(n * PAGE_SIZE);
    error = card->tx_data ? gnttab_reserve(n, card->tx_ref) : -ENOMEM;
    if (error)
        return error;
    for (unsigned i = 0; i < n; i++)
        gnttab_grant(card->tx_ref[i], card->bus.domid,
                     (uintptr_t)card->tx_data + i * PAGE_SIZE, false);
    for (unsigned i = 0; i < n; i++)
        card->slot[i].next = (uint16_t)(i + 1); /* the last one's: none is */
    return 0;
}

static int give_ring(struct netfront *card, struct front_ring *ring,
                     uint32_t entry, uint32_t *ref)
{
    void *page = gnttab_pages(PAGE_SIZE);
    int error = page ? gnttab_reserve(1, ref) : -ENOMEM;

    if (error)
        return error;
    front_ring_init(ring, page, PAGE_SIZE, entry);
    gnttab_grant(*ref, card->bus.domid, (uintptr_t)page, true);
    return 0;
}

static int make_rings(struct netfront *card)
{
    int error =
        give_ring(card, &card->tx, sizeof(struct netif_tx), &card->tx_ring_ref);

    if (error == 0)
        error = give_ring(card, &card->rx, sizeof(struct netif_rx),
                          &card->rx_ring_ref);
    if (error == 0)
        error = give_rx(card);
    if (error == 0)
        error = give_tx(card);
    if (error == 0)
        error = evtchn_alloc(card->bus.domid, on_event, card, &card->port);
    return error;
}

static int show_rings(struct netfront *card)
{
    const struct {
        const char *key;
        uint32_t value;
    } keys[] = {
        {"tx-ring-ref", card->tx_ring_ref}, {"rx-ring-ref", card->rx_ring_ref},
        {"event-channel", card->port},      {"request-rx-copy", 1},
        {"feature-rx-notify", 1},           {"feature-ipv6-csum-offload", 1},
        {"feature-sg", card->large},        {"feature-gso-tcpv4", card->large},
        {"feature-gso-tcpv6", card->large},
    };
    int error = 0;

    for (unsigned i = 0; i < ARRAY_SIZE(keys) && error == 0; i++)
        error = xenbus_put(&card->bus, keys[i].key, keys[i].value);
    if (error == 0)
        error = xenbus_set_state(&card->bus, XENBUS_CONNECTED);
    return error;
}

static int connect(struct netfront *card)
{
    int error = make_rings(card);

    if (error == 0)
        netfront_post_all(card);
    if (error == 0)
        error = show_rings(card);
    if (error == 0)
        error = xenbus_wait(&card->bus, XENBUS_CONNECTED);
    return error;
}

static int start(struct netdev *net)
{
    struct netfront *card = net->driver;
    int error = connect(card);

    if (error) {
        base_print("pith: %s: %s is not used: error %d\n", net->name,
                   card->bus.path, -error);
        net->failed = true;
        xenbus_close(&card->bus);
        evtchn_close(card->port);
        return error == -ENOMEM ? error : -ENODEV;
    }
    net->interrupts = net->link_up = card->started = true;
    arm(net);
    return 0;
}

static void stop(struct netdev *net)
{
    struct netfront *card = net->driver;

    __atomic_store_n(&card->lost, 1, __ATOMIC_RELEASE);
    netfront_sound(card);
}

static const struct netdev_ops ops = {
    .start = start,
    .stop = stop,
    .receive = netfront_receive,
    .release = netfront_release,
    .send = netfront_send,
    .reap = netfront_reap,
    .arm = arm,
};

/* --- finding --- */

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* "00:16:3e:01:02:03" */
static bool read_mac(struct netfront *card)
{
    char text[20];

    if (xenbus_text(&card->bus, "mac", text, sizeof(text)) != 3 * NET_MAC - 1)
        return false;
    for (unsigned i = 0; i < NET_MAC; i++) {
        int high = hex_digit(text[3 * i]), low = hex_digit(text[3 * i + 1]);

        if (high < 0 || low < 0 || text[3 * i + 2] != (i < 5 ? ':' : '\0'))
            return false;
        card->net.mac[i] = (uint8_t)(high << 4 | low);
    }
    return true;
}

static bool has(const struct netfront *card, const char *feature)
{
    return xenbus_get(&card->bus, feature, 0) == 1;
}

static unsigned features(const struct netfront *card)
{
    bool csum = xenbus_get(&card->bus, "feature-no-csum-offload", 0) == 0 &&
                has(card, "feature-ipv6-csum-offload");
    bool large = csum && card->large && has(card, "feature-sg");
    unsigned out = NETDEV_RX_CSUM;

    out |= csum ? NETDEV_TX_CSUM : 0;
    out |= large && has(card, "feature-gso-tcpv4") ? NETDEV_TX_TSO4 : 0;
    out |= large && has(card, "feature-gso-tcpv6") ? NETDEV_TX_TSO6 : 0;
    out |= card->large ? NETDEV_RX_LARGE : 0;
    return out;
}

static int read_properties(struct netfront *card)
{
    const struct xenbus_device *bus = &card->bus;
    struct netdev *net = &card->net;
    bool few = gnttab_is_short();
    char text[12];
    uint64_t mtu = MTU;

    if (!read_mac(card) || xenbus_get(bus, "feature-rx-copy", 0) != 1) {
        base_print("pith: %s: no MAC, or the backend does not copy\n",
                   bus->path);
        return -EINVAL;
    }
    if (xenbus_text(bus, "mtu", text, sizeof(text)) > 0)
        xs_number(text, &mtu);
    net->mtu = (uint16_t)(mtu >= MTU_MIN ? MIN(mtu, MTU) : MTU);
    card->large = !few;
    net->features = features(card);
    net->rx_room = card->rx_buffers = few ? RX_FEW : NETFRONT_RX;
    net->tx_room = card->tx_slots = few ? TX_FEW : NETFRONT_TX;
    return 0;
}

static void card_add(uint32_t number)
{
    struct netfront *card = gnttab_pages(sizeof(*card));
    struct netdev *net;
    const uint8_t *m;

    if (!card) {
        base_print("pith: device/vif/%u: no memory\n", number);
        return;
    }
    net = &card->net;
    net->ops = &ops;
    net->driver = card;
    card->bus.driver = card;
    card->bus.gone = on_gone;
    if (xenbus_open(&card->bus, "vif", number) != 0)
        return;
    if (xenbus_wait(&card->bus, XENBUS_INIT_WAIT) != 0 ||
        read_properties(card) != 0) {
        xenbus_close(&card->bus);
        return;
    }
    netdev_add(net);
    m = net->mac;
    log_info("%s: Xen's %s, %02x:%02x:%02x:%02x:%02x:%02x, MTU %u, "
             "features 0x%x",
             net->name, card->bus.path, m[0], m[1], m[2], m[3], m[4], m[5],
             net->mtu, net->features);
}

void netfront_probe(void)
{
    if (xen_found() && xs_start() == 0)
        xenbus_devices("vif", card_add);
}
