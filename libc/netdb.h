/*
 * netdb.h - what the files about names share.
 */
#pragma once

#include <netdb.h>
#include <stdbool.h>
#include <stddef.h>

#define NETDB_ADDRESSES 16 /* of one name, at most */

struct net_addr;

/*
 * libc_netdb_lookup - the addresses of @name: as text, from /etc/hosts, of
 * this machine, or from name servers.
 *
 * @family        AF_INET, AF_INET6 or AF_UNSPEC
 * @numeric_only  only as text
 * @out           room for NETDB_ADDRESSES
 *
 * Returns how many, or an EAI_ value.
 */
int libc_netdb_lookup(const char *name, int family, bool numeric_only,
                      struct net_addr *out);

/* libc_netdb_reverse - the first name of an address in /etc/hosts. */
bool libc_netdb_reverse(const struct net_addr *a, char *name, size_t size);

/* libc_service_port - the port of a service's name, or 0: not known. */
int libc_service_port(const char *name, const char *protocol);

/* libc_service_name - the reverse, or NULL. */
const char *libc_service_name(int port, const char *protocol);
