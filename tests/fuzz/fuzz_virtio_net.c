/*
 * fuzz_virtio_net.c - the driver of network cards and a device that does
 * anything.
 *
 * Input: bytes that say what the device offers and answers, then operations of
 * one byte with their operands: frames are sent, come with any header, are held
 * and given back; the device works, or writes anywhere in the shared memory of
 * a queue, from when on it is not asked to work any more. Whatever happens:
 * each frame that was sent is done once, what is received lies in buffers that
 * nobody else has, and a card that kept the rules still works.
 */
// links: tests/fuzz/card_world.c tests/base_host.c drivers/virtio_net.c
// links: drivers/virtio_net_rx.c drivers/virtio_net_tx.c
// links: drivers/virtio_net_pairs.c drivers/virtio_net_flow.c drivers/virtio.c
// links: drivers/virtio_ring.c kernel/format.c
#include <string.h>

#include "kernel/base.h"
#include "kernel/errno.h"
#include "tests/fuzz/card_world.h"
#include "tests/fuzz/fuzz.h"

#define FRAMES 32
#define HELD   64
#define MARK   0x6d61726bu /* in netbuf.stack: lent to us */

struct frame {
    struct net_tx tx;
    struct net_segment segment[2];
    uint8_t data[80];
    bool out;
};

static struct run {
    const uint8_t *data, *end;
    struct frame frame[FRAMES];
    struct netbuf *held[HELD];
    unsigned nr_held;
    bool lied;
} run;

static uint8_t byte(void)
{
    return run.data < run.end ? *run.data++ : 0;
}

static uint16_t word(void)
{
    uint16_t low = byte();

    return (uint16_t)(low | byte() << 8);
}

static void on_done(struct net_tx *tx, bool ok)
{
    struct frame *f = tx->arg;

    (void)ok;
    MUST(f->out);
    f->out = false;
}

static void setup(void)
{
    uint8_t kind = byte();

    world_begin();
    world.legacy = kind & 1;
    world.changing = (kind & 6) == 6;
    world.offered = WORLD_FEATURES | NET_F_GUEST_CSUM | NET_F_GUEST_TSO4;
    if (kind & 8)
        world.offered ^= 1ull << byte() % 40;
    if (world.legacy)
        world.offered &= ~VIRTIO_F_VERSION_1;
    world.max_pairs = kind & 16 ? word() : byte() % 10;
    world.queue_size = kind & 32 ? word() : 64;
    world.missing = kind & 64 ? byte() % 20 : -1;
    world.answer = byte() % 8 < WORLD_ANSWERS ? byte() % WORLD_ANSWERS : 0;
    world.cpus = byte() % 10;
    world.pages = kind & 128 ? word() : 65536;
    run.lied = world.answer == WORLD_WRONG_ID;
}

static void send_frame(void)
{
    unsigned i = byte() % FRAMES;
    struct frame *f = &run.frame[i];
    int err;

    if (f->out)
        return;
    f->data[12] = 8;
    f->data[14] = 0x45;
    f->data[23] = 6;
    f->data[37] = byte();
    f->segment[0] = (struct net_segment){f->data, 14u + byte() % 40};
    f->segment[1] = (struct net_segment){f->data + 60, 20};
    f->tx = (struct net_tx){
        .segment = f->segment, .segments = 2, .done = on_done, .arg = f};
    f->out = true;
    err = world.net->ops->send(world.net, &f->tx, byte() & 1);
    MUST(err == 0 || err == -EAGAIN || err == -ENODEV || err == -EINVAL);
    MUST(err != -ENODEV || run.lied);
    f->out = f->out && err == 0;
}

/* A frame with any header comes by a pair. */
static void deliver(void)
{
    unsigned pair = byte() % NET_PAIRS, n = byte();
    uint8_t bytes[NET_BUFFER];

    if (run.lied)
        return;
    memset(bytes, 0, sizeof(bytes));
    bytes[10] = 1;
    for (unsigned i = 0; i < n % 13; i++)
        bytes[i] = byte();
    world_deliver(pair, bytes, n & 128 ? sizeof(bytes) : n);
}

/* The frame is whole, and ours alone. */
static void look_at(struct netbuf *b)
{
    uint32_t total = b->total, sum = 0;
    volatile uint8_t *p;

    for (; b; b = b->next) {
        MUST(b->len <= NET_BUFFER && b->room <= NET_BUFFER);
        MUST(b->stack[0] != MARK);
        b->stack[0] = MARK;
        p = b->data;
        for (uint32_t i = 0; i < b->len; i++)
            p[i] ^= 1; /* the stack may write there */
        sum += b->len;
    }
    MUST(sum == total && total <= NET_FRAME_MAX);
}

static void receive(void)
{
    struct netbuf *b = world.net->ops->receive(world.net);

    if (!b)
        return;
    look_at(b);
    if (run.nr_held < HELD)
        run.held[run.nr_held++] = b;
}

static void release(void)
{
    struct netbuf *b;

    if (run.nr_held == 0)
        return;
    unsigned i = byte() % run.nr_held;
    b = run.held[i];
    run.held[i] = run.held[--run.nr_held];
    for (struct netbuf *p = b; p; p = p->next)
        p->stack[0] = 0;
    world.net->ops->release(world.net, b);
}

/* The device has sent some frames of a pair's. */
static void transmit(void)
{
    unsigned pair = byte() % NET_PAIRS, n = byte() % 8;
    uint8_t frame[200];

    while (!run.lied && n-- > 0 && world_sent(pair, frame, sizeof(frame)))
        ;
}

static const struct virtq *some_queue(void)
{
    return world.queue[byte() % VIRTIO_QUEUES].q;
}

static void lie(void)
{
    const struct virtq *q = some_queue();
    size_t at = word();

    if (!q)
        return;
    run.lied = true;
    ((uint8_t *)q->desc)[at % virtq_shared_size(&q->shape)] = byte();
}

/* As lie(), where it matters most. */
static void lie_used(void)
{
    const struct virtq *q = some_queue();

    if (!q)
        return;
    run.lied = true;
    q->used->ring[q->used_idx % q->shape.size] =
        (struct virtq_used_entry){byte(), word()};
    q->used->idx = (uint16_t)(q->used_idx + byte() % 3);
    world.dev.on_queue(&world.dev);
}

static void step(void)
{
    switch (byte() % 9) {
    case 0:
    case 1:
        send_frame();
        break;
    case 2:
        deliver();
        break;
    case 3:
        receive();
        break;
    case 4:
        release();
        break;
    case 5:
        transmit();
        break;
    case 6:
        if (byte() & 1)
            world.net->ops->arm(world.net);
        else
            world.net->ops->reap(world.net);
        break;
    case 7:
        lie();
        break;
    case 8:
        lie_used();
        break;
    }
    MUST(run.lied || !world.net->failed);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    run = (struct run){.data = data, .end = data + size};
    setup();
    if (world_start()) {
        MUST(world.net->queues >= 1 && world.net->queues <= NET_PAIRS);
        while (run.data < run.end)
            step();
    }
    world_end();
    for (unsigned i = 0; i < FRAMES; i++)
        MUST(!run.frame[i].out);
    return 0;
}
