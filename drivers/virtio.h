/*
 * virtio.h - what virtio's drivers stand on: devices, features, queues.
 *
 * A driver walks the devices of its type, and for each:
 *
 *     virtio_start()        reset, and the features both sides know
 *     virtio_queue_start()  for each queue
 *     virtio_irq_start()    interrupts, or the driver polls
 *     virtio_ready()        the device may work
 *
 * Whatever is wrong with a device ends in virtio_fail(): reset, one line that
 * says why, and never used again. [VIRTIO 3.1 "Device Initialization"]
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "drivers/virtio_ring.h"

/* [VIRTIO 5 "Device Types"] */
#define VIRTIO_ID_NET     1
#define VIRTIO_ID_BLOCK   2
#define VIRTIO_ID_CONSOLE 3
#define VIRTIO_ID_RNG     4
#define VIRTIO_ID_9P      9

/* [VIRTIO 2.1 "Device Status Field"] */
#define VIRTIO_ACKNOWLEDGE 1
#define VIRTIO_DRIVER      2
#define VIRTIO_DRIVER_OK   4
#define VIRTIO_FEATURES_OK 8
#define VIRTIO_NEEDS_RESET 64
#define VIRTIO_FAILED      128

/* [VIRTIO 6 "Reserved Feature Bits"] */
#define VIRTIO_F_ANY_LAYOUT    (1ull << 27)
#define VIRTIO_F_INDIRECT_DESC (1ull << 28)
#define VIRTIO_F_EVENT_IDX     (1ull << 29)
#define VIRTIO_F_VERSION_1     (1ull << 32)
/* an IOMMU is between: one that nobody set up, or Xen did for its dom0 */
#define VIRTIO_F_ACCESS_PLATFORM (1ull << 33)

/* [VIRTIO 4.1.4.5 "ISR status capability"]; mmio's are the same */
#define VIRTIO_ISR_QUEUE  1
#define VIRTIO_ISR_CONFIG 2

/* A device's, that a driver may use: 8 pairs of a network card, and its
 * control queue. */
#define VIRTIO_QUEUES 17
#define VIRTIO_WHERE  24

struct virtio_device;

/*
 * struct virtio_transport - how registers are reached: virtio_mmio.c,
 * virtio_pci.c, virtio_pci_legacy.c. None of these waits or logs.
 */
struct virtio_transport {
    uint8_t (*status)(struct virtio_device *dev);
    void (*set_status)(struct virtio_device *dev, uint8_t status);
    uint64_t (*features)(struct virtio_device *dev);
    void (*accept)(struct virtio_device *dev, uint64_t features);
    /* The queue @index is dev->queue's; dev->number says which one of the
     * device's that is. The largest size; 0 if there is none: */
    uint16_t (*queue_max)(struct virtio_device *dev, unsigned index);
    /* the only size, for a legacy PCI device: as queue_max() */
    bool fixed_size;
    /* 0, or -ENODEV if the device does not take it */
    int (*queue_start)(struct virtio_device *dev, unsigned index,
                       const struct virtq *q);
    void (*notify)(struct virtio_device *dev, unsigned index);
    /* 1, 2 or 4 bytes at @offset, which is inside config_size() */
    uint32_t (*config)(struct virtio_device *dev, unsigned offset,
                       unsigned width);
    uint32_t (*config_size)(struct virtio_device *dev);
    uint32_t (*generation)(struct virtio_device *dev);
    uint32_t (*isr)(struct virtio_device *dev); /* read and acknowledge */
    /* have virtio_interrupt() called; 0 or an error of kernel/irq.h */
    int (*irq_start)(struct virtio_device *dev);
    /* PCI: queue @queue, or the configuration if that is -1, interrupts by
     * MSI-X's @vector; false if the device refuses [VIRTIO 4.1.5.1.2.2] */
    bool (*set_vector)(struct virtio_device *dev, int queue, uint16_t vector);
};

/* Registers in memory or in ports. */
struct virtio_window {
    uint64_t base;
    uint32_t size;
    bool ports;
};

/*
 * struct virtio_device - a device that was found.
 *
 * @where    "mmio 0xfeb00e00", "pci 00:03.0": for log lines
 * @legacy   it does not know VIRTIO_F_VERSION_1
 * @features negotiated, after virtio_start()
 * @queues   one more than the highest index of a queue that was started
 * @number   which of the device's queues each of @queue is: its index, after
 *           virtio_start(), unless the driver says otherwise
 * @on_queue, @on_config  the driver's, called in interrupt context
 * @driver   the driver's
 */
struct virtio_device {
    const struct virtio_transport *ops;
    char where[VIRTIO_WHERE];
    uint32_t id;
    bool legacy, failed, interrupts, claimed;
    uint64_t offered, features;
    unsigned queues;
    struct virtq *queue[VIRTIO_QUEUES];
    uint16_t number[VIRTIO_QUEUES];
    void (*on_queue)(struct virtio_device *dev);
    void (*on_config)(struct virtio_device *dev);
    void *driver;

    /* the transport's */
    struct virtio_window regs, notify_regs, isr_regs, config_regs;
    uint64_t notify_at[VIRTIO_QUEUES];
    uint32_t notify_multiplier;
    unsigned gsi, irq_mode;
    struct {
        uint64_t table; /* paddr of the vectors; 0: none, or not used */
        uint16_t vectors, config, queue;
    } msix;
    struct {
        uint64_t ecam;
        uint8_t bus, slot, function;
    } pci;
};

/*
 * virtio_find - the next device of type @id that no driver has claimed.
 *
 * The first call looks for all devices of the machine (virtio_find.c). Returns
 * NULL if there is none; else the device is the caller's. Thread context.
 */
struct virtio_device *virtio_find(uint32_t id);

/*
 * virtio_start - reset @dev and agree on features.
 *
 * @wanted  what the driver knows besides the four of VIRTIO_F_*
 *
 * Returns 0 and fills dev->features; -ENODEV after virtio_fail().
 */
int virtio_start(struct virtio_device *dev, uint64_t wanted);

/* virtio_has - whether all bits of @features were negotiated. */
static inline bool virtio_has(const struct virtio_device *dev,
                              uint64_t features)
{
    return (dev->features & features) == features;
}

/*
 * virtio_queue_start - make dev->queue[@index], below VIRTIO_QUEUES.
 *
 * @size        descriptors at most, a power of two; fewer if the device has no
 *              more; as many as a legacy PCI device says
 * @tables      indirect tables of @table_size descriptors, if negotiated
 *
 * Returns 0; -ENODEV after virtio_fail() (no such queue); -ENOMEM.
 */
int virtio_queue_start(struct virtio_device *dev, unsigned index, uint16_t size,
                       uint16_t tables, uint16_t table_size);

/*
 * virtio_irq_start - interrupts call on_queue() and on_config().
 *
 * Returns whether they will come (dev->interrupts); else the driver polls.
 */
bool virtio_irq_start(struct virtio_device *dev);

/* virtio_ready - DRIVER_OK. virtio_kick - notify if the device wants it. */
void virtio_ready(struct virtio_device *dev);
bool virtio_kick(struct virtio_device *dev, unsigned index);

/*
 * virtio_config - @count fields of @width bytes from @offset, consistent.
 *
 * What lies outside of the device's config space reads as zero. Returns 0, or
 * -EIO if it changes all the time.
 */
int virtio_config(struct virtio_device *dev, unsigned offset, unsigned width,
                  unsigned count, void *out);

/*
 * virtio_fail - @dev is not to be trusted: reset it, say so in one line.
 *
 * The queues stay, for virtq_take_back(). Once; later calls do nothing. Any
 * context.
 */
void virtio_fail(struct virtio_device *dev, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * virtio_sound - whether the device has kept the rules so far: calls
 * virtio_fail() if a queue has a fault or the device asks for a reset.
 */
bool virtio_sound(struct virtio_device *dev);

/* virtio_stop - reset, quietly, for good; memory of the queues stays. */
void virtio_stop(struct virtio_device *dev);

/*
 * virtio_pieces - the physical pieces of [@data, +@len).
 *
 * @data  any mapped memory; neighbours in RAM become one piece
 * @piece room for @max
 *
 * Returns how many pieces, or 0 if they are more than @max or part of the
 * range is not mapped. Any context.
 */
unsigned virtio_pieces(const void *data, size_t len, struct virtq_piece *piece,
                       unsigned max);

/* For transports. */

/* virtio_interrupt - look at isr(), call the driver. @arg: the device. */
void virtio_interrupt(void *arg);

/*
 * virtio_map - make registers accessible.
 *
 * Returns false if they lie in RAM, where no page tables reach, or wrap.
 */
bool virtio_map(uint64_t paddr, uint64_t size);

/* virtio_line_start - irq_start() of a device with an interrupt line. */
int virtio_line_start(struct virtio_device *dev);

/* virtio_changed - the device says that its configuration has changed. */
void virtio_changed(struct virtio_device *dev);

/* virtio_new - a device to be filled; NULL if there are too many. */
struct virtio_device *virtio_new(void);

/* virtio_forget - the last virtio_new() was none. */
void virtio_forget(struct virtio_device *dev);
