/*
 * virtio_mmio.c - see virtio_mmio.h. [VIRTIO 4.2 "Virtio Over MMIO"]
 *
 * QEMU's default is version 1, which takes a queue as one page number, with
 * the layout of legacy devices.
 */
#include "drivers/virtio_mmio.h"

#include "arch/x86/io.h"
#include "arch/x86/page.h"
#include "drivers/virtio.h"
#include "kernel/base.h"
#include "kernel/errno.h"

/* [VIRTIO 4.2.2 "MMIO Device Register Layout", 4.2.4 "Legacy interface"] */
#define REG_MAGIC         0x000
#define REG_VERSION       0x004
#define REG_DEVICE_ID     0x008
#define REG_FEATURES      0x010
#define REG_FEATURES_SEL  0x014
#define REG_ACCEPT        0x020
#define REG_ACCEPT_SEL    0x024
#define REG_PAGE_SIZE     0x028
#define REG_QUEUE_SEL     0x030
#define REG_QUEUE_NUM_MAX 0x034
#define REG_QUEUE_NUM     0x038
#define REG_QUEUE_ALIGN   0x03c
#define REG_QUEUE_PFN     0x040
#define REG_QUEUE_READY   0x044
#define REG_QUEUE_NOTIFY  0x050
#define REG_ISR           0x060
#define REG_ISR_ACK       0x064
#define REG_STATUS        0x070
#define REG_QUEUE_DESC    0x080
#define REG_QUEUE_AVAIL   0x090
#define REG_QUEUE_USED    0x0a0
#define REG_GENERATION    0x0fc
#define REG_CONFIG        0x100
#define MAGIC             0x74726976 /* "virt" */

static uint32_t get(const struct virtio_device *dev, unsigned reg)
{
    return mmio_read32(dev->regs.base + reg);
}

static void set(const struct virtio_device *dev, unsigned reg, uint32_t value)
{
    mmio_write32(dev->regs.base + reg, value);
}

static void set64(const struct virtio_device *dev, unsigned reg, uint64_t value)
{
    set(dev, reg, (uint32_t)value);
    set(dev, reg + 4, (uint32_t)(value >> 32));
}

static uint8_t status(struct virtio_device *dev)
{
    return (uint8_t)get(dev, REG_STATUS);
}

static void set_status(struct virtio_device *dev, uint8_t value)
{
    set(dev, REG_STATUS, value);
}

static uint64_t features(struct virtio_device *dev)
{
    uint64_t low, high;

    set(dev, REG_FEATURES_SEL, 0);
    low = get(dev, REG_FEATURES);
    set(dev, REG_FEATURES_SEL, 1);
    high = dev->legacy ? 0 : get(dev, REG_FEATURES);
    return low | high << 32;
}

static void accept(struct virtio_device *dev, uint64_t value)
{
    set(dev, REG_ACCEPT_SEL, 0);
    set(dev, REG_ACCEPT, (uint32_t)value);
    if (dev->legacy) {
        set(dev, REG_PAGE_SIZE, PAGE_SIZE);
        return;
    }
    set(dev, REG_ACCEPT_SEL, 1);
    set(dev, REG_ACCEPT, (uint32_t)(value >> 32));
}

static uint16_t queue_max(struct virtio_device *dev, unsigned index)
{
    set(dev, REG_QUEUE_SEL, dev->number[index]);
    return (uint16_t)MIN(get(dev, REG_QUEUE_NUM_MAX), VIRTQ_SIZE_MAX);
}

static int queue_start(struct virtio_device *dev, unsigned index,
                       const struct virtq *q)
{
    set(dev, REG_QUEUE_SEL, dev->number[index]);
    set(dev, REG_QUEUE_NUM, q->shape.size);
    if (dev->legacy) {
        if (q->paddr >> PAGE_SHIFT > UINT32_MAX)
            return -ENODEV;
        set(dev, REG_QUEUE_ALIGN, q->shape.align);
        set(dev, REG_QUEUE_PFN, (uint32_t)(q->paddr >> PAGE_SHIFT));
        return get(dev, REG_QUEUE_PFN) ? 0 : -ENODEV;
    }
    set64(dev, REG_QUEUE_DESC, q->paddr);
    set64(dev, REG_QUEUE_AVAIL, q->paddr + virtq_avail_offset(&q->shape));
    set64(dev, REG_QUEUE_USED, q->paddr + virtq_used_offset(&q->shape));
    set(dev, REG_QUEUE_READY, 1);
    return get(dev, REG_QUEUE_READY) ? 0 : -ENODEV;
}

static void notify(struct virtio_device *dev, unsigned index)
{
    set(dev, REG_QUEUE_NOTIFY, dev->number[index]);
}

static uint32_t config(struct virtio_device *dev, unsigned offset,
                       unsigned width)
{
    uint64_t at = dev->regs.base + REG_CONFIG + offset;

    return width == 1   ? mmio_read8(at)
           : width == 2 ? mmio_read16(at)
                        : mmio_read32(at);
}

static uint32_t config_size(struct virtio_device *dev)
{
    return dev->regs.size - REG_CONFIG;
}

static uint32_t generation(struct virtio_device *dev)
{
    return dev->legacy ? 0 : get(dev, REG_GENERATION);
}

static uint32_t isr(struct virtio_device *dev)
{
    uint32_t value = get(dev, REG_ISR);

    set(dev, REG_ISR_ACK, value);
    return value;
}

static const struct virtio_transport ops = {
    .status = status,
    .set_status = set_status,
    .features = features,
    .accept = accept,
    .queue_max = queue_max,
    .queue_start = queue_start,
    .notify = notify,
    .config = config,
    .config_size = config_size,
    .generation = generation,
    .isr = isr,
    .irq_start = virtio_line_start,
};

void virtio_mmio_probe(uint64_t base, uint64_t size, unsigned gsi,
                       unsigned mode)
{
    struct virtio_device *dev;
    uint32_t magic, version, id;

    if (base % 4 || size < REG_CONFIG || size > MIB ||
        !virtio_map(base, size)) {
        log_info("virtio mmio: no registers at 0x%lx+0x%lx", base, size);
        return;
    }
    magic = mmio_read32(base + REG_MAGIC);
    version = mmio_read32(base + REG_VERSION);
    id = mmio_read32(base + REG_DEVICE_ID);
    if (magic == MAGIC && id == 0)
        return; /* an empty slot [VIRTIO 4.2.2] */
    if (magic != MAGIC || version < 1 || version > 2) {
        log_info("virtio mmio: at 0x%lx magic 0x%x, version %u", base, magic,
                 version);
        return;
    }
    dev = virtio_new();
    if (!dev)
        return;
    dev->ops = &ops;
    dev->id = id;
    dev->legacy = version == 1;
    dev->regs = (struct virtio_window){base, (uint32_t)size, false};
    dev->gsi = gsi;
    dev->irq_mode = mode;
    base_format(dev->where, sizeof(dev->where), "mmio 0x%lx", base);
}
