/*
 * virtio.c - see virtio.h.
 *
 * Nothing that a device says is waited for without a limit: a device that does
 * not reset, or whose config space changes all the time, is given up.
 */
#include "drivers/virtio.h"

#include <stdarg.h>

#include "arch/x86/cpu.h"
#include "arch/x86/page.h"
#include "kernel/base.h"
#include "kernel/boot.h"
#include "kernel/errno.h"
#include "kernel/image.h"
#include "kernel/irq.h"
#include "kernel/page_alloc.h"
#include "kernel/string.h"

#define RESET_TRIES  100000
#define CONFIG_TRIES 16

void virtio_fail(struct virtio_device *dev, const char *fmt, ...)
{
    char why[120];
    va_list ap;

    if (__atomic_exchange_n(&dev->failed, true, __ATOMIC_RELAXED))
        return;
    dev->ops->set_status(dev, 0);
    dev->ops->set_status(dev, VIRTIO_FAILED);
    va_start(ap, fmt);
    base_vformat(why, sizeof(why), fmt, ap);
    va_end(ap);
    base_print("pith: virtio %u at %s: %s: not used any more\n", dev->id,
               dev->where, why);
}

void virtio_stop(struct virtio_device *dev)
{
    if (!__atomic_exchange_n(&dev->failed, true, __ATOMIC_RELAXED))
        dev->ops->set_status(dev, 0);
}

static bool reset(struct virtio_device *dev)
{
    dev->ops->set_status(dev, 0);
    for (int i = 0; i < RESET_TRIES; i++) {
        if (dev->ops->status(dev) == 0)
            return true;
        cpu_pause();
    }
    virtio_fail(dev, "no reset, status 0x%x", dev->ops->status(dev));
    return false;
}

/* [VIRTIO 3.1.1], and 3.1.2 for legacy devices, which have no FEATURES_OK */
int virtio_start(struct virtio_device *dev, uint64_t wanted)
{
    const struct virtio_transport *ops = dev->ops;
    uint8_t status = VIRTIO_ACKNOWLEDGE | VIRTIO_DRIVER;

    if (dev->failed || !reset(dev))
        return -ENODEV;
    for (unsigned i = 0; i < VIRTIO_QUEUES; i++)
        dev->number[i] = (uint16_t)i;
    ops->set_status(dev, VIRTIO_ACKNOWLEDGE);
    ops->set_status(dev, status);
    wanted |= VIRTIO_F_ANY_LAYOUT | VIRTIO_F_INDIRECT_DESC |
              VIRTIO_F_EVENT_IDX | (dev->legacy ? 0 : VIRTIO_F_VERSION_1) |
              VIRTIO_F_ACCESS_PLATFORM;
    dev->offered = ops->features(dev);
    dev->features = dev->offered & wanted;
    if (!dev->legacy && !virtio_has(dev, VIRTIO_F_VERSION_1)) {
        virtio_fail(dev, "version 1 is not among its features 0x%lx",
                    dev->offered);
        return -ENODEV;
    }
    ops->accept(dev, dev->features);
    if (dev->legacy)
        return 0;
    ops->set_status(dev, status | VIRTIO_FEATURES_OK);
    if (!(ops->status(dev) & VIRTIO_FEATURES_OK)) {
        virtio_fail(dev, "it refuses features 0x%lx of its own 0x%lx",
                    dev->features, dev->offered);
        return -ENODEV;
    }
    return 0;
}

static uint16_t queue_size(struct virtio_device *dev, unsigned index,
                           uint16_t wish)
{
    uint16_t max = dev->ops->queue_max(dev, index), size = 1;

    if (dev->ops->fixed_size)
        return max & (max - 1) ? 0 : max;
    while (max && size * 2u <= MIN(max, wish))
        size *= 2;
    return max ? size : 0;
}

/* struct virtq, what is shared and what is private, in one block of pages. */
static struct virtq *queue_make(const struct virtq_shape *shape)
{
    size_t shared = ALIGN_UP(virtq_shared_size(shape), 64);
    size_t private = ALIGN_UP(virtq_private_size(shape), 64);
    uint64_t pages =
        ALIGN_UP(shared + private + sizeof(struct virtq), PAGE_SIZE) /
        PAGE_SIZE;
    uint64_t paddr;
    uint8_t *p;

    if (page_alloc(pages, 1, PAGE_LOW_FIRST, PAGE_ANY_ADDRESS, &paddr) != 0)
        return NULL;
    p = page_ptr(paddr, pages);
    if (!p) {
        page_free(paddr, pages);
        return NULL;
    }
    struct virtq *q = (struct virtq *)(p + shared + private);
    virtq_init(q, shape, p, paddr, p + shared);
    return q;
}

int virtio_queue_start(struct virtio_device *dev, unsigned index, uint16_t size,
                       uint16_t tables, uint16_t table_size)
{
    bool indirect = virtio_has(dev, VIRTIO_F_INDIRECT_DESC) && tables;
    struct virtq_shape shape = {
        .size = queue_size(dev, index, size),
        .tables = indirect ? tables : 0,
        .table_size = indirect ? table_size : 0,
        .align = dev->legacy ? VIRTQ_ALIGN_LEGACY : VIRTQ_ALIGN,
        .event_idx = virtio_has(dev, VIRTIO_F_EVENT_IDX),
        .vague_len = dev->legacy,
    };

    assert(index < VIRTIO_QUEUES);
    if (shape.size == 0) {
        virtio_fail(dev, "queue %u has size %u", dev->number[index],
                    dev->ops->queue_max(dev, index));
        return -ENODEV;
    }
    dev->queue[index] = queue_make(&shape);
    if (!dev->queue[index])
        return -ENOMEM;
    if (dev->ops->queue_start(dev, index, dev->queue[index]) != 0) {
        virtio_fail(dev, "it does not take queue %u of %u at 0x%lx",
                    dev->number[index], shape.size, dev->queue[index]->paddr);
        return -ENODEV;
    }
    dev->queues = MAX(dev->queues, index + 1);
    return 0;
}

int virtio_line_start(struct virtio_device *dev)
{
    return irq_register(dev->gsi, (enum irq_mode)dev->irq_mode,
                        virtio_interrupt, dev);
}

bool virtio_irq_start(struct virtio_device *dev)
{
    dev->interrupts = dev->ops->irq_start(dev) == 0;
    if (!dev->interrupts)
        log_info("virtio %u at %s: no interrupt, it is polled", dev->id,
                 dev->where);
    return dev->interrupts;
}

void virtio_ready(struct virtio_device *dev)
{
    dev->ops->set_status(dev, dev->ops->status(dev) | VIRTIO_DRIVER_OK);
}

bool virtio_kick(struct virtio_device *dev, unsigned index)
{
    if (dev->failed || !virtq_kick(dev->queue[index]))
        return false;
    dev->ops->notify(dev, index);
    return true;
}

static void read_fields(struct virtio_device *dev, unsigned offset,
                        unsigned width, unsigned count, uint8_t *out)
{
    uint32_t size = dev->ops->config_size(dev);

    for (unsigned i = 0; i < count; i++) {
        unsigned at = offset + i * width;
        uint32_t value = 0;

        if (at < size && width <= size - at)
            value = dev->ops->config(dev, at, width);
        memcpy(out + i * width, &value, width);
    }
}

/* Legacy devices have no generation: what reads twice the same is taken. */
int virtio_config(struct virtio_device *dev, unsigned offset, unsigned width,
                  unsigned count, void *out)
{
    uint8_t first[64], second[64];
    size_t len = (size_t)width * count;

    assert(len <= sizeof(first));
    for (int i = 0; i < CONFIG_TRIES; i++) {
        uint32_t generation = dev->ops->generation(dev);

        read_fields(dev, offset, width, count, first);
        if (dev->legacy)
            read_fields(dev, offset, width, count, second);
        else
            memcpy(second, first, len);
        if (generation == dev->ops->generation(dev) &&
            memcmp(first, second, len) == 0) {
            memcpy(out, first, len);
            return 0;
        }
    }
    virtio_fail(dev, "its configuration at %u changes all the time", offset);
    return -EIO;
}

bool virtio_sound(struct virtio_device *dev)
{
    if (dev->failed)
        return false;
    for (unsigned i = 0; i < dev->queues; i++) {
        const struct virtq *q = dev->queue[i];

        if (!q || !q->fault.what)
            continue;
        virtio_fail(dev, "queue %u: %s: %u, at most %u", dev->number[i],
                    q->fault.what, q->fault.value, q->fault.limit);
        return false;
    }
    return true;
}

void virtio_changed(struct virtio_device *dev)
{
    if (!dev->failed && dev->ops->status(dev) & VIRTIO_NEEDS_RESET) {
        virtio_fail(dev, "it asks for a reset");
        if (dev->on_queue)
            dev->on_queue(dev); /* takes its requests back */
    } else if (!dev->failed && dev->on_config) {
        dev->on_config(dev);
    }
}

void virtio_interrupt(void *arg)
{
    struct virtio_device *dev = arg;
    uint32_t isr = dev->ops->isr(dev);

    if (isr & VIRTIO_ISR_QUEUE && dev->on_queue)
        dev->on_queue(dev);
    if (isr & VIRTIO_ISR_CONFIG)
        virtio_changed(dev);
}

unsigned virtio_pieces(const void *data, size_t len, struct virtq_piece *piece,
                       unsigned max)
{
    uint64_t vaddr = (uintptr_t)data;
    unsigned n = 0;

    while (len > 0) {
        struct paging_entry e;

        if (!paging_lookup(vaddr, &e) || e.rights & PAGING_DEVICE)
            return 0;
        uint64_t offset = vaddr & (e.size - 1);
        uint64_t paddr = e.paddr + offset;
        uint32_t part = (uint32_t)MIN(MIN(e.size - offset, len), GIB);

        if (n > 0 && piece[n - 1].paddr + piece[n - 1].len == paddr &&
            piece[n - 1].len <= GIB) {
            piece[n - 1].len += part;
        } else {
            if (n == max)
                return 0;
            piece[n++] = (struct virtq_piece){paddr, part};
        }
        vaddr += part;
        len -= part;
    }
    return n;
}

static bool overlaps(uint64_t start, uint64_t end, uint64_t a, uint64_t b)
{
    return start < b && a < end;
}

bool virtio_map(uint64_t paddr, uint64_t size)
{
    const struct memmap *ram = &boot_info()->ram;
    uint64_t end = paddr + size;

    if (size == 0 || end < paddr || end > paging_paddr_limit() ||
        end > PAGING_STACK_BASE || overlaps(paddr, end, 0, image_limit()))
        return false;
    for (unsigned i = 0; i < ram->count; i++) {
        if (overlaps(paddr, end, ram->range[i].start, ram->range[i].end))
            return false;
    }
    return paging_map_device(paddr, size) == 0;
}
