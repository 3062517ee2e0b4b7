/*
 * getnameinfo.c - from an address to names.
 */
#include <arpa/inet.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>

#include "libc/inet_socket.h"
#include "libc/netdb.h"
#include "net/socket.h"

static bool put(char *out, socklen_t size, const char *text)
{
    return strlcpy(out, text, size) < size;
}

static void address_text(const struct net_addr *a, char *out, size_t size)
{
    char name[IF_NAMESIZE];
    size_t n;

    inet_ntop(a->family == 6 ? AF_INET6 : AF_INET, a->ip, out, size);
    n = strlen(out);
    if (a->family != 6 || !a->scope)
        return;
    if (if_indextoname(a->scope, name))
        snprintf(out + n, size - n, "%%%s", name);
    else
        snprintf(out + n, size - n, "%%%u", (unsigned)a->scope);
}

static int put_host(const struct net_addr *a, char *out, socklen_t size,
                    int flags)
{
    char text[INET6_ADDRSTRLEN + IF_NAMESIZE + 1];

    if (!(flags & NI_NUMERICHOST) && libc_netdb_reverse(a, out, size))
        return 0;
    if (flags & NI_NAMEREQD)
        return EAI_NONAME;
    address_text(a, text, sizeof(text));
    return put(out, size, text) ? 0 : EAI_OVERFLOW;
}

static int put_service(int port, char *out, socklen_t size, int flags)
{
    const char *protocol = flags & NI_DGRAM ? "udp" : "tcp", *name = NULL;
    char text[8];

    if (!(flags & NI_NUMERICSERV))
        name = libc_service_name(port, protocol);
    if (!name) {
        snprintf(text, sizeof(text), "%d", port);
        name = text;
    }
    return put(out, size, name) ? 0 : EAI_OVERFLOW;
}

int getnameinfo(const struct sockaddr *restrict sa, socklen_t len,
                char *restrict host, socklen_t host_size,
                char *restrict service, socklen_t service_size, int flags)
{
    struct net_addr a;
    int err = 0;

    if (libc_inet_in(sa, len, &a))
        return EAI_FAMILY;
    if (host && host_size)
        err = put_host(&a, host, host_size, flags);
    if (!err && service && service_size)
        err = put_service(a.port, service, service_size, flags);
    return err;
}
