/*
 * pith/net.h - what the network has counted.
 */
#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define PITH_NET_QUEUES 8

/*
 * struct pith_net_counters - since the start; zeros before the first socket.
 *
 * @memory        bytes that sockets, connections and data on its way take now
 * @memory_peak   the most so far; @memory_limit is the bound
 * @memory_failed how often it was reached or malloc had none: something was
 *                dropped or refused
 * @rx_, @tx_     frames of all network cards; dropped: no room or no memory,
 *                error: malformed, or a sum was wrong
 * @queues        pairs of queues that the card with the most of them uses: one
 *                for each CPU if it has so many, up to PITH_NET_QUEUES
 * @queue         frames in each, of all cards that count them
 */
struct pith_net_counters {
    uint64_t memory, memory_peak, memory_limit, memory_failed;
    uint64_t rx_frames, rx_bytes, rx_dropped, rx_errors;
    uint64_t tx_frames, tx_bytes, tx_dropped, tx_errors;
    uint64_t interrupts, notifications;
    unsigned queues;
    struct {
        uint64_t rx_frames, tx_frames;
    } queue[PITH_NET_QUEUES];
};

/* pith_net_counters - read them. A thread of the program's. */
void pith_net_counters(struct pith_net_counters *out);

#ifdef __cplusplus
}
#endif
