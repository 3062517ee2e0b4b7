/*
 * virtio_pci.c - modern devices over PCI. [VIRTIO 4.1 "Virtio Over PCI Bus"]
 *
 * The registers lie in up to four windows that capabilities describe; each is
 * used only if it lies inside its BAR and is as long as its structure.
 */
#include "drivers/virtio_pci.h"

#include "arch/x86/io.h"
#include "drivers/pci.h"
#include "drivers/virtio.h"
#include "kernel/base.h"
#include "kernel/errno.h"
#include "kernel/irq.h"

#define VENDOR_VIRTIO 0x1af4
#define DEVICE_FIRST  0x1000
#define DEVICE_LAST   0x107f
#define DEVICE_MODERN 0x1040 /* and up: its type is the difference */
#define REG_SUBSYSTEM 0x2e   /* a transitional device's type */

/* [VIRTIO 4.1.4 "Virtio Structure PCI Capabilities"] */
#define CAP_TYPE       3
#define CAP_BAR        4
#define CAP_OFFSET     8
#define CAP_LENGTH     12
#define CAP_MULTIPLIER 16
#define TYPE_COMMON    1
#define TYPE_NOTIFY    2
#define TYPE_ISR       3
#define TYPE_DEVICE    4

/* [VIRTIO 4.1.4.3 "Common configuration structure layout"] */
#define REG_FEATURES_SEL  0x00
#define REG_FEATURES      0x04
#define REG_ACCEPT_SEL    0x08
#define REG_ACCEPT        0x0c
#define REG_CONFIG_VECTOR 0x10
#define REG_STATUS        0x14
#define REG_GENERATION    0x15
#define REG_QUEUE_SEL     0x16
#define REG_QUEUE_SIZE    0x18
#define REG_QUEUE_VECTOR  0x1a
#define REG_QUEUE_ENABLE  0x1c
#define REG_QUEUE_NOTIFY  0x1e
#define REG_QUEUE_DESC    0x20
#define REG_QUEUE_AVAIL   0x28
#define REG_QUEUE_USED    0x30
#define COMMON_SIZE       0x38

static uint32_t get(const struct virtio_window *w, unsigned at, unsigned width)
{
    uint64_t paddr = w->base + at;
    uint16_t port = (uint16_t)paddr;

    if (w->ports)
        return width == 1   ? io_in8(port)
               : width == 2 ? io_in16(port)
                            : io_in32(port);
    return width == 1   ? mmio_read8(paddr)
           : width == 2 ? mmio_read16(paddr)
                        : mmio_read32(paddr);
}

static void set8(const struct virtio_window *w, unsigned at, uint8_t value)
{
    if (w->ports)
        io_out8((uint16_t)(w->base + at), value);
    else
        mmio_write8(w->base + at, value);
}

static void set16(const struct virtio_window *w, uint64_t at, uint16_t value)
{
    if (w->ports)
        io_out16((uint16_t)(w->base + at), value);
    else
        mmio_write16(w->base + at, value);
}

static void set32(const struct virtio_window *w, unsigned at, uint32_t value)
{
    if (w->ports)
        io_out32((uint16_t)(w->base + at), value);
    else
        mmio_write32(w->base + at, value);
}

static void set64(const struct virtio_window *w, unsigned at, uint64_t value)
{
    set32(w, at, (uint32_t)value);
    set32(w, at + 4, (uint32_t)(value >> 32));
}

static uint8_t status(struct virtio_device *dev)
{
    return (uint8_t)get(&dev->regs, REG_STATUS, 1);
}

static void set_status(struct virtio_device *dev, uint8_t value)
{
    set8(&dev->regs, REG_STATUS, value);
}

static uint64_t features(struct virtio_device *dev)
{
    uint64_t low;

    set32(&dev->regs, REG_FEATURES_SEL, 0);
    low = get(&dev->regs, REG_FEATURES, 4);
    set32(&dev->regs, REG_FEATURES_SEL, 1);
    return low | (uint64_t)get(&dev->regs, REG_FEATURES, 4) << 32;
}

static void accept(struct virtio_device *dev, uint64_t value)
{
    set32(&dev->regs, REG_ACCEPT_SEL, 0);
    set32(&dev->regs, REG_ACCEPT, (uint32_t)value);
    set32(&dev->regs, REG_ACCEPT_SEL, 1);
    set32(&dev->regs, REG_ACCEPT, (uint32_t)(value >> 32));
}

static uint16_t queue_max(struct virtio_device *dev, unsigned index)
{
    set16(&dev->regs, REG_QUEUE_SEL, dev->number[index]);
    return (uint16_t)MIN(get(&dev->regs, REG_QUEUE_SIZE, 2), VIRTQ_SIZE_MAX);
}

static int queue_start(struct virtio_device *dev, unsigned index,
                       const struct virtq *q)
{
    const struct virtio_window *w = &dev->regs;
    uint64_t at;

    set16(w, REG_QUEUE_SEL, dev->number[index]);
    at = (uint64_t)get(w, REG_QUEUE_NOTIFY, 2) * dev->notify_multiplier;
    if (at > dev->notify_regs.size - 2)
        return -ENODEV;
    dev->notify_at[index] = at;
    set16(w, REG_QUEUE_SIZE, q->shape.size);
    set64(w, REG_QUEUE_DESC, q->paddr);
    set64(w, REG_QUEUE_AVAIL, q->paddr + virtq_avail_offset(&q->shape));
    set64(w, REG_QUEUE_USED, q->paddr + virtq_used_offset(&q->shape));
    set16(w, REG_QUEUE_ENABLE, 1);
    return get(w, REG_QUEUE_ENABLE, 2) == 1 &&
                   get(w, REG_QUEUE_SIZE, 2) == q->shape.size
               ? 0
               : -ENODEV;
}

static void notify(struct virtio_device *dev, unsigned index)
{
    set16(&dev->notify_regs, dev->notify_at[index], dev->number[index]);
}

static uint32_t config(struct virtio_device *dev, unsigned offset,
                       unsigned width)
{
    return get(&dev->config_regs, offset, width);
}

static uint32_t config_size(struct virtio_device *dev)
{
    return dev->config_regs.size;
}

static uint32_t generation(struct virtio_device *dev)
{
    return get(&dev->regs, REG_GENERATION, 1);
}

static uint32_t isr(struct virtio_device *dev)
{
    return get(&dev->isr_regs, 0, 1);
}

static bool set_vector(struct virtio_device *dev, int queue, uint16_t vector)
{
    unsigned reg = queue < 0 ? REG_CONFIG_VECTOR : REG_QUEUE_VECTOR;

    if (queue >= 0)
        set16(&dev->regs, REG_QUEUE_SEL, dev->number[queue]);
    set16(&dev->regs, reg, vector);
    return get(&dev->regs, reg, 2) == vector;
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
    .irq_start = virtio_pci_irq_start,
    .set_vector = set_vector,
};

/* The window that the capability at @cap describes; size 0 if it is unfit. */
static struct virtio_window window(const struct pci_function *f, unsigned cap,
                                   uint32_t min)
{
    struct virtio_window none = {0, 0, false};
    struct pci_bar bar = pci_bar(f, pci_read(f, cap + CAP_BAR, 1));
    uint32_t offset = pci_read(f, cap + CAP_OFFSET, 4);
    uint32_t length = pci_read(f, cap + CAP_LENGTH, 4);

    if (length < min || offset > bar.size || length > bar.size - offset)
        return none;
    if (!bar.ports && !virtio_map(bar.base + offset, length))
        return none;
    return (struct virtio_window){bar.base + offset, length, bar.ports};
}

/* The first capability of @type that can be used [VIRTIO 4.1.4.1]. */
static struct virtio_window find(const struct pci_function *f, uint8_t type,
                                 uint32_t min, unsigned *cap)
{
    struct virtio_window w = {0, 0, false};

    for (unsigned at = pci_capability(f, PCI_CAP_VENDOR, 0), n = 0;
         at && n < 16; at = pci_capability(f, PCI_CAP_VENDOR, at), n++) {
        if (pci_read(f, at + CAP_TYPE, 1) != type)
            continue;
        w = window(f, at, min);
        *cap = at;
        if (w.size)
            break;
    }
    return w;
}

static bool modern_probe(struct virtio_device *dev,
                         const struct pci_function *f)
{
    unsigned cap = 0, notify_cap = 0;

    dev->regs = find(f, TYPE_COMMON, COMMON_SIZE, &cap);
    dev->notify_regs = find(f, TYPE_NOTIFY, 2, &notify_cap);
    dev->isr_regs = find(f, TYPE_ISR, 1, &cap);
    dev->config_regs = find(f, TYPE_DEVICE, 1, &cap); /* may be absent */
    if (!dev->regs.size || !dev->notify_regs.size || !dev->isr_regs.size)
        return false;
    dev->notify_multiplier = pci_read(f, notify_cap + CAP_MULTIPLIER, 4);
    dev->id = pci_read(f, REG_SUBSYSTEM, 2);
    if (f->device >= DEVICE_MODERN)
        dev->id = (uint32_t)f->device - DEVICE_MODERN;
    dev->ops = &ops;
    return true;
}

struct pci_function virtio_pci_function(const struct virtio_device *dev)
{
    return (struct pci_function){.ecam = dev->pci.ecam,
                                 .bus = dev->pci.bus,
                                 .slot = dev->pci.slot,
                                 .function = dev->pci.function};
}

void virtio_pci_probe(const struct pci_function *f, void *arg)
{
    struct virtio_device *dev;

    (void)arg;
    if (f->vendor != VENDOR_VIRTIO || f->device < DEVICE_FIRST ||
        f->device > DEVICE_LAST)
        return;
    dev = virtio_new();
    if (!dev)
        return;
    dev->pci.ecam = f->ecam;
    dev->pci.bus = f->bus;
    dev->pci.slot = f->slot;
    dev->pci.function = f->function;
    base_format(dev->where, sizeof(dev->where), "pci %02x:%02x.%u", f->bus,
                f->slot, f->function);
    pci_enable(f, true);
    if (modern_probe(dev, f))
        return;
    if (f->device < DEVICE_MODERN && virtio_pci_legacy_probe(dev, f))
        return;
    log_info("virtio at %s: device 0x%x has no registers that can be used",
             dev->where, f->device);
    virtio_forget(dev);
}
