/*
 * evtchn.h - event channels: interrupts between domains.
 *
 * A channel is a number, the port; either side sends an event to the other by
 * xen_notify(port). All are delivered on the boot CPU, by one vector, and an
 * event that comes again before it was looked at comes once.
 * [XEN event_channel.h]
 */
#pragma once

#include <stdint.h>

#define EVTCHN_NONE 0u /* no channel has it */

typedef void (*evtchn_fn)(void *arg);

/*
 * evtchn_init - take events from now on.
 *
 * Idempotent. Returns 0; -ENODEV if this is not Xen, or it has no events for
 * us (one line has said so). Thread context.
 */
int evtchn_init(void);

/*
 * evtchn_bind - have @fn(@arg) called for events of @port, and unmask it.
 *
 * For channels that exist: the console's, xenstore's. @fn is called once at
 * least, if an event came before. 0, -ENODEV (evtchn_init()), -ENOSPC.
 * Thread context; @fn in interrupt context.
 */
int evtchn_bind(uint32_t port, evtchn_fn fn, void *arg);

/*
 * evtchn_alloc - a new channel that domain @domid may connect to.
 *
 * @port  its number here, for that domain to know; on success
 *
 * Returns 0, -ENODEV, -ENOSPC. Thread context.
 */
int evtchn_alloc(uint16_t domid, evtchn_fn fn, void *arg, uint32_t *port);

/* evtchn_alloc_ipi - a new channel to ourselves; as evtchn_alloc(). */
int evtchn_alloc_ipi(evtchn_fn fn, void *arg, uint32_t *port);

/*
 * evtchn_close - the reverse of evtchn_alloc(); EVTCHN_NONE is fine.
 *
 * When it returns the handler runs on no CPU. Thread context, not on behalf
 * of the handler.
 */
void evtchn_close(uint32_t port);

/* evtchn_settle - wait until no handler runs that did when it was called.
 * Thread context, not on behalf of a handler. */
void evtchn_settle(void);

/*
 * evtchn_set_limit - more than @limit events of one channel within 10 ms, and
 * it is masked for as long, so that the program gets on. 5000 unless set.
 */
void evtchn_set_limit(uint32_t limit);

/* evtchn_muted - how often that has happened. Any context. */
uint32_t evtchn_muted(void);
