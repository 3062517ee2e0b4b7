/*
 * gethostbyname.c - the older calls: one result at a time, for all threads.
 */
#include <netdb.h>
#include <stdio.h>
#include <string.h>

#include "libc/netdb.h"
#include "net/socket.h"

int h_errno;

static struct {
    struct hostent host;
    char name[256];
    char *aliases[1], *list[NETDB_ADDRESSES + 1];
    struct net_addr addresses[NETDB_ADDRESSES];
} answer;

static struct hostent *fill(const char *name, int family, int count)
{
    int n = 0;

    strlcpy(answer.name, name, sizeof(answer.name));
    for (; n < count; n++)
        answer.list[n] = (char *)answer.addresses[n].ip;
    answer.list[n] = NULL;
    answer.host = (struct hostent){.h_name = answer.name,
                                   .h_aliases = answer.aliases,
                                   .h_addrtype = family,
                                   .h_length = family == AF_INET ? 4 : 16,
                                   .h_addr_list = answer.list};
    return &answer.host;
}

struct hostent *gethostbyname2(const char *name, int family)
{
    int n;

    if (family != AF_INET && family != AF_INET6) {
        h_errno = NO_RECOVERY;
        return NULL;
    }
    n = libc_netdb_lookup(name, family, false, answer.addresses);
    if (n > 0)
        return fill(name, family, n);
    h_errno = HOST_NOT_FOUND;
    return NULL;
}

struct hostent *gethostbyname(const char *name)
{
    return gethostbyname2(name, AF_INET);
}

struct hostent *gethostbyaddr(const void *a, socklen_t len, int family)
{
    struct net_addr *to = &answer.addresses[0];
    char name[256];

    h_errno = HOST_NOT_FOUND;
    if ((family != AF_INET || len != 4) && (family != AF_INET6 || len != 16))
        return NULL;
    *to = (struct net_addr){.family = family == AF_INET ? 4 : 6};
    memcpy(to->ip, a, len);
    return libc_netdb_reverse(to, name, sizeof(name)) ? fill(name, family, 1)
                                                      : NULL;
}

const char *hstrerror(int error)
{
    switch (error) {
    case 0:
        return "No error";
    case HOST_NOT_FOUND:
        return "Unknown host";
    case TRY_AGAIN:
        return "Host name lookup failure";
    case NO_DATA:
        return "No address associated with name";
    }
    return "Unknown server error";
}

void herror(const char *text)
{
    fprintf(stderr, "%s%s%s\n", text && *text ? text : "",
            text && *text ? ": " : "", hstrerror(h_errno));
}
