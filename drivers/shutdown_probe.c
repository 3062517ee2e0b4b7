/*
 * shutdown_probe.c - how a host may ask the program to end: what
 * shutdown_watch() brings into an image.
 */
#include "arch/x86/xen.h"
#include "drivers/xen/shutdown.h"
#include "kernel/shutdown.h"

bool shutdown_watch(void)
{
    return xen_found() && xen_shutdown_watch();
}
