/*
 * virtio_blk.c - disks over virtio. [VIRTIO 5.2 "Block Device"]
 *
 * Each request in the device is a struct op: its header, its status byte, and
 * the descriptor's place in a list of free ones. Data goes straight to and
 * from the caller's memory, as physical pieces. A device that takes only a few
 * pieces (Firecracker's takes one) gets a page of the driver's instead, and
 * the data is copied.
 */
#include "drivers/virtio_blk.h"

#include "arch/x86/cpu.h"
#include "drivers/virtio.h"
#include "kernel/base.h"
#include "kernel/blkdev.h"
#include "kernel/errno.h"
#include "kernel/page_alloc.h"
#include "kernel/string.h"
#include "kernel/time.h"

#define F_SEG_MAX      (1ull << 2)
#define F_RO           (1ull << 5)
#define F_BLK_SIZE     (1ull << 6)
#define F_FLUSH        (1ull << 9)
#define F_DISCARD      (1ull << 13)
#define F_WRITE_ZEROES (1ull << 14)

/* [VIRTIO 5.2.4 "Device configuration layout"] */
#define CONFIG_CAPACITY 0
#define CONFIG_SEG_MAX  12
#define CONFIG_BLK_SIZE 20
#define CONFIG_DISCARD  36 /* most sectors */
#define CONFIG_ZEROES   48

/* [VIRTIO 5.2.6 "Device Operation"] */
#define TYPE_IN       0
#define TYPE_OUT      1
#define TYPE_FLUSH    4
#define TYPE_GET_ID   8
#define TYPE_DISCARD  11
#define TYPE_ZEROES   13
#define STATUS_OK     0
#define STATUS_UNSUPP 2
#define STATUS_NONE   0xff /* what a device never writes */

#define OPS           32 /* requests in the device */
#define PIECES        (64 + BLK_SEGMENTS_MAX)
#define MAX_BYTES     (256 * KIB) /* at most PIECES pieces, if 64 pages */
#define SECTORS_ANY   (1u << 22)  /* of a command without data */
#define FIRST_NS      (5 * NS_PER_S)
#define FIRST_LOOKS   50000000           /* where there is no clock */
#define BLK_GET_ID    ((enum blk_op)100) /* the driver's own */

struct op {
    uint32_t type, reserved; /* the device reads this, up to sector */
    uint64_t sector;
    uint64_t range_sector; /* and, for some, this, up to flags */
    uint32_t range_sectors, range_flags;
    uint8_t status; /* the device writes it */
    struct blk_request *request;
    uint8_t *bounce; /* a page; NULL: data goes directly */
    struct op *next; /* in the list of free ones */
};

_Static_assert(offsetof(struct op, sector) == 8, "[VIRTIO 5.2.6]");
_Static_assert(offsetof(struct op, range_flags) ==
                   offsetof(struct op, range_sector) + 12,
               "[VIRTIO 5.2.6]");

struct disk {
    struct blkdev blk;
    struct virtio_device *dev;
    struct op *free;
    struct op op[OPS];
};

static uint32_t type_of(enum blk_op op)
{
    switch (op) {
    case BLK_READ:
        return TYPE_IN;
    case BLK_WRITE:
        return TYPE_OUT;
    case BLK_FLUSH:
        return TYPE_FLUSH;
    case BLK_DISCARD:
        return TYPE_DISCARD;
    case BLK_ZERO:
        return TYPE_ZEROES;
    }
    return TYPE_GET_ID;
}

/* Memory of the driver's is below the identity map: one piece. */
static struct virtq_piece own(const void *p, uint32_t len)
{
    return (struct virtq_piece){(uintptr_t)p, len};
}

static void copy(const struct op *op, bool to_device)
{
    uint8_t *page = op->bounce;

    for (unsigned i = 0; i < op->request->segments; i++) {
        const struct blk_segment *s = &op->request->segment[i];

        if (to_device)
            memcpy(page, s->data, s->len);
        else
            memcpy(s->data, page, s->len);
        page += s->len;
    }
}

/* The data's pieces behind the header; how many, 0 if that is impossible. */
static unsigned data_pieces(struct op *op, const struct blk_request *rq,
                            struct virtq_piece *piece)
{
    unsigned n = 0;

    if (op->bounce && rq->op != BLK_GET_ID) {
        if (rq->op == BLK_WRITE)
            copy(op, true);
        piece[0] = own(op->bounce, (uint32_t)(rq->sectors * BLK_SECTOR));
        return 1;
    }
    for (unsigned i = 0; i < rq->segments; i++) {
        const struct blk_segment *s = &rq->segment[i];
        unsigned more = virtio_pieces(s->data, s->len, piece + n, PIECES - n);

        if (more == 0)
            return 0;
        n += more;
    }
    return n;
}

static void fill_header(struct op *op, const struct blk_request *rq)
{
    bool range = rq->op == BLK_DISCARD || rq->op == BLK_ZERO;

    op->type = type_of(rq->op);
    op->sector = range ? 0 : rq->sector;
    op->range_sector = rq->sector;
    op->range_sectors = (uint32_t)rq->sectors;
    op->range_flags = 0;
    op->status = STATUS_NONE;
}

/* Header, what belongs to the request, status. Returns how many pieces. */
static unsigned all_pieces(struct op *op, const struct blk_request *rq,
                           struct virtq_piece *piece)
{
    unsigned n = 1, data;

    fill_header(op, rq);
    piece[0] = own(op, offsetof(struct op, range_sector));
    switch (rq->op) {
    case BLK_FLUSH:
        break;
    case BLK_DISCARD:
    case BLK_ZERO:
        piece[n++] = own(&op->range_sector, 16);
        break;
    default:
        data = data_pieces(op, rq, piece + 1);
        if (data == 0)
            return 0;
        n += data;
    }
    piece[n++] = own(&op->status, 1);
    return n;
}

static int start(struct blkdev *blk, struct blk_request *rq, bool last)
{
    struct disk *disk = blk->driver;
    struct virtq_piece piece[PIECES + 2];
    struct op *op = disk->free;
    unsigned n, in = 1;
    int err;

    if (disk->dev->failed)
        return -ENODEV;
    if (!op) {
        virtio_kick(disk->dev, 0);
        return -EAGAIN;
    }
    op->request = rq;
    n = all_pieces(op, rq, piece);
    if (n == 0)
        return -EINVAL;
    if (rq->op == BLK_READ || rq->op == BLK_GET_ID)
        in = n - 1;
    err = virtq_add(disk->dev->queue[0], piece, n - in, in, op);
    if (err == 0)
        disk->free = op->next;
    if (err || last)
        virtio_kick(disk->dev, 0);
    return err;
}

static struct blk_request *finish(struct disk *disk, struct op *op, int lost)
{
    struct blk_request *rq = op->request;
    uint8_t status = __atomic_load_n(&op->status, __ATOMIC_RELAXED);

    op->next = disk->free;
    disk->free = op;
    rq->result = lost                      ? lost
                 : status == STATUS_OK     ? 0
                 : status == STATUS_UNSUPP ? -ENOSYS
                                           : -EIO;
    if (rq->result == -EIO && rq->op != BLK_GET_ID)
        blkdev_complain(&disk->blk, rq, "device status", status);
    if (rq->result == 0 && op->bounce && rq->op == BLK_READ)
        copy(op, false);
    return rq;
}

/* After the device was given up: all that it still had. */
static struct blk_request *reap_lost(struct disk *disk,
                                     struct blk_request *list)
{
    void *cookie;

    while (virtq_take_back(disk->dev->queue[0], &cookie)) {
        struct blk_request *rq = finish(disk, cookie, -EIO);

        rq->next = list;
        list = rq;
    }
    return list;
}

static struct blk_request *reap(struct blkdev *blk)
{
    struct disk *disk = blk->driver;
    struct virtq *q = disk->dev->queue[0];
    struct blk_request *list = NULL, **end = &list;
    void *cookie;
    uint32_t len;

    do {
        while (virtq_pop(q, &cookie, &len)) {
            *end = finish(disk, cookie, 0);
            end = &(*end)->next;
        }
    } while (blk->interrupts && !q->fault.what && !virtq_arm(q, 1));
    *end = NULL;
    return virtio_sound(disk->dev) ? list : reap_lost(disk, list);
}

static void on_queue(struct virtio_device *dev)
{
    struct disk *disk = dev->driver;

    blkdev_poll(&disk->blk);
}

static void on_config(struct virtio_device *dev)
{
    struct disk *disk = dev->driver;
    uint64_t sectors;

    if (virtio_config(dev, CONFIG_CAPACITY, 4, 2, &sectors) != 0 ||
        sectors == disk->blk.sectors)
        return;
    log_info("%s has %lu sectors now", disk->blk.name, sectors);
    __atomic_store_n(&disk->blk.sectors, sectors, __ATOMIC_RELAXED);
}

static const struct blkdev_ops ops = {.start = start, .reap = reap};

static uint32_t config32(struct virtio_device *dev, uint64_t feature,
                         unsigned offset, uint32_t otherwise)
{
    uint32_t value;

    if (!virtio_has(dev, feature) ||
        virtio_config(dev, offset, 4, 1, &value) != 0 || value == 0)
        return otherwise;
    return value;
}

static int give_bounce(struct disk *disk)
{
    for (unsigned i = 0; i < OPS; i++) {
        uint64_t paddr;

        if (page_alloc(1, 1, PAGE_LOW_FIRST, PAGE_ANY_ADDRESS, &paddr) != 0)
            return -ENOMEM;
        disk->op[i].bounce = page_ptr(paddr, 1);
        if (!disk->op[i].bounce)
            return -ENOMEM;
    }
    disk->blk.max_bytes = PAGE_SIZE;
    return 0;
}

static int read_config(struct disk *disk)
{
    struct virtio_device *dev = disk->dev;
    struct blkdev *blk = &disk->blk;
    uint32_t size = config32(dev, F_BLK_SIZE, CONFIG_BLK_SIZE, BLK_SECTOR);

    if (virtio_config(dev, CONFIG_CAPACITY, 4, 2, &blk->sectors) != 0)
        return -ENODEV;
    if (size < BLK_SECTOR || size > MIB || size & (size - 1)) {
        virtio_fail(dev, "block size %u", size);
        return -ENODEV;
    }
    blk->block_size = size;
    blk->read_only = virtio_has(dev, F_RO);
    blk->can_flush = virtio_has(dev, F_FLUSH);
    blk->can_discard = virtio_has(dev, F_DISCARD);
    blk->can_zero = virtio_has(dev, F_WRITE_ZEROES);
    blk->max_zero =
        MIN(config32(dev, F_DISCARD, CONFIG_DISCARD, SECTORS_ANY),
            config32(dev, F_WRITE_ZEROES, CONFIG_ZEROES, SECTORS_ANY));
    blk->max_zero = MIN(blk->max_zero, SECTORS_ANY);
    blk->max_bytes = MAX_BYTES;
    if (config32(dev, F_SEG_MAX, CONFIG_SEG_MAX, 1) < PIECES)
        return give_bounce(disk);
    return 0;
}

/* Looks until the first request has ended; a disk that does not answer it in
 * time is given up. */
static bool answers(struct disk *disk, const struct blk_request *rq)
{
    uint64_t start_ns, now;
    bool clock = time_monotonic_ns(&start_ns) == 0;

    for (unsigned i = 0; i < FIRST_LOOKS; i++) {
        blkdev_poll(&disk->blk);
        if (!__atomic_load_n(&rq->pending, __ATOMIC_ACQUIRE))
            return rq->result == 0;
        if (clock && time_monotonic_ns(&now) == 0 && now - start_ns > FIRST_NS)
            break;
        cpu_pause();
    }
    virtio_fail(disk->dev, "no answer to the first request");
    blkdev_poll(&disk->blk);
    return false;
}

/* The serial number; a device need not have one. */
static void read_serial(struct disk *disk)
{
    char *id = (char *)(disk + 1);
    struct blk_segment segment = {id, BLK_SERIAL - 1};
    struct blk_request rq = {
        .op = BLK_GET_ID, .segment = &segment, .segments = 1, .pending = 1};
    struct blkdev *blk = &disk->blk;
    uint64_t flags = spin_lock(&blk->lock);
    int err = start(blk, &rq, true);

    spin_unlock(&blk->lock, flags);
    if (err || !answers(disk, &rq))
        return;
    for (unsigned i = 0; i < BLK_SERIAL - 1 && id[i] > ' ' && id[i] < 127; i++)
        blk->serial[i] = id[i];
}

/* struct disk and, behind it, room for read_serial(). */
static struct disk *disk_new(struct virtio_device *dev)
{
    uint64_t pages =
        ALIGN_UP(sizeof(struct disk) + BLK_SERIAL, PAGE_SIZE) / PAGE_SIZE;
    uint64_t paddr;
    struct disk *disk = NULL;

    if (page_alloc(pages, 1, PAGE_LOW_FIRST, PAGE_ANY_ADDRESS, &paddr) == 0)
        disk = page_ptr(paddr, pages);
    if (!disk)
        return NULL;
    memset(disk, 0, pages * PAGE_SIZE);
    for (unsigned i = OPS; i-- > 0;) {
        disk->op[i].next = disk->free;
        disk->free = &disk->op[i];
    }
    disk->dev = dev;
    disk->blk.ops = &ops;
    disk->blk.driver = disk;
    dev->driver = disk;
    dev->on_queue = on_queue;
    dev->on_config = on_config;
    return disk;
}

static int disk_start(struct disk *disk)
{
    struct virtio_device *dev = disk->dev;
    int err = virtio_start(dev, F_SEG_MAX | F_RO | F_BLK_SIZE | F_FLUSH |
                                    F_DISCARD | F_WRITE_ZEROES);
    bool indirect = virtio_has(dev, VIRTIO_F_INDIRECT_DESC);

    if (err == 0)
        err = read_config(disk);
    if (err == 0)
        err = virtio_queue_start(dev, 0, indirect ? OPS : 256, OPS, PIECES + 2);
    return err;
}

static void disk_add(struct virtio_device *dev)
{
    struct disk *disk = disk_new(dev);
    int err = disk ? disk_start(disk) : -ENOMEM;

    if (err) {
        virtio_fail(dev, "disk: error %d", -err);
        return;
    }
    blkdev_add(&disk->blk);
    disk->blk.interrupts = virtio_irq_start(dev);
    if (!disk->blk.interrupts)
        virtq_disarm(dev->queue[0]);
    virtio_ready(dev);
    read_serial(disk);
    log_info("%s: virtio at %s, %lu sectors%s%s%s", disk->blk.name, dev->where,
             disk->blk.sectors, disk->blk.read_only ? ", read-only" : "",
             disk->blk.serial[0] ? ", serial " : "", disk->blk.serial);
}

void virtio_blk_probe(void)
{
    struct virtio_device *dev;

    while ((dev = virtio_find(VIRTIO_ID_BLOCK)))
        disk_add(dev);
}
