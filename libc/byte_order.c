/*
 * byte_order.c - numbers in network order, and two well-known addresses.
 */
#include <netinet/in.h>

const struct in6_addr in6addr_any = IN6ADDR_ANY_INIT;
const struct in6_addr in6addr_loopback = IN6ADDR_LOOPBACK_INIT;

uint16_t htons(uint16_t n)
{
    return htobe16(n);
}

uint16_t ntohs(uint16_t n)
{
    return be16toh(n);
}

uint32_t htonl(uint32_t n)
{
    return htobe32(n);
}

uint32_t ntohl(uint32_t n)
{
    return be32toh(n);
}
