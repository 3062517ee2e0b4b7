/*
 * virtio_rng.c - the host's random numbers. [VIRTIO 5.4 "Entropy Device"]
 *
 * Asked for 32 bytes now and then, so it is polled: no interrupt is set up.
 */
#include "arch/x86/cpu.h"
#include "drivers/virtio.h"
#include "kernel/base.h"
#include "kernel/entropy.h"
#include "kernel/errno.h"
#include "kernel/string.h"
#include "kernel/time.h"

#define CHUNK    64
#define WAIT_NS  (2 * NS_PER_S)
#define LOOKS    50000000 /* where there is no clock */
#define ATTEMPTS 16       /* a device may give fewer bytes than asked for */

static struct {
    struct virtio_device *dev;
    bool looked;
    uint8_t chunk[CHUNK] __attribute__((aligned(CHUNK))); /* one piece */
} rng;

static void find(void)
{
    struct virtio_device *dev = virtio_find(VIRTIO_ID_RNG);

    rng.looked = true;
    if (!dev || virtio_start(dev, 0) != 0 ||
        virtio_queue_start(dev, 0, 8, 0, 0) != 0)
        return;
    virtq_disarm(dev->queue[0]);
    virtio_ready(dev);
    rng.dev = dev;
}

/* What the device has written; 0 if it does not answer. */
static uint32_t wait(void)
{
    uint64_t start, now;
    bool clock = time_monotonic_ns(&start) == 0;
    uint32_t len;
    void *cookie;

    for (unsigned i = 0; i < LOOKS; i++) {
        if (virtq_pop(rng.dev->queue[0], &cookie, &len))
            return len;
        if (!virtio_sound(rng.dev))
            return 0;
        if (clock && time_monotonic_ns(&now) == 0 && now - start > WAIT_NS)
            break;
        cpu_pause();
    }
    virtio_fail(rng.dev, "no random numbers within 2 s");
    return 0;
}

/* Bytes that are all the same are not random. */
static bool looks_random(uint32_t len)
{
    for (uint32_t i = 1; i < len; i++) {
        if (rng.chunk[i] != rng.chunk[0])
            return true;
    }
    return len < 4;
}

static uint32_t ask(void)
{
    struct virtq_piece piece[2];
    unsigned n = virtio_pieces(rng.chunk, CHUNK, piece, 2);
    uint32_t len;

    memset(rng.chunk, 0, CHUNK);
    if (n == 0 || virtq_add(rng.dev->queue[0], piece, 0, n, &rng) != 0)
        return 0;
    virtio_kick(rng.dev, 0);
    len = wait();
    if (len > 0 && !looks_random(len)) {
        virtio_fail(rng.dev, "%u equal bytes are not random", len);
        return 0;
    }
    return len;
}

int entropy_device(void *buf, size_t len)
{
    uint8_t *p = buf;

    if (!rng.looked)
        find();
    for (unsigned i = 0; rng.dev && !rng.dev->failed && i < ATTEMPTS; i++) {
        size_t n = MIN(ask(), len);

        memcpy(p, rng.chunk, n);
        p += n;
        len -= n;
        if (len == 0) {
            memset(rng.chunk, 0, CHUNK);
            return 0;
        }
    }
    return -ENODEV;
}
