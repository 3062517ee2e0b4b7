/*
 * test_net.c - a network card, in a guest; net_host.c is at its other end.
 */
#include "tests/check.h"

#include "kernel/base.h"
#include "kernel/errno.h"
#include "kernel/heap.h"
#include "kernel/netdev.h"
#include "kernel/string.h"
#include "kernel/wait.h"
#include "tests/virtio/net_frames.h"

#define MANY 400 /* more than fit into the ring */

static uint32_t events;

static const struct wait_reason waits_for_frame = {.what = "frame",
                                                   .external = true};

static void on_event(struct netdev *dev, void *arg)
{
    (void)dev;
    (void)arg;
    __atomic_add_fetch(&events, 1, __ATOMIC_RELEASE);
    wait_wake(&events, WAIT_ALL);
}

static struct netdev *card(void)
{
    static bool started;
    struct netdev *dev;

    netdev_probe();
    dev = netdev_next(NULL);
    if (dev && !started)
        started = CHECK(netdev_start(dev, on_event, NULL) == 0);
    return started ? dev : NULL;
}

/* Until there is something to do. */
static void sleep_until_event(struct netdev *dev)
{
    uint32_t seen = __atomic_load_n(&events, __ATOMIC_ACQUIRE);

    if (netdev_arm(dev) && dev->interrupts)
        wait_on(&events, seen, TIMER_NEVER, &waits_for_frame);
}

static unsigned sent, failed;

static void on_done(struct net_tx *tx, bool ok)
{
    *(bool *)tx->arg = false;
    sent++;
    failed += !ok;
}

/* A frame to be sent: its memory, in three pieces. */
struct frame {
    struct net_tx tx;
    struct net_segment segment[3];
    bool busy;
    uint8_t *data;
};

static void make(struct frame *f, const struct netdev *dev, uint32_t number,
                 uint32_t len, uint32_t wanted)
{
    uint8_t *p = f->data;

    memset(p, 0xff, 6);
    memcpy(p + 6, dev->mac, 6);
    p[12] = FRAME_TYPE >> 8;
    p[13] = FRAME_TYPE & 0xff;
    memcpy(p + 14, &number, 4);
    memcpy(p + 18, &wanted, 4);
    for (uint32_t i = FRAME_HEADER; i < len; i++)
        p[i] = frame_byte(number, i);
    f->segment[0] = (struct net_segment){p, 14};
    f->segment[1] = (struct net_segment){p + 14, 8};
    f->segment[2] = (struct net_segment){p + 22, len - 22};
    f->tx = (struct net_tx){.segment = f->segment,
                            .segments = len > 22 ? 3 : 2,
                            .done = on_done,
                            .arg = &f->busy};
}

static uint8_t byte_at(const struct netbuf *b, uint32_t i)
{
    while (i >= b->len) {
        i -= b->len;
        b = b->next;
    }
    return b->data[i];
}

static bool is_answer(const struct netbuf *b, const struct netdev *dev,
                      uint32_t number, uint32_t len)
{
    uint32_t marked = number | FRAME_ANSWER;
    uint8_t head[FRAME_HEADER];

    if (b->total != len || b->len < FRAME_HEADER)
        return false;
    memcpy(head, b->data, FRAME_HEADER);
    if (memcmp(head, dev->mac, 6) != 0 || memcmp(head + 14, &marked, 4) != 0)
        return false;
    for (uint32_t i = FRAME_HEADER; i < len; i++) {
        if (byte_at(b, i) != frame_byte(marked, i))
            return false;
    }
    return true;
}

/* One frame there and one back. */
static bool echo(struct netdev *dev, uint32_t number, uint32_t len,
                 uint32_t wanted)
{
    static struct frame f;
    struct netbuf *b;
    bool ok;

    if (!f.data)
        f.data = heap_grow(FRAME_LONGEST + 4096);
    if (!f.data)
        return false;
    make(&f, dev, number, len, wanted);
    f.busy = true;
    if (netdev_send(dev, &f.tx, false) != 0)
        return false;
    while (!(b = netdev_receive(dev)) && !dev->failed)
        sleep_until_event(dev);
    while (f.busy)
        netdev_reap(dev);
    ok = b && is_answer(b, dev, number, wanted);
    if (b)
        netdev_release(dev, b);
    return ok;
}

TEST(card_is_as_the_vmm_says)
{
    static const uint8_t mac[] = {0x52, 0x54, 0, 0x12, 0x34, 0x57};
    struct netdev *dev = card();

    if (!CHECK(dev))
        return;
    CHECK(memcmp(dev->mac, mac, 6) == 0 && dev->mtu == 1500);
    CHECK(dev->link_up && !dev->failed && dev->interrupts);
    CHECK(dev->rx_room >= 64 && dev->tx_room >= 64);
    CHECK(memcmp(dev->name, "eth0", 5) == 0 && !netdev_next(dev));
}

TEST(frames_of_all_lengths_are_answered)
{
    struct netdev *dev = card();

    if (!CHECK(dev))
        return;
    for (uint32_t len = 60; len <= 1514; len += len < 100 ? 1 : 53) {
        if (!CHECK(echo(dev, len, len, 1574 - len)))
            return;
    }
    CHECK(dev->counters.rx_errors == 0 && failed == 0);
}

TEST(a_long_frame_comes_in_pieces)
{
    struct netdev *dev = card();

    if (!CHECK(dev))
        return;
    CHECK(echo(dev, 1, 100, 2036) && echo(dev, 2, 100, 2037));
    CHECK(echo(dev, 3, 100, 5000) && echo(dev, 4, 100, FRAME_LONGEST));
}

/* Answers come in order; they are held for a while before they are released. */
TEST(many_frames_are_under_way)
{
    static struct frame f[64];
    static struct netbuf *held[16];
    struct netdev *dev = card();
    unsigned out = 0, in = 0, slots = 64;
    uint8_t *memory = heap_grow(64 * 2048);

    if (!CHECK(dev && memory))
        return;
    while (in < MANY) {
        struct frame *next = &f[out % slots];
        struct netbuf *b;

        next->data = memory + out % slots * 2048;
        if (out < MANY && !next->busy && out - in < 100) {
            make(next, dev, out, 60 + out * 3, 60 + out);
            next->busy = true;
            int err = netdev_send(dev, &next->tx, out % 4 != 3);
            next->busy = err == 0;
            if (!CHECK(err == 0 || err == -EAGAIN))
                return;
            out += err == 0;
            if (err == 0)
                continue;
        }
        while ((b = netdev_receive(dev))) {
            if (!CHECK(is_answer(b, dev, in, 60 + in)))
                return;
            if (held[in % 16])
                netdev_release(dev, held[in % 16]);
            held[in++ % 16] = b;
        }
        netdev_reap(dev);
        if (in < MANY && (out == MANY || next->busy || out - in >= 100))
            sleep_until_event(dev);
    }
    for (unsigned i = 0; i < 16; i++)
        netdev_release(dev, held[i]);
    CHECK(dev->counters.rx_errors == 0 && failed == 0);
}

TEST(bad_frames_are_not_sent)
{
    struct netdev *dev = card();
    static struct frame f;
    static uint8_t data[4096];

    if (!CHECK(dev))
        return;
    f.data = data;
    make(&f, dev, 1, 100, 60);
    f.tx.segments = 0;
    CHECK(netdev_send(dev, &f.tx, false) == -EINVAL);
    f.tx.segments = NET_SEGMENTS_MAX + 1;
    CHECK(netdev_send(dev, &f.tx, false) == -EINVAL);
    make(&f, dev, 1, 1519, 60);
    CHECK(netdev_send(dev, &f.tx, false) == -EINVAL);
    make(&f, dev, 1, 100, 60);
    f.segment[1].len = 0;
    CHECK(netdev_send(dev, &f.tx, false) == -EINVAL);
    make(&f, dev, 1, 100, 60);
    f.tx.flags = NET_TSO4;
    CHECK(netdev_send(dev, &f.tx, false) == -EINVAL);
}
