/*
 * card_world.c - see card_world.h.
 */
#include "tests/fuzz/card_world.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arch/x86/page.h"
#include "kernel/base.h"
#include "kernel/boot.h"
#include "kernel/entropy.h"
#include "kernel/errno.h"
#include "kernel/image.h"
#include "kernel/irq.h"
#include "kernel/page_alloc.h"
#include "kernel/time.h"
#include "kernel/topology.h"

#define BLOCKS       64
#define CONFIG_PAIRS 8
#define CONFIG_SIZE  12

struct card_world world;

static void *block[BLOCKS];
static unsigned blocks;
static bool found;

/* --- the kernel --- */

int page_alloc(uint64_t npages, uint64_t align_pages, enum page_side side,
               uint64_t below_paddr, uint64_t *paddr)
{
    (void)align_pages;
    (void)side;
    (void)below_paddr;
    if (npages > world.pages || blocks == BLOCKS)
        return -ENOMEM;
    world.pages -= npages;
    block[blocks] = aligned_alloc(PAGE_SIZE, npages * PAGE_SIZE);
    memset(block[blocks], 0xa5, npages * PAGE_SIZE);
    *paddr = (uintptr_t)block[blocks++];
    return 0;
}

void page_free(uint64_t paddr, uint64_t npages)
{
    (void)paddr;
    (void)npages;
    abort(); /* page_ptr() never fails here */
}

void *page_ptr(uint64_t paddr, uint64_t npages)
{
    (void)npages;
    return (void *)(uintptr_t)paddr;
}

uint64_t page_free_count(void)
{
    return world.pages;
}

bool paging_lookup(uint64_t vaddr, struct paging_entry *out)
{
    *out = (struct paging_entry){ALIGN_DOWN(vaddr, PAGE_SIZE), PAGE_SIZE,
                                 PAGING_W};
    return true;
}

int paging_map_device(uint64_t paddr, uint64_t len)
{
    (void)paddr;
    (void)len;
    return -ENOMEM;
}

uint64_t paging_paddr_limit(void)
{
    return UINT64_MAX;
}

const struct boot_info *boot_info(void)
{
    static const struct boot_info none;

    return &none;
}

uint64_t image_limit(void)
{
    return 0;
}

int irq_register(unsigned gsi, enum irq_mode mode, irq_handler_fn fn, void *arg)
{
    (void)gsi;
    (void)mode;
    (void)fn;
    (void)arg;
    return 0;
}

const struct topology *topology_get(void)
{
    static struct topology t;

    t.nr_cpus = world.cpus;
    return &t;
}

int entropy_get(void *buf, size_t len)
{
    memset(buf, 5, len);
    return 0;
}

int time_monotonic_ns(uint64_t *ns)
{
    static uint64_t now;

    *ns = now += 1000000;
    return 0;
}

static void say(const char *fmt, va_list ap)
{
    size_t n = strlen(world.said);

    vsnprintf(world.said + n, sizeof(world.said) - n, fmt, ap);
}

void base_print(const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    say(fmt, ap);
    va_end(ap);
}

void netdev_add(struct netdev *dev)
{
    world.net = dev;
}

void netdev_event(struct netdev *dev)
{
    dev->counters.events++;
    world.events++;
}

struct virtio_device *virtio_find(uint32_t id)
{
    bool first = !found;

    found = true;
    return first && id == VIRTIO_ID_NET ? &world.dev : NULL;
}

/* --- the device --- */

static uint8_t status(struct virtio_device *dev)
{
    (void)dev;
    return world.status;
}

static void set_status(struct virtio_device *dev, uint8_t value)
{
    (void)dev;
    world.status = value;
}

static uint64_t features(struct virtio_device *dev)
{
    (void)dev;
    return world.offered;
}

static void accept_features(struct virtio_device *dev, uint64_t value)
{
    (void)dev;
    world.accepted = value;
    world.negotiations++;
}

static uint16_t queue_max(struct virtio_device *dev, unsigned index)
{
    return dev->number[index] == world.missing ? 0 : world.queue_size;
}

static int queue_start(struct virtio_device *dev, unsigned index,
                       const struct virtq *q)
{
    world.queue[index] =
        (struct world_queue){.q = q, .number = dev->number[index]};
    return 0;
}

static bool is_control(unsigned index)
{
    return world.accepted & NET_F_MQ &&
           world.queue[index].number == world.max_pairs * 2u;
}

static void obey(unsigned index)
{
    const struct net_command *c;
    struct world_request r;

    if (world.answer == WORLD_NEVER || !world_take(index, &r))
        return;
    c = (const void *)(uintptr_t)r.piece[0].paddr;
    if (r.out != 2 || r.in != 1 || c->class != 4 || c->command != 0)
        abort();
    memcpy(&world.pairs_set, (const void *)(uintptr_t)r.piece[1].paddr, 2);
    if (world.answer != WORLD_NOT_WRITTEN)
        *(uint8_t *)(uintptr_t)r.piece[2].paddr = world.answer != WORLD_OK;
    world_complete(index, world.answer == WORLD_WRONG_ID ? 3 : r.head, 1);
}

static void notify(struct virtio_device *dev, unsigned index)
{
    (void)dev;
    world.queue[index].notified++;
    if (is_control(index))
        obey(index);
}

static uint32_t config(struct virtio_device *dev, unsigned offset,
                       unsigned width)
{
    uint8_t bytes[CONFIG_SIZE] = {0x52, 0x54, 0, 0x12, 0x34, 0x56};
    static uint16_t n;
    uint32_t value = 0;

    (void)dev;
    memcpy(bytes + CONFIG_PAIRS, &world.max_pairs, 2);
    n++;
    if (world.changing)
        memcpy(bytes + CONFIG_PAIRS, &n, 2);
    memcpy(&value, bytes + offset, width);
    return value;
}

static uint32_t config_size(struct virtio_device *dev)
{
    (void)dev;
    return CONFIG_SIZE;
}

static uint32_t generation(struct virtio_device *dev)
{
    static uint32_t n;

    (void)dev;
    return world.changing ? n++ : 0;
}

static int irq_start(struct virtio_device *dev)
{
    (void)dev;
    return 0;
}

static const struct virtio_transport ops = {
    .status = status,
    .set_status = set_status,
    .features = features,
    .accept = accept_features,
    .queue_max = queue_max,
    .queue_start = queue_start,
    .notify = notify,
    .config = config,
    .config_size = config_size,
    .generation = generation,
    .irq_start = irq_start,
};

/* --- what tests do --- */

void world_begin(void)
{
    world = (struct card_world){
        .offered = WORLD_FEATURES,
        .pages = 65536,
        .max_pairs = 4,
        .queue_size = 256,
        .missing = -1,
        .cpus = 4,
        .dev = {.ops = &ops, .where = "test", .id = VIRTIO_ID_NET},
    };
    found = false;
}

bool world_start(void)
{
    world.dev.legacy = world.legacy;
    virtio_net_probe();
    return world.net && world.net->ops->start(world.net) == 0 &&
           !world.dev.failed;
}

void world_end(void)
{
    if (world.net)
        world.net->ops->stop(world.net);
    while (blocks > 0)
        free(block[--blocks]);
}

static void add_piece(struct world_request *r, const struct virtq_desc *d)
{
    unsigned n = r->out + r->in;

    if (n == WORLD_PIECES || (r->in && !(d->flags & VIRTQ_DESC_WRITE)))
        abort();
    r->piece[n] = (struct virtq_piece){d->addr, d->len};
    if (d->flags & VIRTQ_DESC_WRITE)
        r->in++;
    else
        r->out++;
}

bool world_take(unsigned index, struct world_request *r)
{
    struct world_queue *w = &world.queue[index];
    const struct virtq *q = w->q;
    const struct virtq_desc *table, *d;

    memset(r, 0, sizeof(*r));
    if (!q || w->seen == q->avail->idx)
        return false;
    r->head = q->avail->ring[w->seen++ % q->shape.size];
    table = q->desc;
    d = &table[r->head];
    if (d->flags & VIRTQ_DESC_INDIRECT)
        d = table = (const void *)(uintptr_t)d->addr;
    add_piece(r, d);
    while (d->flags & VIRTQ_DESC_NEXT) {
        d = &table[d->next];
        add_piece(r, d);
    }
    return true;
}

void world_complete(unsigned index, uint32_t id, uint32_t len)
{
    struct world_queue *w = &world.queue[index];

    w->q->used->ring[w->used++ % w->q->shape.size] =
        (struct virtq_used_entry){id, len};
    w->q->used->idx = w->used;
    world.interrupts++;
    world.dev.on_queue(&world.dev);
}

bool world_deliver(unsigned pair, const void *bytes, size_t len)
{
    struct world_request r;
    size_t at = 0;

    if (!world_take(NET_QUEUE_RX(pair), &r))
        return false;
    for (unsigned i = 0; i < r.in; i++) {
        size_t n = MIN(r.piece[i].len, len - at);

        memcpy((void *)(uintptr_t)r.piece[i].paddr, (const char *)bytes + at,
               n);
        at += n;
    }
    world_complete(NET_QUEUE_RX(pair), r.head, (uint32_t)at);
    return true;
}

size_t world_sent(unsigned pair, uint8_t *frame, size_t room)
{
    size_t at = 0, skip = world.net ? ((struct card *)world.net)->header : 0;
    struct world_request r;

    if (!world_take(NET_QUEUE_TX(pair), &r))
        return 0;
    for (unsigned i = 0; i < r.out; i++) {
        const uint8_t *p = (const void *)(uintptr_t)r.piece[i].paddr;
        size_t less = MIN(skip, r.piece[i].len), n = r.piece[i].len - less;

        skip -= less;
        if (n > room - at)
            abort();
        memcpy(frame + at, p + less, n);
        at += n;
    }
    world_complete(NET_QUEUE_TX(pair), r.head, 0);
    return at;
}
