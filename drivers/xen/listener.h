/*
 * listener.h - `xl shutdown` for programs that have no use for xenstore: those
 * without disks and networks.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/*
 * xen_listen - have control/shutdown end the program from now on.
 *
 * In an image that has drivers/xen/shutdown.c it is that one which listens.
 * Does nothing in dom0, and where this is not Xen. Before the program runs.
 */
void xen_listen(void);

/* xen_listens - whether it does. Any context. */
bool xen_listens(void);

/*
 * xen_listener_leave - evtchn.c deals with events from now on.
 *
 * @vector  an interrupt's, which Xen raises instead, without the local APIC
 *
 * Returns the port for which it must call xen_listener_event(), or 0: there is
 * no listener, and no vector is set. With interrupts off.
 */
uint32_t xen_listener_leave(uint8_t vector);

/* xen_listener_event - see what came. Interrupt context. */
void xen_listener_event(void *unused);
