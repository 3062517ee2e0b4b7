/*
 * pith/net.h - for httpd in Linux, which counts elsewhere: nothing here.
 */
#pragma once

#include <stdint.h>

struct pith_net_counters {
    uint64_t memory, memory_peak, memory_failed;
    uint64_t rx_dropped, rx_errors, tx_dropped;
};

/* pith_net_counters - what the network has counted: zeros. */
static inline void pith_net_counters(struct pith_net_counters *out)
{
    *out = (struct pith_net_counters){0};
}
