/*
 * blk_probe.c - which drivers of disks there are: what blkdev_probe() brings
 * into an image.
 */
#include "drivers/virtio_blk.h"
#include "drivers/xen/blkfront.h"
#include "drivers/xen/shutdown.h"
#include "kernel/blkdev.h"
#include "kernel/mutex.h"

unsigned blkdev_probe(void)
{
    static struct mutex lock = MUTEX_INIT;
    static bool probed;
    unsigned n = 0;

    mutex_lock(&lock);
    if (!probed) {
        probed = true;
        virtio_blk_probe();
        blkfront_probe();
        xen_shutdown_watch();
    }
    mutex_unlock(&lock);
    for (struct blkdev *d = blkdev_next(NULL); d; d = blkdev_next(d))
        n++;
    return n;
}
