/*
 * tcp_limit.h - connections that nobody holds: how many there may be.
 */
#pragma once

/* net_tcp_limit - end those that are too many; the lock is held. Does
 * nothing more often than once a second. */
void net_tcp_limit(void);
