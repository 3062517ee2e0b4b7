/*
 * net_probe.c - which drivers of network cards there are: what netdev_probe()
 * brings into an image.
 */
#include "drivers/virtio_net.h"
#include "drivers/xen/netfront.h"
#include "drivers/xen/shutdown.h"
#include "kernel/netdev.h"
#include "kernel/mutex.h"

unsigned netdev_probe(void)
{
    static struct mutex lock = MUTEX_INIT;
    static bool probed;
    unsigned n = 0;

    mutex_lock(&lock);
    if (!probed) {
        probed = true;
        virtio_net_probe();
        netfront_probe();
        xen_shutdown_watch();
    }
    mutex_unlock(&lock);
    for (struct netdev *d = netdev_next(NULL); d; d = netdev_next(d))
        n++;
    return n;
}
