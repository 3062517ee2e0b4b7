/*
 * blkfront.c - finding PV disks and connecting to their backends.
 *
 * One ring of up to four pages, which hold 128 requests; with indirect
 * segments each is up to 128 KiB. A backend may have neither, and where memory
 * is short neither is used. The disk's number is xl's: xvda is 51712, xvdb
 * 51728. [XEN io/blkif.h]
 */
#include "drivers/xen/blkfront.h"

#include "arch/x86/xen.h"
#include "drivers/xen/evtchn.h"
#include "drivers/xen/gnttab.h"
#include "kernel/base.h"
#include "kernel/errno.h"

#define MAX_BYTES   (128 * KIB)
#define SECTORS_ANY (1u << 22) /* of one BLK_DISCARD */

static void on_event(void *arg)
{
    struct blkfront *disk = arg;

    blkdev_poll(&disk->blk);
    if (disk->failed && !disk->told) {
        disk->told = true;
        xenbus_give_up(&disk->bus);
    }
}

static void on_gone(struct xenbus_device *bus)
{
    struct blkfront *disk = bus->driver;
    uint64_t flags = spin_lock(&disk->blk.lock);

    disk->failed = true;
    spin_unlock(&disk->blk.lock, flags);
    on_event(disk);
}

/* What the backend can do, as far as there is memory for it. */
static void choose_shape(struct blkfront *disk)
{
    const struct xenbus_device *bus = &disk->bus;
    uint64_t order = xenbus_get(bus, "max-ring-page-order", 0);
    uint64_t indirect = xenbus_get(bus, "feature-max-indirect-segments", 0);
    bool few = gnttab_is_short();
    bool far = indirect > BLKIF_DIRECT && !few;

    disk->ring_pages = 1;
    while (!few && disk->ring_pages < BLKFRONT_PAGES && order-- > 0)
        disk->ring_pages *= 2;
    disk->pieces =
        (unsigned)(far ? MIN(indirect, BLKFRONT_PIECES) : BLKIF_DIRECT);
    disk->blk.max_bytes =
        (uint32_t)MIN(MAX_BYTES, (disk->pieces - 1) * PAGE_SIZE);
}

static int fill(void **list, unsigned n, uint64_t bytes)
{
    for (unsigned i = 0; i < n; i++) {
        list[i] = gnttab_pages(bytes);
        if (!list[i])
            return -ENOMEM;
    }
    return 0;
}

/* Buffers, tables if there may be more than BLKIF_DIRECT pieces, and a request
 * for each entry of the ring. */
static int give_memory(struct blkfront *disk)
{
    unsigned n = disk->ring.size;
    int error = fill(disk->bounce, BLKFRONT_BOUNCES, disk->blk.max_bytes);

    if (error == 0 && disk->pieces > BLKIF_DIRECT)
        error = fill(disk->table, BLKFRONT_TABLES, PAGE_SIZE);
    disk->op = gnttab_pages(n * sizeof(*disk->op));
    if (error || !disk->op)
        return -ENOMEM;
    disk->ops = n;
    while (n-- > 0) {
        disk->op[n].next = disk->free;
        disk->free = &disk->op[n];
    }
    return 0;
}

static int make_ring(struct blkfront *disk)
{
    unsigned n = disk->ring_pages;
    uint8_t *ring = gnttab_pages(n * PAGE_SIZE);
    int error;

    if (!ring)
        return -ENOMEM;
    front_ring_init(&disk->ring, ring, n * PAGE_SIZE, sizeof(union blkif_any));
    error = gnttab_reserve(n, disk->ring_ref);
    if (error == 0)
        error = gnttab_reserve(BLKFRONT_REFS, disk->free_ref);
    if (error)
        return error;
    disk->free_refs = BLKFRONT_REFS;
    for (unsigned i = 0; i < n; i++)
        gnttab_grant(disk->ring_ref[i], disk->bus.domid,
                     (uintptr_t)ring + i * PAGE_SIZE, true);
    return evtchn_alloc(disk->bus.domid, on_event, disk, &disk->port);
}

/* One page has another key than several; [XEN io/blkif.h] note 6. */
static int show_pages(struct blkfront *disk)
{
    struct xenbus_device *bus = &disk->bus;
    unsigned n = disk->ring_pages;
    char key[] = "ring-ref0";
    int error;

    if (n == 1)
        return xenbus_put(bus, "ring-ref", disk->ring_ref[0]);
    error = xenbus_put(bus, "ring-page-order", n / 2); /* 2: 1, 4: 2 */
    for (unsigned i = 0; i < n && error == 0; i++) {
        key[sizeof(key) - 2] = (char)('0' + i);
        error = xenbus_put(bus, key, disk->ring_ref[i]);
    }
    return error;
}

static int show_ring(struct blkfront *disk)
{
    struct xenbus_device *bus = &disk->bus;
    int error = show_pages(disk);

    if (error == 0)
        error = xenbus_put(bus, "event-channel", disk->port);
    if (error == 0)
        error = xenbus_put_text(bus, "protocol", "x86_64-abi");
    if (error == 0)
        error = xenbus_set_state(bus, XENBUS_INITIALISED);
    return error;
}

static int read_properties(struct blkfront *disk)
{
    const struct xenbus_device *bus = &disk->bus;
    struct blkdev *blk = &disk->blk;
    uint64_t size = xenbus_get(bus, "sector-size", BLK_SECTOR);
    uint64_t info = xenbus_get(bus, "info", 0);
    uint64_t whole = xenbus_get(bus, "physical-sector-size", size);

    blk->sectors = xenbus_get(bus, "sectors", 0);
    if (size < BLK_SECTOR || size > PAGE_SIZE || size & (size - 1) ||
        blk->sectors == 0 || blk->sectors > UINT64_MAX / BLK_SECTOR) {
        base_print("pith: %s: %lu sectors of %lu bytes are no disk\n",
                   bus->path, blk->sectors, size);
        return -EINVAL;
    }
    if (whole >= size && whole <= MIB && (whole & (whole - 1)) == 0)
        size = whole;
    blk->block_size = (uint32_t)size;
    blk->read_only = info & BLKIF_INFO_READ_ONLY;
    blk->can_flush = xenbus_get(bus, "feature-flush-cache", 0) == 1;
    blk->can_discard = xenbus_get(bus, "feature-discard", 0) == 1;
    blk->max_zero = SECTORS_ANY;
    return 0;
}

static int connect(struct blkfront *disk)
{
    int error = xenbus_wait(&disk->bus, XENBUS_INIT_WAIT);

    if (error == 0) {
        choose_shape(disk);
        error = make_ring(disk);
    }
    if (error == 0)
        error = give_memory(disk);
    if (error == 0)
        error = show_ring(disk);
    if (error == 0)
        error = xenbus_wait(&disk->bus, XENBUS_CONNECTED);
    if (error == 0)
        error = read_properties(disk);
    return error;
}

/* Before it was connected for good: the backend's end of it goes first. */
static void drop(struct blkfront *disk, int error)
{
    base_print("pith: %s: the disk is not used: error %d\n", disk->bus.path,
               -error);
    xenbus_close(&disk->bus);
    evtchn_close(disk->port);
    /* its pages stay granted, and so they stay where they are */
}

static const struct blkdev_ops ops = {
    .start = blkfront_start,
    .reap = blkfront_reap,
};

static void disk_add(uint32_t number)
{
    struct blkfront *disk = gnttab_pages(sizeof(*disk));
    struct blkdev *blk;
    int error;

    if (!disk) {
        base_print("pith: device/vbd/%u: no memory\n", number);
        return;
    }
    blk = &disk->blk;
    disk->number = number;
    disk->bus.driver = disk;
    disk->bus.gone = on_gone;
    blk->ops = &ops;
    blk->driver = disk;
    blk->interrupts = true;
    blk->lock = (struct spinlock)SPINLOCK_INIT(SPIN_LEAF);
    if (xenbus_open(&disk->bus, "vbd", number) != 0)
        return;
    error = connect(disk);
    if (error) {
        drop(disk, error);
        return;
    }
    blkdev_add(blk);
    xenbus_set_state(&disk->bus, XENBUS_CONNECTED);
    log_info("%s: Xen's %s, %lu sectors%s, requests of up to %u KiB, %u in %u "
             "pages",
             blk->name, disk->bus.path, blk->sectors,
             blk->read_only ? ", read-only" : "", blk->max_bytes / 1024,
             disk->ops, disk->ring_pages);
}

void blkfront_probe(void)
{
    if (xen_found() && xs_start() == 0)
        xenbus_devices("vbd", disk_add);
}
