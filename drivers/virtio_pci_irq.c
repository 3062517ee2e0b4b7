/*
 * virtio_pci_irq.c - interrupts of virtio devices over PCI.
 *
 * MSI-X costs the guest no read of a status register, so it is tried first.
 * Where it fails, the line that firmware wrote down.
 * [PCI 6.8.2 "MSI-X Capability and Table Structures"]
 */
#include "arch/x86/io.h"
#include "drivers/pci.h"
#include "drivers/virtio.h"
#include "drivers/virtio_pci.h"
#include "kernel/base.h"
#include "kernel/errno.h"
#include "kernel/irq.h"

#define MSIX_CONTROL      2
#define MSIX_TABLE        4
#define MSIX_CONTROL_MASK 0x4000
#define MSIX_CONTROL_ON   0x8000
#define MSIX_SIZE         0x07ff
#define MSIX_BAR          7
#define ENTRY_SIZE        16
#define ENTRY_DATA        8
#define ENTRY_MASK        12

static void queue_interrupt(void *arg)
{
    struct virtio_device *dev = arg;

    if (dev->on_queue)
        dev->on_queue(dev);
}

static void config_interrupt(void *arg)
{
    virtio_changed(arg);
}

static void both_interrupt(void *arg)
{
    queue_interrupt(arg);
    config_interrupt(arg);
}

/* Has entry @i of the table call @fn. */
static int entry_start(struct virtio_device *dev, unsigned i, irq_handler_fn fn)
{
    uint64_t at = dev->msix.table + i * ENTRY_SIZE, address;
    uint32_t data;
    int handle = irq_register_msi(fn, dev, &address, &data);

    if (handle < 0)
        return handle;
    mmio_write32(at, (uint32_t)address);
    mmio_write32(at + 4, (uint32_t)(address >> 32));
    mmio_write32(at + ENTRY_DATA, data);
    mmio_write32(at + ENTRY_MASK, 0);
    return handle;
}

/* The table's address if it can be used, and how many vectors it has. */
static uint64_t table_find(const struct pci_function *f, unsigned cap,
                           uint16_t *vectors)
{
    uint32_t where = pci_read(f, cap + MSIX_TABLE, 4);
    struct pci_bar bar = pci_bar(f, where & MSIX_BAR);
    uint64_t offset = where & ~(uint32_t)MSIX_BAR, size;

    *vectors = (uint16_t)((pci_read(f, cap + MSIX_CONTROL, 2) & MSIX_SIZE) + 1);
    size = *vectors * (uint64_t)ENTRY_SIZE;
    if (bar.ports || offset > bar.size || size > bar.size - offset ||
        !virtio_map(bar.base + offset, size))
        return 0;
    return bar.base + offset;
}

/* A negative handle is one that does not exist. */
struct handles {
    int queue, config;
};

static void entries_stop(const struct handles *h)
{
    if (h->queue >= 0)
        irq_unregister_msi(h->queue);
    if (h->config >= 0)
        irq_unregister_msi(h->config);
}

static int entries_start(struct virtio_device *dev, struct handles *h)
{
    bool two = dev->msix.vectors >= 2;

    *h = (struct handles){-1, -1};
    h->queue = entry_start(dev, 0, two ? queue_interrupt : both_interrupt);
    if (h->queue < 0 || !two)
        return MIN(h->queue, 0);
    h->config = entry_start(dev, 1, config_interrupt);
    dev->msix.config = 1;
    return MIN(h->config, 0);
}

static bool set_vectors(struct virtio_device *dev)
{
    if (!dev->ops->set_vector(dev, -1, dev->msix.config))
        return false;
    for (unsigned i = 0; i < dev->queues; i++) {
        if (dev->queue[i] &&
            !dev->ops->set_vector(dev, (int)i, dev->msix.queue))
            return false;
    }
    return true;
}

static int msix_start(struct virtio_device *dev, const struct pci_function *f)
{
    unsigned cap = pci_capability(f, PCI_CAP_MSIX, 0);
    struct handles handles;
    uint32_t control;
    int err;

    if (!cap)
        return -ENODEV;
    dev->msix.table = table_find(f, cap, &dev->msix.vectors);
    if (!dev->msix.table)
        return -ENODEV;
    control = pci_read(f, cap + MSIX_CONTROL, 2) & ~(uint32_t)MSIX_CONTROL_MASK;
    pci_write(f, cap + MSIX_CONTROL, 2, control | MSIX_CONTROL_ON);
    err = entries_start(dev, &handles);
    if (err == 0 && set_vectors(dev)) {
        pci_enable(f, false);
        return 0;
    }
    pci_write(f, cap + MSIX_CONTROL, 2, control & ~(uint32_t)MSIX_CONTROL_ON);
    entries_stop(&handles);
    dev->msix.table = 0;
    return err < 0 ? err : -ENODEV;
}

int virtio_pci_irq_start(struct virtio_device *dev)
{
    struct pci_function f = virtio_pci_function(dev);
    int err = msix_start(dev, &f);

    if (err == 0)
        return 0;
    dev->gsi = pci_line(&f);
    dev->irq_mode = IRQ_ISA;
    return dev->gsi == 0xff ? err : virtio_line_start(dev);
}
