/*
 * xenstore_host.h - a machine on which there is a xenstore, and the host's end
 * of its ring: whoever links it is xenstored.
 */
#pragma once

#include "drivers/xen/evtchn.h"
#include "drivers/xen/xs_wire.h"

/*
 * struct xenstore_host - what the host has of it.
 *
 * @requests, @answers  the page as the host sees it
 * @asked               by the client, the last request
 * @handler             the client's, if it takes events
 */
struct xenstore_host {
    struct xs_page page;
    struct byte_ring requests, answers;
    struct xs_reader asked;
    evtchn_fn handler;
};

extern struct xenstore_host store;

/* xenstore_host_start - an empty page, for a client that starts anew. */
void xenstore_host_start(void);
