/*
 * syn_cookie.h - connections of which nothing is kept until they are there.
 */
#pragma once

struct tcp_pcb;

/* net_syn_cookies - @listener, which listens, is to survive a flood of SYNs.
 * The lock is held. */
void net_syn_cookies(struct tcp_pcb *listener);
