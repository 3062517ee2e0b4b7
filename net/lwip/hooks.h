/*
 * hooks.h - what lwIP calls in the middle of its work.
 */
#pragma once

#include "lwip/ip_addr.h"

/* net_tcp_isn - the first sequence number of a connection [RFC 6528 3]. */
uint32_t net_tcp_isn(const ip_addr_t *local_ip, uint16_t local_port,
                     const ip_addr_t *remote_ip, uint16_t remote_port);
