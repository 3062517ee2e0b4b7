/*
 * test_virtio_net.c - a network card's queues, honest and hostile.
 */
// links: tests/fuzz/card_world.c tests/base_host.c drivers/virtio_net.c
// links: drivers/virtio_net_rx.c drivers/virtio_net_tx.c
// links: drivers/virtio_net_pairs.c drivers/virtio_net_flow.c drivers/virtio.c
// links: drivers/virtio_ring.c kernel/format.c
#include <stdio.h>
#include <string.h>

#include "kernel/base.h"
#include "kernel/errno.h"
#include "tests/check.h"
#include "tests/fuzz/card_world.h"

#define FRAME 64

/* A frame to send; its number is at the end. */
struct frame {
    struct net_tx tx;
    struct net_segment segment;
    uint8_t data[FRAME];
    unsigned done, failed;
};

static void on_done(struct net_tx *tx, bool ok)
{
    struct frame *f = tx->arg;

    f->done++;
    f->failed += !ok;
}

/* Of flow @flow: a TCP segment over IPv4, to that port. */
static void make(struct frame *f, unsigned flow, unsigned number)
{
    memset(f, 0, sizeof(*f));
    f->data[12] = 8;
    f->data[14] = 0x45;
    f->data[23] = 6;
    f->data[37] = (uint8_t)flow;
    f->data[FRAME - 1] = (uint8_t)number;
    f->segment = (struct net_segment){f->data, FRAME};
    f->tx = (struct net_tx){
        .segment = &f->segment, .segments = 1, .done = on_done, .arg = f};
}

static int send_frame(struct frame *f, bool more)
{
    return world.net->ops->send(world.net, &f->tx, more);
}

static unsigned pair_of(const struct frame *f)
{
    return (unsigned)((uint64_t)net_flow(f->data, FRAME) * 4 >> 32);
}

/* A frame comes: number @number, by @pair. */
static bool arrives(unsigned pair, unsigned number)
{
    uint8_t bytes[12 + FRAME] = {0};

    bytes[10] = 1; /* of one buffer */
    bytes[12] = (uint8_t)pair;
    bytes[13] = (uint8_t)number;
    return world_deliver(pair, bytes, sizeof(bytes));
}

static bool said(const char *text)
{
    return strstr(world.said, text) != NULL;
}

static unsigned pairs(void)
{
    return world.net ? world.net->queues : 0;
}

/* How many pairs a card uses of @max on @cpus CPUs with @pages free. */
static unsigned used_of(unsigned max, unsigned cpus, uint64_t pages)
{
    unsigned n;

    world_begin();
    world.max_pairs = (uint16_t)max;
    world.cpus = cpus;
    world.pages = pages;
    n = CHECK(world_start()) && CHECK(!world.said[0]) ? pairs() : 0;
    CHECK(world.pairs_set == (n > 1 ? n : 0));
    if (n > 1)
        CHECK(world.queue[NET_QUEUE_RX(n)].number == 2 * max);
    CHECK(n == NET_PAIRS || !world.queue[NET_QUEUE_RX(n) + 1].q);
    world_end();
    return n;
}

TEST(as_many_pairs_as_all_allow)
{
    CHECK(used_of(4, 4, 65536) == 4);
    CHECK(used_of(4, 2, 65536) == 2);
    CHECK(used_of(2, 64, 65536) == 2);
    CHECK(used_of(300, 64, 65536) == NET_PAIRS);
    CHECK(used_of(0x7fff, 3, 65536) == 3);
    CHECK(used_of(4, 4, 3 * NET_MEMORY_FEW + 1) == 3);
    CHECK(used_of(4, 4, 1000) == 1);
    CHECK(used_of(1, 4, 65536) == 1);
    CHECK(used_of(0x8000, 4, 65536) == 1); /* its control queue is too far */
}

TEST(one_cpu_asks_for_nothing)
{
    world_begin();
    world.cpus = 1;
    world.max_pairs = 0; /* nobody looks */
    CHECK(world_start() && pairs() == 1);
    CHECK(!(world.accepted & NET_F_MQ) && !world.queue[2].q);
    CHECK(world.negotiations == 1);
    world_end();
}

TEST(without_a_control_queue_there_is_one_pair)
{
    world_begin();
    world.offered &= ~NET_F_CTRL_VQ;
    CHECK(world_start() && pairs() == 1);
    CHECK(!(world.accepted & NET_F_MQ) && !world.queue[2].q);
    world_end();
}

/* The driver refuses the device and says why, once. */
static void is_refused(const char *why)
{
    CHECK(!world_start());
    if (!CHECK(said(why)))
        puts(world.said);
    CHECK(world.status == VIRTIO_FAILED && said("not used any more\n"));
    world_end();
}

TEST(a_device_that_lies_about_its_pairs_is_refused)
{
    static const struct {
        uint16_t pairs;
        const char *why;
    } lies[] = {{0, "0 pairs of queues, not 1 to 32768"},
                {0x8001, "32769 pairs of queues"},
                {65535, "65535 pairs of queues"}};

    for (unsigned i = 0; i < ARRAY_SIZE(lies); i++) {
        world_begin();
        world.max_pairs = lies[i].pairs;
        is_refused(lies[i].why);
    }
}

TEST(pairs_that_change_all_the_time_are_refused)
{
    for (int legacy = 0; legacy < 2; legacy++) {
        world_begin();
        world.changing = true;
        world.legacy = legacy;
        world.offered &= ~NET_F_MAC; /* so nothing else is read */
        is_refused("its configuration at 8 changes all the time");
    }
}

TEST(a_queue_that_is_not_there_is_refused)
{
    static const struct {
        int number;
        const char *why;
    } all[] = {{0, "queue 0 has size 0"},
               {5, "queue 5 has size 0"},
               {8, "queue 8 has size 0"}};

    for (unsigned i = 0; i < ARRAY_SIZE(all); i++) {
        world_begin();
        world.missing = all[i].number;
        is_refused(all[i].why);
    }
}

TEST(what_is_not_confirmed_is_not_used)
{
    static const struct {
        enum world_answer answer;
        const char *line;
    } all[] = {{WORLD_ERROR, "no 4 pairs of queues, answer 0x1: one is used"},
               {WORLD_NOT_WRITTEN, "answer 0xff: one is used"},
               {WORLD_NEVER, "answer 0xff: one is used"}};
    struct frame f[8];

    for (unsigned i = 0; i < ARRAY_SIZE(all); i++) {
        world_begin();
        world.answer = all[i].answer;
        CHECK(world_start() && pairs() == 1 && said(all[i].line));
        for (unsigned k = 0; k < 8; k++) {
            make(&f[k], k, k);
            CHECK(send_frame(&f[k], false) == 0);
        }
        CHECK(world.queue[NET_QUEUE_TX(0)].q->avail->idx == 8);
        CHECK(arrives(3, 1)); /* it may have obeyed all the same */
        CHECK(world.net->ops->receive(world.net));
        world_end();
    }
}

TEST(an_answer_to_another_command_is_a_lie)
{
    world_begin();
    world.answer = WORLD_WRONG_ID;
    is_refused("queue 8: used id was not given: 3");
}

TEST(a_flow_goes_by_one_pair_in_order)
{
    struct frame f[64];
    uint8_t seen[FRAME];
    unsigned by[16], used = 0, next[16] = {0};

    world_begin();
    CHECK(world_start());
    for (unsigned i = 0; i < 64; i++) {
        make(&f[i], i % 16, i / 16);
        CHECK(send_frame(&f[i], true) == 0);
    }
    memset(by, 0xff, sizeof(by));
    for (unsigned p = 0; p < 4; p++) {
        bool any = false;

        while (world_sent(p, seen, sizeof(seen)) == FRAME) {
            unsigned flow = seen[37];

            CHECK(by[flow] == p || by[flow] == UINT32_MAX);
            CHECK(seen[FRAME - 1] == next[flow]++);
            by[flow] = p;
            any = true;
        }
        used += any;
    }
    CHECK(used == 4 && world.net->ops->reap(world.net) == 64);
    for (unsigned i = 0; i < 64; i++)
        CHECK(f[i].done == 1 && f[i].failed == 0);
    world_end();
}

TEST(the_last_frame_tells_of_all)
{
    struct frame f[16], last;
    unsigned kicks = 0, told = 0;

    world_begin();
    CHECK(world_start());
    for (unsigned i = 0; i < 16; i++) {
        make(&f[i], i, i);
        CHECK(send_frame(&f[i], true) == 0);
    }
    for (unsigned p = 0; p < 4; p++)
        kicks += world.queue[NET_QUEUE_TX(p)].notified;
    CHECK(kicks == 0);
    make(&last, 0, 16);
    CHECK(send_frame(&last, false) == 0);
    for (unsigned p = 0; p < 4; p++)
        told += world.queue[NET_QUEUE_TX(p)].notified == 1;
    CHECK(told == 4);
    world_end();
}

TEST(a_full_pair_does_not_fill_the_others)
{
    static struct frame f[300], other[16];
    unsigned n = 0, fitted = 0;

    world_begin();
    CHECK(world_start());
    do {
        make(&f[n], 0, n);
    } while (send_frame(&f[n], false) == 0 && ++n < 300);
    CHECK(n >= 64 && n < 300 && world.net->counters.tx_full == 1);
    for (unsigned i = 0; i < 16; i++) {
        bool same;

        make(&other[i], i, 0);
        same = pair_of(&other[i]) == pair_of(&f[0]);
        CHECK(send_frame(&other[i], false) == (same ? -EAGAIN : 0));
        fitted += !same;
    }
    CHECK(fitted > 4 && fitted < 16);
    world_end();
}

TEST(received_frames_have_their_turn)
{
    unsigned got[4] = {0}, next[4] = {0};
    struct netbuf *b;

    world_begin();
    CHECK(world_start());
    for (unsigned i = 0; i < 100; i++)
        for (unsigned p = 0; p < 4; p++)
            CHECK(arrives(p, i));
    for (unsigned i = 0; i < 400; i++) {
        b = world.net->ops->receive(world.net);
        if (!CHECK(b && b->total == FRAME && b->data[0] < 4))
            return;
        CHECK(b->data[1] == next[b->data[0]]++);
        got[b->data[0]]++;
        for (unsigned p = 0; i == 63 && p < 4; p++)
            CHECK(got[p] == 16);
        world.net->ops->release(world.net, b);
    }
    CHECK(!world.net->ops->receive(world.net));
    for (unsigned p = 0; p < 4; p++)
        CHECK(world.net->queue[p].rx_frames == 100);
    /* every buffer is where it came from */
    CHECK(world.net->ops->arm(world.net));
    for (unsigned p = 0; p < 4; p++)
        CHECK(virtq_in_flight(world.queue[NET_QUEUE_RX(p)].q) == 256);
    world_end();
}

TEST(each_queue_wakes_the_stack)
{
    struct netbuf *b;

    world_begin();
    CHECK(world_start());
    for (unsigned p = 0; p < 4; p++) {
        CHECK(world.net->ops->arm(world.net) && world.events == p);
        CHECK(arrives(p, 0) && world.events == p + 1);
        CHECK(!world.net->ops->arm(world.net)); /* there is something to do */
        b = world.net->ops->receive(world.net);
        CHECK(b && !world.net->ops->receive(world.net));
        world.net->ops->release(world.net, b);
    }
    world_end();
}

TEST(a_lie_on_any_queue_ends_the_card)
{
    for (unsigned queue = 0; queue < 8; queue++) {
        struct frame f[16];
        unsigned done = 0;

        world_begin();
        CHECK(world_start());
        for (unsigned i = 0; i < 16; i++) {
            make(&f[i], i, i);
            CHECK(send_frame(&f[i], false) == 0);
        }
        world_complete(queue, 0x10000 + queue, 0);
        CHECK(!world.net->ops->receive(world.net));
        world.net->ops->reap(world.net);
        CHECK(world.net->failed && said("used id out of range"));
        for (unsigned i = 0; i < 16; i++)
            done += f[i].done == 1 && f[i].failed == 1;
        CHECK(done == 16);
        CHECK(send_frame(&f[0], false) == -ENODEV);
        world_end();
    }
}

/* The ring is full, and looking for room the driver finds a lie elsewhere. */
TEST(a_lie_that_sending_finds_loses_no_frame)
{
    static struct frame f[300];
    unsigned n = 0, done = 0;

    world_begin();
    CHECK(world_start());
    do {
        make(&f[n], 0, n);
    } while (send_frame(&f[n], true) == 0 && ++n < 300);
    world_complete(NET_QUEUE_TX((pair_of(&f[0]) + 1) % 4), 0x10000, 0);
    CHECK(send_frame(&f[n], false) == -ENODEV && world.net->failed);
    CHECK(f[n].done == 0);
    for (unsigned i = 0; i < n; i++)
        done += f[i].done == 1 && f[i].failed == 1;
    CHECK(done == n && n > 60);
    world_end();
}

TEST(what_memory_does_not_allow_is_left_out)
{
    const uint64_t each =
        (256 * NET_BUFFER + ALIGN_UP(256 * sizeof(struct netbuf), PAGE_SIZE)) /
        PAGE_SIZE;

    /* it was free when the card was found, and others have taken it since */
    for (uint64_t pages = 100; pages < 1200; pages += 17) {
        world_begin();
        world.cpus = 8;
        world.max_pairs = 8;
        virtio_net_probe();
        if (!CHECK(world.net))
            return;
        world.pages = pages;
        if (world.net->ops->start(world.net) == 0)
            CHECK(pairs() == MIN(pages / each, 8) && !world.said[0]);
        else
            CHECK(pages < each);
        world_end();
    }
}
