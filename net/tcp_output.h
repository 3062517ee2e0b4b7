/*
 * tcp_output.h - segments longer than the peer takes, for cards that cut them.
 */
#pragma once

#include "lwip/tcp.h"

/*
 * net_tcp_write - tcp_write(); where the card on the way cuts, the segments
 * it makes have several times the connection's MSS.
 *
 * Arguments, result: those of tcp_write(). With the lock held.
 */
err_t net_tcp_write(struct tcp_pcb *pcb, const void *data, u16_t len,
                    u8_t flags);
