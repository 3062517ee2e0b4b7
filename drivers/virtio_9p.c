/*
 * virtio_9p.c - folders of the host over virtio. [VIRTIO 5.14 "9P device"]
 *
 * The device has one queue. A request is a chain of what it reads and, behind
 * that, room for the reply; data goes straight from and to the caller's memory.
 * The caller's struct p9dev_call is what the queue gives back, so nothing is
 * allocated and as many requests are under way as the queue has room for.
 */
#include "arch/x86/cpu.h"
#include "drivers/virtio.h"
#include "kernel/base.h"
#include "kernel/errno.h"
#include "kernel/mutex.h"
#include "kernel/p9dev.h"
#include "kernel/page_alloc.h"
#include "kernel/spinlock.h"
#include "kernel/string.h"
#include "kernel/time.h"
#include "kernel/wait.h"

/* [VIRTIO 5.14.3 "Feature bits"], [VIRTIO 5.14.4] */
#define F_MOUNT_TAG    (1ull << 0)
#define CONFIG_TAG_LEN 0
#define CONFIG_TAG     2

#define QUEUE_MAX      128u /* QEMU's */
#define TABLES         16   /* requests under way with pieces of any number */
#define OWN_PIECES     6u /* heads of messages, and data that is not aligned */
#define FIRST_NS       (5 * NS_PER_S)
#define FIRST_LOOKS    50000000 /* where there is no clock */

struct p9dev {
    struct virtio_device *dev;
    struct p9dev *next;
    struct spinlock lock;
    uint32_t finished; /* counts; waited on for room in the queue */
    bool interrupts, answered;
    unsigned pieces_max;
    char tag[P9DEV_TAG_MAX];
};

static struct p9dev *devices, **devices_end = &devices;

static const struct wait_reason waits_for_host = {.what = "host folder",
                                                  .external = true};

/* Tells the callers. Their memory may be gone once pending is 0: only its
 * address is used then. */
static void finish(struct p9dev *p9, struct p9dev_call *list)
{
    if (!list)
        return;
    while (list) {
        struct p9dev_call *call = list;

        list = call->next;
        /* pairs with await(): the reply is there before it */
        __atomic_store_n(&call->pending, 0, __ATOMIC_RELEASE);
        wait_wake(&call->pending, WAIT_ALL);
    }
    __atomic_fetch_add(&p9->finished, 1, __ATOMIC_RELEASE);
    wait_wake(&p9->finished, WAIT_ALL);
}

static struct p9dev_call *take(struct p9dev_call *call, uint32_t got,
                               int result, struct p9dev_call *list)
{
    call->got = got;
    call->result = result;
    call->next = list;
    return call;
}

/* Takes back what has ended; all of it if the device was given up. */
static void poll(struct p9dev *p9)
{
    struct virtq *q = p9->dev->queue[0];
    uint64_t flags = spin_lock(&p9->lock);
    struct p9dev_call *list = NULL;
    uint32_t len;
    void *cookie;

    do {
        while (virtq_pop(q, &cookie, &len))
            list = take(cookie, len, 0, list);
    } while (p9->interrupts && !q->fault.what && !virtq_arm(q, 1));
    if (!virtio_sound(p9->dev)) {
        while (virtq_take_back(q, &cookie))
            list = take(cookie, 0, -EIO, list);
    }
    spin_unlock(&p9->lock, flags);
    finish(p9, list);
}

static void on_queue(struct virtio_device *dev)
{
    poll(dev->driver);
}

/* The physical pieces of @part; how many, or -1 if they do not fit. */
static int gather(const struct p9dev_piece *part, struct virtq_piece *piece,
                  unsigned max)
{
    unsigned n = 0;

    for (unsigned i = 0; i < P9DEV_PIECES; i++) {
        unsigned more;

        if (part[i].len == 0)
            continue;
        more = virtio_pieces(part[i].data, part[i].len, piece + n, max - n);
        if (more == 0)
            return -1;
        n += more;
    }
    return (int)n;
}

static int start(struct p9dev *p9, struct p9dev_call *call)
{
    struct virtq_piece piece[QUEUE_MAX];
    int out = gather(call->out, piece, p9->pieces_max);
    int in =
        out < 0 ? -1
                : gather(call->in, piece + out, p9->pieces_max - (unsigned)out);
    int err;

    if (out <= 0 || in <= 0)
        return -EINVAL;
    call->pending = 1;
    err = p9->dev->failed ? -EIO
                          : virtq_add(p9->dev->queue[0], piece, (unsigned)out,
                                      (unsigned)in, call);
    if (err == 0 || err == -EAGAIN)
        virtio_kick(p9->dev, 0);
    return err;
}

static void await(struct p9dev *p9, const uint32_t *word, uint32_t value)
{
    while (__atomic_load_n(word, __ATOMIC_ACQUIRE) == value) {
        if (p9->interrupts) {
            wait_on(word, value, TIMER_NEVER, &waits_for_host);
        } else {
            poll(p9);
            cpu_pause();
        }
    }
}

/* The first request: a device that does not answer it in time is given up. */
static void await_first(struct p9dev *p9, const struct p9dev_call *call)
{
    uint64_t start_ns, now;
    bool clock = time_monotonic_ns(&start_ns) == 0;

    for (unsigned i = 0; i < FIRST_LOOKS; i++) {
        poll(p9);
        if (!__atomic_load_n(&call->pending, __ATOMIC_ACQUIRE)) {
            p9->answered = true;
            return;
        }
        if (clock && time_monotonic_ns(&now) == 0 && now - start_ns > FIRST_NS)
            break;
        cpu_pause();
    }
    virtio_fail(p9->dev, "no answer to the first request");
    poll(p9);
}

int p9dev_call(struct p9dev *p9, struct p9dev_call *call)
{
    int err;

    for (;;) {
        uint64_t flags = spin_lock(&p9->lock);
        uint32_t seen = p9->finished;

        err = start(p9, call);
        spin_unlock(&p9->lock, flags);
        if (err != -EAGAIN)
            break;
        await(p9, &p9->finished, seen);
    }
    if (err)
        return err;
    if (!p9->answered)
        await_first(p9, call);
    await(p9, &call->pending, 1);
    return call->result;
}

void p9dev_fail(struct p9dev *p9, const char *what, uint64_t value,
                uint64_t limit)
{
    virtio_fail(p9->dev, "host folder %s: %s (%lu, not %lu)", p9->tag, what,
                value, limit);
    poll(p9);
}

uint32_t p9dev_data_max(const struct p9dev *p9)
{
    return (p9->pieces_max - OWN_PIECES) * PAGE_SIZE;
}

static int read_tag(struct p9dev *p9)
{
    uint16_t len = 0;

    if (!virtio_has(p9->dev, F_MOUNT_TAG) ||
        virtio_config(p9->dev, CONFIG_TAG_LEN, 2, 1, &len) != 0 || len == 0 ||
        len >= P9DEV_TAG_MAX) {
        virtio_fail(p9->dev, "a tag of %u bytes, not 1 to %u", len,
                    P9DEV_TAG_MAX - 1);
        return -ENODEV;
    }
    return virtio_config(p9->dev, CONFIG_TAG, 1, len, p9->tag);
}

static int start_device(struct p9dev *p9)
{
    struct virtio_device *dev = p9->dev;
    bool indirect;
    int err = virtio_start(dev, F_MOUNT_TAG);

    if (err == 0)
        err = read_tag(p9);
    if (err)
        return err;
    indirect = virtio_has(dev, VIRTIO_F_INDIRECT_DESC);
    err =
        virtio_queue_start(dev, 0, QUEUE_MAX, indirect ? TABLES : 0, QUEUE_MAX);
    if (err == 0) {
        p9->pieces_max = MIN(QUEUE_MAX, dev->queue[0]->shape.size);
        if (p9->pieces_max < 2 * OWN_PIECES) {
            virtio_fail(dev, "a queue of %u", p9->pieces_max);
            err = -ENODEV;
        }
    }
    return err;
}

static struct p9dev *p9_new(struct virtio_device *dev)
{
    struct p9dev *p9 = NULL;
    uint64_t paddr;

    if (page_alloc(1, 1, PAGE_LOW_FIRST, PAGE_ANY_ADDRESS, &paddr) == 0)
        p9 = page_ptr(paddr, 1);
    if (!p9)
        return NULL;
    memset(p9, 0, sizeof(*p9));
    p9->lock = (struct spinlock)SPINLOCK_INIT(SPIN_LEAF);
    p9->dev = dev;
    dev->driver = p9;
    dev->on_queue = on_queue;
    return p9;
}

static void add(struct virtio_device *dev)
{
    struct p9dev *p9 = p9_new(dev);
    int err = p9 ? start_device(p9) : -ENOMEM;

    if (err) {
        virtio_fail(dev, "host folder: error %d", -err);
        return;
    }
    p9->interrupts = virtio_irq_start(dev);
    if (!p9->interrupts)
        virtq_disarm(dev->queue[0]);
    virtio_ready(dev);
    log_info("host folder %s: virtio at %s", p9->tag, dev->where);
    *devices_end = p9;
    devices_end = &p9->next;
}

static bool is_tag(const struct p9dev *p9, const char *tag)
{
    size_t i = 0;

    while (tag[i] && tag[i] == p9->tag[i])
        i++;
    return tag[i] == p9->tag[i];
}

struct p9dev *p9dev_find(const char *tag)
{
    static struct mutex lock = MUTEX_INIT;
    struct virtio_device *dev;
    struct p9dev *p9;

    mutex_lock(&lock);
    while ((dev = virtio_find(VIRTIO_ID_9P)))
        add(dev);
    p9 = devices;
    while (p9 && !is_tag(p9, tag))
        p9 = p9->next;
    mutex_unlock(&lock);
    return p9;
}

unsigned p9dev_count(void)
{
    unsigned n = 0;

    for (struct p9dev *p9 = devices; p9; p9 = p9->next)
        n++;
    return n;
}
