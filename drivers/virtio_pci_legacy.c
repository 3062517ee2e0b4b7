/*
 * virtio_pci_legacy.c - devices before version 1: all registers are ports.
 * [VIRTIO 4.1.4.10 "Legacy Interfaces: A Note on PCI Device Layout"]
 */
#include "arch/x86/io.h"
#include "drivers/pci.h"
#include "drivers/virtio.h"
#include "drivers/virtio_pci.h"
#include "kernel/base.h"
#include "kernel/errno.h"

#define REG_FEATURES      0
#define REG_ACCEPT        4
#define REG_QUEUE_PFN     8
#define REG_QUEUE_SIZE    12
#define REG_QUEUE_SEL     14
#define REG_QUEUE_NOTIFY  16
#define REG_STATUS        18
#define REG_ISR           19
#define REG_CONFIG_VECTOR 20 /* these two only while MSI-X is on, */
#define REG_QUEUE_VECTOR  22
#define REG_CONFIG        20
#define REG_CONFIG_MSIX   24 /* then the configuration is here */
#define REG_SUBSYSTEM     0x2e

static uint16_t port(const struct virtio_device *dev, unsigned reg)
{
    return (uint16_t)(dev->regs.base + reg);
}

static uint8_t status(struct virtio_device *dev)
{
    return io_in8(port(dev, REG_STATUS));
}

static void set_status(struct virtio_device *dev, uint8_t value)
{
    io_out8(port(dev, REG_STATUS), value);
}

static uint64_t features(struct virtio_device *dev)
{
    return io_in32(port(dev, REG_FEATURES));
}

static void accept(struct virtio_device *dev, uint64_t value)
{
    io_out32(port(dev, REG_ACCEPT), (uint32_t)value);
}

static uint16_t queue_max(struct virtio_device *dev, unsigned index)
{
    uint16_t size;

    io_out16(port(dev, REG_QUEUE_SEL), dev->number[index]);
    size = io_in16(port(dev, REG_QUEUE_SIZE));
    return size <= VIRTQ_SIZE_MAX ? size : 0;
}

static int queue_start(struct virtio_device *dev, unsigned index,
                       const struct virtq *q)
{
    io_out16(port(dev, REG_QUEUE_SEL), dev->number[index]);
    if (q->paddr >> PAGE_SHIFT > UINT32_MAX)
        return -ENODEV;
    io_out32(port(dev, REG_QUEUE_PFN), (uint32_t)(q->paddr >> PAGE_SHIFT));
    return io_in32(port(dev, REG_QUEUE_PFN)) ? 0 : -ENODEV;
}

static void notify(struct virtio_device *dev, unsigned index)
{
    io_out16(port(dev, REG_QUEUE_NOTIFY), dev->number[index]);
}

static unsigned config_start(const struct virtio_device *dev)
{
    return dev->msix.table ? REG_CONFIG_MSIX : REG_CONFIG;
}

static uint32_t config(struct virtio_device *dev, unsigned offset,
                       unsigned width)
{
    uint16_t at = port(dev, config_start(dev) + offset);

    return width == 1 ? io_in8(at) : width == 2 ? io_in16(at) : io_in32(at);
}

static uint32_t config_size(struct virtio_device *dev)
{
    return dev->regs.size - config_start(dev);
}

static uint32_t generation(struct virtio_device *dev)
{
    (void)dev;
    return 0;
}

static uint32_t isr(struct virtio_device *dev)
{
    return io_in8(port(dev, REG_ISR));
}

static bool set_vector(struct virtio_device *dev, int queue, uint16_t vector)
{
    uint16_t reg = port(dev, queue < 0 ? REG_CONFIG_VECTOR : REG_QUEUE_VECTOR);

    if (queue >= 0)
        io_out16(port(dev, REG_QUEUE_SEL), dev->number[queue]);
    io_out16(reg, vector);
    return io_in16(reg) == vector;
}

static const struct virtio_transport ops = {
    .status = status,
    .set_status = set_status,
    .features = features,
    .accept = accept,
    .queue_max = queue_max,
    .fixed_size = true,
    .queue_start = queue_start,
    .notify = notify,
    .config = config,
    .config_size = config_size,
    .generation = generation,
    .isr = isr,
    .irq_start = virtio_pci_irq_start,
    .set_vector = set_vector,
};

bool virtio_pci_legacy_probe(struct virtio_device *dev,
                             const struct pci_function *f)
{
    struct pci_bar bar = pci_bar(f, 0);

    if (!bar.ports || bar.size <= REG_CONFIG_MSIX ||
        bar.base + bar.size > 0x10000)
        return false;
    dev->regs = (struct virtio_window){bar.base, (uint32_t)bar.size, true};
    dev->id = pci_read(f, REG_SUBSYSTEM, 2);
    dev->legacy = true;
    dev->ops = &ops;
    return true;
}
