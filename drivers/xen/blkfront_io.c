/*
 * blkfront_io.c - requests of a PV disk, there and back. [XEN io/blkif.h]
 *
 * Data is granted where it lies, by pages, in whole sectors of each. What does
 * not lie so, or in too many pages, goes through a buffer of the driver's.
 */
#include "drivers/xen/blkfront.h"

#include "arch/x86/page.h"
#include "arch/x86/xen.h"
#include "drivers/xen/gnttab.h"
#include "kernel/base.h"
#include "kernel/errno.h"
#include "kernel/string.h"

/* Part of a page, in sectors of it. */
struct part {
    uint64_t paddr;
    uint8_t first, last;
};

/* Appends [@data, +@len); false if that is impossible. */
static bool add_parts(const void *data, uint32_t len, struct part *part,
                      unsigned *n, unsigned max)
{
    uint64_t vaddr = (uintptr_t)data;

    if (vaddr % BLK_SECTOR)
        return false;
    while (len > 0) {
        uint32_t offset = (uint32_t)(vaddr % PAGE_SIZE);
        uint32_t some = (uint32_t)MIN(PAGE_SIZE - offset, len);
        struct paging_entry e;

        if (*n == max || !paging_lookup(vaddr, &e))
            return false;
        part[(*n)++] = (struct part){
            e.paddr + (vaddr & (e.size - 1)),
            (uint8_t)(offset / BLK_SECTOR),
            (uint8_t)((offset + some) / BLK_SECTOR - 1),
        };
        vaddr += some;
        len -= some;
    }
    return true;
}

static void copy(const struct blkfront_op *op, bool to_disk)
{
    uint8_t *p = op->bounce;

    for (unsigned i = 0; i < op->rq->segments; i++) {
        const struct blk_segment *s = &op->rq->segment[i];

        if (to_disk)
            memcpy(p, s->data, s->len);
        else
            memcpy(s->data, p, s->len);
        p += s->len;
    }
}

/* One of @list, which is NULL from then on; NULL if there is none. */
static void *take_one(void **list, unsigned n)
{
    while (n-- > 0) {
        void *one = list[n];

        list[n] = NULL;
        if (one)
            return one;
    }
    return NULL;
}

/* The reverse: there is room for all. */
static void put_back(void **list, void *one)
{
    while (one && *list)
        list++;
    if (one)
        *list = one;
}

/* The data's pages: how many, or -EAGAIN. */
static int find_parts(struct blkfront *disk, struct blkfront_op *op,
                      struct part *part)
{
    const struct blk_request *rq = op->rq;
    unsigned n = 0, i = 0;

    while (i < rq->segments &&
           add_parts(rq->segment[i].data, rq->segment[i].len, part, &n,
                     disk->pieces))
        i++;
    if (i == rq->segments)
        return (int)n;
    op->bounce = take_one(disk->bounce, BLKFRONT_BOUNCES);
    if (!op->bounce)
        return -EAGAIN;
    if (rq->op == BLK_WRITE)
        copy(op, true);
    n = 0;
    add_parts(op->bounce, (uint32_t)(rq->sectors * BLK_SECTOR), part, &n,
              disk->pieces);
    return (int)n;
}

static uint32_t grant(struct blkfront *disk, struct blkfront_op *op,
                      uint64_t paddr, bool writable)
{
    uint32_t ref = disk->free_ref[--disk->free_refs];

    gnttab_grant(ref, disk->bus.domid, paddr, writable);
    op->ref[op->refs++] = ref;
    return ref;
}

/* All pages are ours again? The references that are not are lost. */
static bool revoke(struct blkfront *disk, struct blkfront_op *op)
{
    unsigned kept = 0;

    for (unsigned i = 0; i < op->refs; i++) {
        if (gnttab_revoke(op->ref[i]) == 0)
            disk->free_ref[disk->free_refs++] = op->ref[i];
        else
            kept++;
    }
    op->refs = 0;
    return kept == 0;
}

static int put_data(struct blkfront *disk, struct blkfront_op *op, uint64_t id)
{
    struct part part[BLKFRONT_PIECES];
    const struct blk_request *rq = op->rq;
    union blkif_any out = {.rw.op = 0};
    bool read = rq->op == BLK_READ;
    int n = find_parts(disk, op, part);
    bool far = n > (int)BLKIF_DIRECT;
    struct blkif_piece *piece;

    if (n < 0)
        return n;
    op->table = far ? take_one(disk->table, BLKFRONT_TABLES) : NULL;
    if ((far && !op->table) || disk->free_refs < (unsigned)n + far)
        return -EAGAIN;
    piece = far ? op->table : out.rw.piece;
    for (int i = 0; i < n; i++)
        piece[i] = (struct blkif_piece){
            .ref = grant(disk, op, part[i].paddr, read),
            .first = part[i].first,
            .last = part[i].last,
        };
    if (far)
        out.far = (struct blkif_far){
            .op = BLKIF_INDIRECT,
            .real_op = read ? BLKIF_READ : BLKIF_WRITE,
            .pieces = (uint16_t)n,
            .handle = (uint16_t)disk->number,
            .table = {grant(disk, op, (uintptr_t)op->table, false)},
        };
    else
        out.rw.pieces = (uint8_t)n;
    if (!far) {
        out.rw.op = read ? BLKIF_READ : BLKIF_WRITE;
        out.rw.handle = (uint16_t)disk->number;
    }
    out.rw.id = id;
    out.rw.sector = rq->sector;
    front_ring_put(&disk->ring, &out, sizeof(out));
    return 0;
}

static int put_command(struct blkfront *disk, const struct blk_request *rq,
                       uint64_t id)
{
    union blkif_any out = {
        .trim = {.op = rq->op == BLK_FLUSH ? BLKIF_FLUSH : BLKIF_DISCARD,
                 .handle = (uint16_t)disk->number,
                 .id = id,
                 .sector = rq->sector,
                 .sectors = rq->op == BLK_FLUSH ? 0 : rq->sectors}};

    front_ring_put(&disk->ring, &out, sizeof(out));
    return 0;
}

static void kick(struct blkfront *disk)
{
    if (front_ring_push(&disk->ring))
        xen_notify(disk->port);
}

static void give_back(struct blkfront *disk, struct blkfront_op *op)
{
    put_back(disk->bounce, op->bounce);
    put_back(disk->table, op->table);
    op->bounce = NULL;
    op->table = NULL;
    op->rq = NULL;
    op->next = disk->free;
    disk->free = op;
}

int blkfront_start(struct blkdev *blk, struct blk_request *rq, bool last)
{
    struct blkfront *disk = blk->driver;
    struct blkfront_op *op = disk->free;
    int error = -EAGAIN;

    if (disk->failed)
        return -ENODEV;
    if (op) {
        uint64_t id = (uint64_t)(op - disk->op);

        disk->free = op->next;
        op->rq = rq;
        error = rq->op == BLK_READ || rq->op == BLK_WRITE
                    ? put_data(disk, op, id)
                    : put_command(disk, rq, id);
        if (error)
            give_back(disk, op);
    }
    if (error || last)
        kick(disk);
    return error;
}

/* The backend is not to be believed any more. Locked. */
static void fail(struct blkfront *disk, const char *why, uint64_t value)
{
    if (disk->failed)
        return;
    disk->failed = true;
    base_print("pith: %s: %s 0x%lx; it is not used any more\n", disk->blk.name,
               why, value);
}

static struct blk_request *finish(struct blkfront *disk, struct blkfront_op *op,
                                  int status)
{
    struct blk_request *rq = op->rq;

    rq->result = status == BLKIF_OKAY            ? 0
                 : status == BLKIF_NOT_SUPPORTED ? -ENOSYS
                                                 : -EIO;
    if (!revoke(disk, op)) {
        rq->result = -EIO;
        fail(disk, "pages are still mapped by the backend, of request",
             (uint64_t)(op - disk->op));
    }
    if (rq->result == -EIO && !disk->failed)
        blkdev_complain(&disk->blk, rq, "backend's status -",
                        (unsigned)-status);
    if (rq->result == 0 && op->bounce && rq->op == BLK_READ)
        copy(op, false);
    give_back(disk, op);
    return rq;
}

/* What is in answers; stops at the first that makes no sense. */
static struct blk_request **take(struct blkfront *disk,
                                 struct blk_request **end)
{
    struct blkif_answer in;
    int got;

    while (!disk->failed &&
           (got = front_ring_get(&disk->ring, &in, sizeof(in))) != 0) {
        if (got < 0) {
            fail(disk, "the backend's index lies:", disk->ring.page->rsp_prod);
        } else if (in.id >= disk->ops || !disk->op[in.id].rq) {
            fail(disk, "an answer to no request:", in.id);
        } else {
            *end = finish(disk, &disk->op[in.id], in.status);
            end = &(*end)->next;
        }
    }
    return end;
}

struct blk_request *blkfront_reap(struct blkdev *blk)
{
    struct blkfront *disk = blk->driver;
    struct blk_request *list = NULL, **end = &list;

    do
        end = take(disk, end);
    while (!disk->failed && !front_ring_arm(&disk->ring, 1));
    for (unsigned i = 0; disk->failed && i < disk->ops; i++) {
        if (disk->op[i].rq) {
            *end = finish(disk, &disk->op[i], -1);
            end = &(*end)->next;
        }
    }
    *end = NULL;
    return list;
}
