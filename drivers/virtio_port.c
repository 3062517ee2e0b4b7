/*
 * virtio_port.c - see virtio_port.h. [VIRTIO 5.3.6 "Device Operation"]
 */
#include "drivers/virtio_port.h"

#include "drivers/virtio.h"
#include "kernel/base.h"
#include "kernel/string.h"

#define IN_COUNT  8u
#define IN_SIZE   1024u
#define OUT_COUNT 32u
#define OUT_SIZE  256u /* the console writes no more at once */
#define OUT_ALL   ((uint32_t)((1ull << OUT_COUNT) - 1))

/* Each buffer is aligned to its size, so that it is one piece of memory. */
static struct {
    struct virtio_device *dev;
    struct virtq *in, *out;
    unsigned in_index, out_index;
    uint32_t free;         /* of out_bytes: bit n */
    uint32_t abandoned;    /* likewise; may come back */
    const uint8_t *buffer; /* of in_bytes: [next, end) were not read yet */
    uint32_t next, end;
    unsigned posted; /* buffers for input that the device was not told of */
    uint8_t in_bytes[IN_COUNT][IN_SIZE] __attribute__((aligned(IN_SIZE)));
    uint8_t out_bytes[OUT_COUNT][OUT_SIZE] __attribute__((aligned(OUT_SIZE)));
} port;

static int add(struct virtq *q, void *buffer, uint32_t len, bool in)
{
    struct virtq_piece piece;

    if (virtio_pieces(buffer, len, &piece, 1) != 1)
        return -1;
    return virtq_add(q, &piece, in ? 0 : 1, in ? 1 : 0, buffer);
}

static void kick_in(void)
{
    if (port.posted > 0)
        virtio_kick(port.dev, port.in_index);
    port.posted = 0;
}

static void post(void *buffer)
{
    if (add(port.in, buffer, IN_SIZE, true) == 0)
        port.posted++;
    if (port.posted >= IN_COUNT / 2)
        kick_in();
}

void port_bytes_start(struct virtio_device *dev, unsigned in, unsigned out)
{
    port.dev = dev;
    port.in_index = in;
    port.out_index = out;
    port.in = dev->queue[in];
    port.out = dev->queue[out];
    port.free = OUT_ALL;
    port.abandoned = 0;
    virtq_disarm(port.out);
    for (unsigned i = 0; i < IN_COUNT; i++)
        post(port.in_bytes[i]);
    kick_in();
}

static void reap(void)
{
    void *buffer;
    uint32_t len;

    while (virtq_pop(port.out, &buffer, &len)) {
        size_t offset = (size_t)((uint8_t *)buffer - port.out_bytes[0]);
        uint32_t bit = 1u << (offset / OUT_SIZE);

        port.free |= bit;
        port.abandoned &= ~bit;
    }
}

size_t port_bytes_put(const char *p, size_t n)
{
    unsigned i;

    reap();
    if (port.free == 0)
        return 0;
    i = (unsigned)__builtin_ctz(port.free);
    n = MIN(n, OUT_SIZE);
    memcpy(port.out_bytes[i], p, n);
    if (add(port.out, port.out_bytes[i], (uint32_t)n, false) != 0)
        return 0;
    port.free &= ~(1u << i);
    virtio_kick(port.dev, port.out_index);
    return n;
}

void port_bytes_abandon(void)
{
    reap();
    port.abandoned = OUT_ALL & ~port.free;
}

bool port_bytes_left(void)
{
    reap();
    return (port.free | port.abandoned) != OUT_ALL;
}

bool port_bytes_spent(void)
{
    return port.abandoned == OUT_ALL;
}

/* The next buffer that the device has filled. */
static bool next_buffer(void)
{
    void *buffer;

    port.next = 0;
    port.end = 0;
    if (!virtq_pop(port.in, &buffer, &port.end))
        return false;
    port.buffer = buffer;
    return true;
}

int port_bytes_get(bool arm)
{
    while (port.next == port.end) {
        if (port.buffer)
            post((void *)(uintptr_t)port.buffer);
        port.buffer = NULL;
        if (next_buffer())
            continue;
        kick_in();
        if (!arm || virtq_arm(port.in, 1) || port.in->fault.what)
            return -1;
    }
    return port.buffer[port.next++];
}

bool port_bytes_sound(void)
{
    return !port.in->fault.what && !port.out->fault.what &&
           !(port.dev->ops->status(port.dev) & VIRTIO_NEEDS_RESET);
}
