/*
 * getaddrinfo.c - getaddrinfo(), freeaddrinfo(), gai_strerror().
 */
#include <stdlib.h>
#include <string.h>

#include "libc/inet_socket.h"
#include "libc/netdb.h"
#include "net/socket.h"

#define KNOWN_FLAGS                                                            \
    (AI_PASSIVE | AI_CANONNAME | AI_NUMERICHOST | AI_V4MAPPED | AI_ALL |       \
     AI_ADDRCONFIG | AI_NUMERICSERV)

/* The kinds of socket that an address is listed for. */
static const struct kind {
    int type, protocol;
    const char *name;
} kinds[] = {
    {SOCK_STREAM, IPPROTO_TCP, "tcp"},
    {SOCK_DGRAM, IPPROTO_UDP, "udp"},
    {SOCK_RAW, 0, NULL},
};

/* A node with its address behind it: freed as one. */
struct node {
    struct addrinfo info;
    struct sockaddr_storage address;
};

static bool wanted(const struct kind *k, const struct addrinfo *hints)
{
    if (hints->ai_socktype && hints->ai_socktype != k->type)
        return false;
    return !hints->ai_protocol || !k->protocol ||
           hints->ai_protocol == k->protocol;
}

/* -1: no such port for this kind. */
static int port_of(const char *service, const struct kind *k, bool numeric)
{
    char *end;
    unsigned long port;

    if (!service)
        return 0;
    port = strtoul(service, &end, 10);
    if (*service && !*end)
        return port <= 65535 ? (int)port : -1;
    if (numeric || !k->name)
        return -1;
    port = (unsigned long)libc_service_port(service, k->name);
    return port ? (int)port : -1;
}

static int add(struct addrinfo ***last, const struct net_addr *a,
               const struct kind *k, const struct addrinfo *hints)
{
    struct node *n = calloc(1, sizeof(*n));

    if (!n)
        return EAI_MEMORY;
    libc_inet_out(a, &n->address, &n->info.ai_addrlen);
    n->info.ai_addr = (struct sockaddr *)&n->address;
    n->info.ai_family = n->address.ss_family;
    n->info.ai_socktype = k->type;
    n->info.ai_protocol = k->protocol ? k->protocol : hints->ai_protocol;
    n->info.ai_flags = hints->ai_flags;
    **last = &n->info;
    *last = &n->info.ai_next;
    return 0;
}

/* No host: this machine, to connect to or to bind to. */
static int own_addresses(const struct addrinfo *hints, struct net_addr *out)
{
    bool any = hints->ai_flags & AI_PASSIVE;
    int n = 0;

    if (hints->ai_family != AF_INET)
        out[n++] = (struct net_addr){.family = 6, .ip[15] = any ? 0 : 1};
    if (hints->ai_family != AF_INET6)
        out[n++] = any ? (struct net_addr){.family = 4}
                       : (struct net_addr){.family = 4, .ip = {127, 0, 0, 1}};
    return n;
}

/* ::ffff:1.2.3.4, by which a socket of IPv6 reaches IPv4. */
static void map(struct net_addr *a)
{
    memcpy(a->ip + 12, a->ip, 4);
    memset(a->ip, 0, 10);
    memset(a->ip + 10, 0xff, 2);
    a->family = 6;
}

/* The addresses of a host; with AI_V4MAPPED those of IPv4 too where there are
 * no others, or with AI_ALL behind them. */
static int host_addresses(const char *host, const struct addrinfo *hints,
                          struct net_addr *out)
{
    bool numeric = hints->ai_flags & AI_NUMERICHOST;
    int n = libc_netdb_lookup(host, hints->ai_family, numeric, out);
    struct net_addr v4[NETDB_ADDRESSES];
    int more;

    if (hints->ai_family != AF_INET6 || !(hints->ai_flags & AI_V4MAPPED) ||
        (n > 0 && !(hints->ai_flags & AI_ALL)))
        return n;
    more = libc_netdb_lookup(host, AF_INET, numeric, v4);
    if (more <= 0)
        return n;
    if (n < 0)
        n = 0;
    for (int i = 0; i < more && n < NETDB_ADDRESSES; i++, n++) {
        out[n] = v4[i];
        map(&out[n]);
    }
    return n;
}

static int list(const char *service, const struct addrinfo *hints,
                struct net_addr *a, int count, struct addrinfo **result)
{
    struct addrinfo **last = result;
    bool port_known = false;

    for (int i = 0; i < count; i++) {
        for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++) {
            int port, err;
            if (!wanted(&kinds[k], hints))
                continue;
            port =
                port_of(service, &kinds[k], hints->ai_flags & AI_NUMERICSERV);
            if (port < 0)
                continue;
            port_known = true;
            a[i].port = (uint16_t)port;
            err = add(&last, &a[i], &kinds[k], hints);
            if (err)
                return err;
        }
    }
    return port_known ? 0 : EAI_SERVICE;
}

static int check(const char *host, const char *service,
                 const struct addrinfo *hints)
{
    int type = hints->ai_socktype;

    if (!host && !service)
        return EAI_NONAME;
    if (hints->ai_flags & ~KNOWN_FLAGS ||
        (hints->ai_flags & AI_CANONNAME && !host))
        return EAI_BADFLAGS;
    if (hints->ai_family != AF_UNSPEC && hints->ai_family != AF_INET &&
        hints->ai_family != AF_INET6)
        return EAI_FAMILY;
    return type && type != SOCK_STREAM && type != SOCK_DGRAM && type != SOCK_RAW
               ? EAI_SOCKTYPE
               : 0;
}

int getaddrinfo(const char *restrict host, const char *restrict service,
                const struct addrinfo *restrict hints,
                struct addrinfo **restrict result)
{
    static const struct addrinfo no_hints;
    struct net_addr a[NETDB_ADDRESSES];
    int count, err;

    *result = NULL;
    if (!hints)
        hints = &no_hints;
    err = check(host, service, hints);
    if (err)
        return err;
    count = host ? host_addresses(host, hints, a) : own_addresses(hints, a);
    if (count < 0)
        return count;
    err = list(service, hints, a, count, result);
    if (!err && hints->ai_flags & AI_CANONNAME) {
        (*result)->ai_canonname = strdup(host);
        err = (*result)->ai_canonname ? 0 : EAI_MEMORY;
    }
    if (err) {
        freeaddrinfo(*result);
        *result = NULL;
    }
    return err;
}

void freeaddrinfo(struct addrinfo *list)
{
    while (list) {
        struct addrinfo *next = list->ai_next;
        free(list->ai_canonname);
        free(list);
        list = next;
    }
}

const char *gai_strerror(int error)
{
    switch (error) {
    case 0:
        return "Success";
    case EAI_BADFLAGS:
        return "Bad value for ai_flags";
    case EAI_NONAME:
        return "Name or service not known";
    case EAI_AGAIN:
        return "Temporary failure in name resolution";
    case EAI_FAIL:
        return "Non-recoverable failure in name resolution";
    case EAI_NODATA:
        return "No address associated with hostname";
    case EAI_FAMILY:
        return "ai_family not supported";
    case EAI_SOCKTYPE:
        return "ai_socktype not supported";
    case EAI_SERVICE:
        return "Servname not supported for ai_socktype";
    case EAI_MEMORY:
        return "Memory allocation failure";
    case EAI_SYSTEM:
        return "System error";
    case EAI_OVERFLOW:
        return "Argument buffer overflow";
    }
    return "Unknown error";
}
