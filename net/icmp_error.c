/*
 * icmp_error.c - see icmp_error.h.
 */
#include "net/icmp_error.h"

#include <string.h>

#define ICMP_HEADER 8
#define UDP         17
#define UDP_PORTS   4 /* of its header: all that has to come back */

/* [RFC 792 "Destination Unreachable Message"] */
#define ICMP4_UNREACHABLE 3
#define ICMP4_PORT        3

/* [RFC 791 3.1 "Internet Header Format"] */
#define IP4_HEADER   20
#define IP4_FRAGMENT 6
#define IP4_PROTOCOL 9
#define IP4_SOURCE   12
#define IP4_TARGET   16

/* [RFC 4443 3.1 "Destination Unreachable Message"] */
#define ICMP6_UNREACHABLE 1
#define ICMP6_PORT        4

/* [RFC 8200 3 "IPv6 Header Format"] */
#define IP6_HEADER 40
#define IP6_NEXT   6
#define IP6_SOURCE 8
#define IP6_TARGET 24

static uint16_t word(const uint8_t *p)
{
    return (uint16_t)(p[0] << 8 | p[1]);
}

static void read_ports(const uint8_t *udp, struct icmp_error *out)
{
    out->source_port = word(udp);
    out->target_port = word(udp + 2);
}

bool icmp_error_read4(const void *bytes, size_t len, struct icmp_error *out)
{
    const uint8_t *icmp = bytes, *ip = icmp + ICMP_HEADER;
    size_t header;

    if (len < ICMP_HEADER + IP4_HEADER || icmp[0] != ICMP4_UNREACHABLE ||
        icmp[1] != ICMP4_PORT)
        return false;
    header = (size_t)(ip[0] & 15) * 4;
    if (ip[0] >> 4 != 4 || header < IP4_HEADER || ip[IP4_PROTOCOL] != UDP ||
        (word(ip + IP4_FRAGMENT) & 0x1fff) != 0 ||
        len - ICMP_HEADER < header + UDP_PORTS)
        return false;
    memset(out, 0, sizeof(*out));
    memcpy(out->source, ip + IP4_SOURCE, 4);
    memcpy(out->target, ip + IP4_TARGET, 4);
    read_ports(ip + header, out);
    return true;
}

bool icmp_error_read6(const void *bytes, size_t len, struct icmp_error *out)
{
    const uint8_t *icmp = bytes, *ip = icmp + ICMP_HEADER;

    if (len < ICMP_HEADER + IP6_HEADER + UDP_PORTS ||
        icmp[0] != ICMP6_UNREACHABLE || icmp[1] != ICMP6_PORT ||
        ip[0] >> 4 != 6 || ip[IP6_NEXT] != UDP)
        return false;
    memcpy(out->source, ip + IP6_SOURCE, 16);
    memcpy(out->target, ip + IP6_TARGET, 16);
    read_ports(ip + IP6_HEADER, out);
    return true;
}
