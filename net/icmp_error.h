/*
 * icmp_error.h - ICMP's "port unreachable", read: pure, no socket is touched.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The datagram of ours that it is about, as its first bytes came back. */
struct icmp_error {
    uint8_t source[16], target[16]; /* IPv4: the first four bytes */
    uint16_t source_port, target_port;
};

/*
 * icmp_error_read4, icmp_error_read6 - a message from the network.
 *
 * @bytes, @len  all of it, or what may matter, from ICMP's header on; the check
 *               sum is the caller's
 *
 * Returns whether it says that nobody listens at a port of UDP; then fills in
 * @out. A datagram in a later fragment, or behind headers of extensions, is
 * not looked for. [RFC 792] [RFC 4443 3.1]
 */
bool icmp_error_read4(const void *bytes, size_t len, struct icmp_error *out);
bool icmp_error_read6(const void *bytes, size_t len, struct icmp_error *out);
