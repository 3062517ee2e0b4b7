/*
 * resolve.h - names of hosts, asked of name servers; names of interfaces.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct net_addr;

/*
 * net_resolve - ask the name servers for an address of @name.
 *
 * @family  4 or 6
 *
 * Waits for the answer: some seconds if none comes. Returns 0; -ENOENT if
 * there is no such name, no such address, no name server, or no answer;
 * -EINVAL if no name can look so. Brings the network up. Thread context.
 */
int net_resolve(const char *name, int family, struct net_addr *out);

/*
 * net_interface - the interface with number @index, from 1 on.
 *
 * @name  gets "lo", "eth0", ...; @size 16 is enough. 0 or -ENODEV.
 */
int net_interface(unsigned index, char *name, size_t size);

/* net_interface_at - the number of the interface with IPv4 address @ip, or 0.
 * The network is up. */
unsigned net_interface_at(const uint8_t ip[4]);

/* net_interface_ip - the IPv4 address of interface @index; zeros: none. */
void net_interface_ip(unsigned index, uint8_t ip[4]);
