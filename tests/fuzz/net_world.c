// links: tests/fuzz/net_world.c tests/base_host.c net/stream.c net/datagram.c
// links: net/way.c net/address.c net/options.c net/tcp.c net/tcp_io.c net/udp.c
// links: net/raw.c net/group.c net/socket.c net/checksum.c net/random.c
// links: net/eth.c net/neighbour.c net/eth_csum.c net/net.c net/tcp_limit.c
// links: net/tcp_output.c
// links: net/syn_cookie.c net/eth_cut.c net/too_big.c net/udp_error.c
// links: net/icmp_error.c net/memory.c net/config.c net/ip_option.c
// links: build/src/lwip/src/core/def.c build/src/lwip/src/core/dns.c
// links: build/src/lwip/src/core/inet_chksum.c build/src/lwip/src/core/init.c
// links: build/src/lwip/src/core/ip.c build/src/lwip/src/core/mem.c
// links: build/src/lwip/src/core/memp.c build/src/lwip/src/core/netif.c
// links: build/src/lwip/src/core/pbuf.c build/src/lwip/src/core/raw.c
// links: build/src/lwip/src/core/stats.c build/src/lwip/src/core/tcp.c
// links: build/src/lwip/src/core/tcp_in.c build/src/lwip/src/core/timeouts.c
// links: build/src/lwip/src/core/udp.c build/src/lwip/src/netif/ethernet.c
// links: build/src/lwip/src/core/ipv4/dhcp.c
// links: build/src/lwip/src/core/ipv4/etharp.c
// links: build/src/lwip/src/core/ipv4/icmp.c
// links: build/src/lwip/src/core/ipv4/igmp.c build/src/lwip/src/core/ipv4/ip4.c
// links: build/src/lwip/src/core/ipv4/ip4_addr.c
// links: build/src/lwip/src/core/ipv4/ip4_frag.c
// links: build/src/lwip/src/core/ipv6/ethip6.c
// links: build/src/lwip/src/core/ipv6/icmp6.c
// links: build/src/lwip/src/core/ipv6/inet6.c
// links: build/src/lwip/src/core/ipv6/ip6.c
// links: build/src/lwip/src/core/ipv6/ip6_addr.c
// links: build/src/lwip/src/core/ipv6/ip6_frag.c
// links: build/src/lwip/src/core/ipv6/mld6.c build/src/lwip/src/core/ipv6/nd6.c
// cflags: -isystem net/lwip -isystem build/src/lwip/src/include -w
// cflags: -isystem build/src/lwip/src -fno-sanitize=alignment
/*
 * net_world.c - see net_world.h.
 */
#include "tests/fuzz/net_world.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/base.h"
#include "kernel/boot.h"
#include "kernel/entropy.h"
#include "kernel/mutex.h"
#include "kernel/netdev.h"
#include "kernel/page_alloc.h"
#include "kernel/spinlock.h"
#include "kernel/time.h"
#include "kernel/timer.h"
#include "kernel/trace.h"
#include "kernel/wait.h"
#include "net/net.h"
#include "net/net_thread.h"

#define NS_PER_MS 1000000u

struct world_segment world_sent;
unsigned world_lent;

static uint64_t now_ns = NS_PER_S;
static struct netbuf *next_frame;

/* --- the kernel --- */

int time_monotonic_ns(uint64_t *ns)
{
    *ns = now_ns;
    return 0;
}

int time_realtime_ns(uint64_t *ns)
{
    *ns = now_ns;
    return 0;
}

int timer_init(void)
{
    return 0;
}

void timer_start(struct timer *timer, uint64_t at_ns)
{
    (void)timer;
    (void)at_ns;
}

void mutex_lock(struct mutex *m)
{
    m->depth++;
}

void mutex_unlock(struct mutex *m)
{
    assert(m->depth > 0);
    m->depth--;
}

uint64_t spin_lock(struct spinlock *lock)
{
    assert(!lock->held);
    lock->held = 1;
    return 0;
}

void spin_unlock(struct spinlock *lock, uint64_t flags)
{
    (void)flags;
    lock->held = 0;
}

int wait_on(const uint32_t *word, uint32_t expected, uint64_t deadline_ns,
            const struct wait_reason *why)
{
    (void)word;
    (void)expected;
    (void)why;
    if (deadline_ns == TIMER_NEVER)
        return -EINTR;
    now_ns = MAX(now_ns, deadline_ns);
    return -ETIMEDOUT;
}

unsigned wait_wake(const uint32_t *word, unsigned count)
{
    (void)word;
    (void)count;
    return 0;
}

int entropy_get(void *buf, size_t len)
{
    memset(buf, 5, len); /* each run is the same */
    return 0;
}

uint64_t page_free_count(void)
{
    return 4096;
}

const char *boot_option(const char *name)
{
    (void)name;
    return NULL;
}

void refuse(const char *fmt, ...)
{
    panic("refused: %s", fmt);
}

int net_thread_start(void)
{
    return 0;
}

/* --- the card --- */

static struct netdev card = {
    .name = "eth0",
    .mac = {0x52, 0x54, 0, 0x12, 0x34, 0x56},
    .mtu = 1500,
    .rx_room = 16,
    .tx_room = 16,
    .link_up = true,
};

unsigned netdev_probe(void)
{
    return 1;
}

struct netdev *netdev_next(const struct netdev *previous)
{
    return previous ? NULL : &card;
}

int netdev_start(struct netdev *dev,
                 void (*event)(struct netdev *dev, void *arg), void *arg)
{
    (void)dev;
    (void)event;
    (void)arg;
    return 0;
}

struct netbuf *netdev_receive(struct netdev *dev)
{
    struct netbuf *frame = next_frame;

    (void)dev;
    next_frame = NULL;
    world_lent += frame != NULL;
    return frame;
}

void netdev_release(struct netdev *dev, struct netbuf *frame)
{
    (void)dev;
    world_lent--;
    free(frame->data);
    free(frame);
}

static uint32_t number(const uint8_t *p, int bytes)
{
    uint32_t n = 0;

    while (bytes--)
        n = n << 8 | *p++;
    return n;
}

/* Remembers a TCP segment over IPv4 or IPv6 without options. */
static void look_at(const uint8_t *f, size_t len)
{
    bool v6 = len > 54 && f[12] == 0x86;
    size_t ip = v6 ? 40 : 20, total;
    const uint8_t *tcp = f + 14 + ip;

    if (len < 14 + ip + 20 || f[v6 ? 20 : 23] != 6)
        return;
    total = v6 ? number(f + 18, 2) : number(f + 16, 2) - 20;
    world_sent = (struct world_segment){
        .source = (uint16_t)number(tcp, 2),
        .target = (uint16_t)number(tcp + 2, 2),
        .seq = number(tcp + 4, 4),
        .ack = number(tcp + 8, 4),
        .length = (uint32_t)(total - (tcp[12] >> 4) * 4u) + (tcp[13] & 1) +
                  (tcp[13] >> 1 & 1),
        .flags = tcp[13],
    };
    memcpy(world_sent.to, f, sizeof(world_sent.to));
}

/* What a card is asked to cut, it can: pieces of the MTU, with a sum each.
 * Returns whether it sends it: a long segment that has waited for an address
 * is refused (net/eth_cut.c). */
static bool check_cut(const struct net_tx *tx, const uint8_t *frame, size_t len)
{
    unsigned tso = tx->flags & (NET_TSO4 | NET_TSO6);

    if (!tso && len > 14u + card.mtu) {
        assert(card.features & NETDEV_TX_TSO4);
        return false;
    }
    if (!tso)
        return true;
    assert(card.features & NETDEV_TX_TSO4 && tx->flags & NET_CSUM);
    assert(tso == (frame[12] == 0x86 ? NET_TSO6 : NET_TSO4));
    assert(tx->header_len ==
           tx->csum_start + (frame[tx->csum_start + 12] >> 4) * 4);
    assert(tx->gso_size && tx->header_len + tx->gso_size <= 14 + card.mtu);
    assert(len > (size_t)tx->header_len + tx->gso_size);
    return true;
}

int netdev_send(struct netdev *dev, struct net_tx *tx, bool more)
{
    static uint8_t frame[65536];
    size_t len = 0;

    (void)dev;
    (void)more;
    assert(tx->segments <= NET_SEGMENTS_MAX);
    for (unsigned i = 0; i < tx->segments; i++) {
        assert(tx->segment[i].len && len + tx->segment[i].len <= sizeof(frame));
        memcpy(frame + len, tx->segment[i].data, tx->segment[i].len);
        len += tx->segment[i].len;
    }
    assert(len >= 14);
    if (!check_cut(tx, frame, len))
        return -EINVAL;
    look_at(frame, len);
    tx->done(tx, true);
    return 0;
}

unsigned netdev_reap(struct netdev *dev)
{
    (void)dev;
    return 0;
}

bool netdev_arm(struct netdev *dev)
{
    (void)dev;
    return true;
}

/* --- what tests do --- */

void world_card_cuts(bool yes)
{
    card.features = yes ? NETDEV_TX_CSUM | NETDEV_TX_TSO4 | NETDEV_TX_TSO6 : 0;
}

void world_receive(const void *frame, size_t len, bool checked)
{
    struct netbuf *f = calloc(1, sizeof(*f));

    /* lwIP looks for the length of an option that is the last byte's. In a
     * card's buffer there is always more behind the headers. */
    f->data = malloc(len + 1);
    memcpy(f->data, frame, len);
    f->len = f->total = (uint32_t)len;
    f->flags = checked ? NET_CSUM_OK : 0;
    next_frame = f;
    net_lock();
    net_work();
    net_unlock();
}

void world_pass(uint64_t ms)
{
    for (uint64_t step = 0; step < ms; step += 250) {
        now_ns += 250 * NS_PER_MS;
        net_lock();
        net_work();
        net_unlock();
    }
}

/* --- nothing is traced here --- */

uint32_t trace_mask;

void trace_add(const char *what, uint64_t a, uint64_t b)
{
    (void)what;
    (void)a;
    (void)b;
}
