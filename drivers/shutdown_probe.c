/*
 * shutdown_probe.c - how a host may ask the program to end: what
 * shutdown_watch() brings into an image.
 */
#include "arch/x86/xen.h"
#include "drivers/xen/evtchn.h"
#include "drivers/xen/listener.h"
#include "drivers/xen/shutdown.h"
#include "kernel/shutdown.h"

/* Only linked with disks and networks; without it events are enough, since
 * drivers/xen/listener.c is in every image. */
#pragma weak xen_shutdown_watch

bool shutdown_watch(void)
{
    if (xen_shutdown_watch)
        return xen_found() && xen_shutdown_watch();
    return xen_listens() && evtchn_init() == 0;
}
