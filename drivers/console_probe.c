/*
 * console_probe.c - what a console's listen() may need beside interrupts: what
 * console_sources() brings into an image.
 */
#include "arch/x86/xen.h"
#include "drivers/xen/evtchn.h"
#include "kernel/console_input.h"

void console_sources(void)
{
    if (xen_found())
        evtchn_init();
}
