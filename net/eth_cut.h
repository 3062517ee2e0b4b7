/*
 * eth_cut.h - TCP segments longer than the MTU, for cards that cut them.
 *
 * All calls with the lock held.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct net_tx;

/*
 * eth_cut_to - until the next call, what is sent is a connection's whose peer
 * takes @size bytes a segment; 0: what is sent is no segment of a connection.
 */
void eth_cut_to(uint16_t size);

/*
 * eth_cut - have the card cut a frame, if its data are more than the peer
 * takes at once.
 *
 * @tx     TCP, with csum_start and NET_CSUM; gets gso_size, header_len and
 *         @flag (NET_TSO4 or NET_TSO6; 0: the card cuts none)
 * @tcp    its TCP header
 * @bytes  from there to the end of the frame
 */
void eth_cut(struct net_tx *tx, const void *tcp, unsigned bytes, unsigned flag);
