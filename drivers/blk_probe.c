/*
 * blk_probe.c - which drivers of disks there are: what blkdev_probe() brings
 * into an image.
 */
#include "drivers/virtio_blk.h"
#include "kernel/blkdev.h"

unsigned blkdev_probe(void)
{
    static bool probed;
    unsigned n = 0;

    if (!probed) {
        probed = true;
        virtio_blk_probe();
    }
    for (struct blkdev *d = blkdev_next(NULL); d; d = blkdev_next(d))
        n++;
    return n;
}
