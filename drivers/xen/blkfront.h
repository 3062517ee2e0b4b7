/*
 * blkfront.h - PV disks, behind kernel/blkdev.h.
 */
#pragma once

#include "drivers/xen/blkif_abi.h"
#include "drivers/xen/front_ring.h"
#include "drivers/xen/xenbus.h"
#include "kernel/blkdev.h"

/* blkfront_probe - add every disk there is. Thread context. */
void blkfront_probe(void);

/* What follows is between blkfront.c and blkfront_io.c. */

#define BLKFRONT_PAGES   4u   /* of a ring: 128 requests */
#define BLKFRONT_PIECES  49u  /* 128 KiB in 16 segments, each across pages */
#define BLKFRONT_REFS    500u /* pages that are granted at a time */
#define BLKFRONT_BOUNCES 2u
#define BLKFRONT_TABLES  32u /* long requests at a time */

/*
 * struct blkfront_op - a request that the backend has.
 *
 * @rq      NULL: it has none
 * @ref     @refs of them, granted: the data, and the table's if there are
 *          more than BLKIF_DIRECT pieces
 * @bounce  data that could not be granted is here; or NULL
 * @table   a page for an indirect request; or NULL
 */
struct blkfront_op {
    struct blk_request *rq;
    uint32_t ref[BLKFRONT_PIECES + 1];
    unsigned refs;
    uint8_t *bounce;
    struct blkif_piece *table;
    struct blkfront_op *next;
};

/*
 * struct blkfront - a disk. The disk's lock guards what changes.
 *
 * @ring_pages  1, 2 or 4, as many as the backend takes; 1 in little memory
 * @pieces      that one request may have
 * @failed      nothing works any more; @told the backend knows
 * @op          @ops of them, as many as the ring has entries
 */
struct blkfront {
    struct blkdev blk;
    struct xenbus_device bus;
    struct front_ring ring;
    uint32_t ring_ref[BLKFRONT_PAGES], port, number;
    unsigned ring_pages, pieces, ops;
    bool failed, told;
    uint32_t free_ref[BLKFRONT_REFS];
    unsigned free_refs;
    void *bounce[BLKFRONT_BOUNCES]; /* NULL: in use, or none */
    void *table[BLKFRONT_TABLES];   /* the same */
    struct blkfront_op *op, *free;
};

/* blkfront_start, blkfront_reap - struct blkdev_ops's. */
int blkfront_start(struct blkdev *blk, struct blk_request *rq, bool last);
struct blk_request *blkfront_reap(struct blkdev *blk);
