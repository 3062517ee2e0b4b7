/*
 * eth_csum.h - who sums: lwIP or the card.
 */
#pragma once

#include <stdint.h>

struct net_tx;
struct pbuf;

/*
 * eth_checks - lwIP's NETIF_CHECKSUM_* flags for a card and a frame.
 *
 * @features  of the card (enum netdev_feature)
 * @checked   not 0: the received frame's TCP or UDP sum needs no look
 */
uint16_t eth_checks(unsigned features, unsigned checked);

/*
 * eth_offload - let the card fill in the check sum of a TCP frame.
 *
 * Writes the pseudo header's sum into the frame, which lwIP left without one,
 * and sets @tx's flags, csum_start and csum_offset; if a segment is too long
 * for its peer, what the card needs to cut it (eth_cut.h). Nothing for other
 * frames.
 *
 * @features  of the card, with NETDEV_TX_CSUM
 */
void eth_offload(struct net_tx *tx, struct pbuf *p, unsigned features);
