/*
 * hosts.c - from a host's name to its addresses, and back.
 */
#include <arpa/inet.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "libc/netdb.h"
#include "net/resolve.h"
#include "net/socket.h"

#define HOSTS        "/etc/hosts"
#define NAME_MAX_DNS 253 /* RFC 1035 2.3.4, as text */

/* "1.2.3.4", "fe80::1", "fe80::1%eth0". */
static bool read_address(const char *text, struct net_addr *out)
{
    char plain[INET6_ADDRSTRLEN + 1];
    const char *percent = strchr(text, '%');
    size_t n = percent ? (size_t)(percent - text) : strlen(text);
    struct in_addr v4;

    memset(out, 0, sizeof(*out));
    if (inet_aton(text, &v4)) {
        out->family = 4;
        memcpy(out->ip, &v4, 4);
        return true;
    }
    if (n >= sizeof(plain))
        return false;
    memcpy(plain, text, n);
    plain[n] = '\0';
    if (inet_pton(AF_INET6, plain, out->ip) != 1)
        return false;
    out->family = 6;
    if (percent) {
        out->scope = if_nametoindex(percent + 1);
        if (!out->scope)
            out->scope = (uint32_t)strtoul(percent + 1, NULL, 10);
    }
    return true;
}

static bool family_fits(int family, const struct net_addr *a)
{
    return family == AF_UNSPEC || (family == AF_INET) == (a->family == 4);
}

/* --- /etc/hosts: ADDRESS NAME... # comment --- */

static bool line_has(char *names, const char *name, char **first)
{
    char *rest = names, *word;
    bool found = false;

    *first = NULL;
    while ((word = strtok_r(rest, " \t\r\n", &rest))) {
        if (!*first)
            *first = word;
        found = found || (name && strcasecmp(word, name) == 0);
    }
    return found;
}

/* Calls @each(address, names, arg) for every line, until it says true. */
static void for_each_line(bool (*each)(const struct net_addr *a, char *names,
                                       void *arg),
                          void *arg)
{
    FILE *in = fopen(HOSTS, "r");
    char line[512];
    bool done = false;

    while (in && !done && fgets(line, sizeof(line), in)) {
        struct net_addr a;
        char *rest = line, *address;
        line[strcspn(line, "#")] = '\0';
        address = strtok_r(rest, " \t\r\n", &rest);
        if (address && read_address(address, &a))
            done = each(&a, rest, arg);
    }
    if (in)
        fclose(in);
}

struct search {
    const char *name;
    int family, count;
    struct net_addr *out;
};

static bool take_line(const struct net_addr *a, char *names, void *arg)
{
    struct search *s = arg;
    char *first;

    if (line_has(names, s->name, &first) && family_fits(s->family, a))
        s->out[s->count++] = *a;
    return s->count == NETDB_ADDRESSES;
}

struct reverse {
    const struct net_addr *a;
    char *name;
    size_t size;
    bool found;
};

static bool match_line(const struct net_addr *a, char *names, void *arg)
{
    struct reverse *r = arg;
    char *first;

    line_has(names, NULL, &first);
    if (!first || a->family != r->a->family ||
        memcmp(a->ip, r->a->ip, a->family == 4 ? 4 : 16) != 0)
        return false;
    r->found = strlcpy(r->name, first, r->size) < r->size;
    return true;
}

bool libc_netdb_reverse(const struct net_addr *a, char *name, size_t size)
{
    struct reverse r = {a, name, size, false};

    for_each_line(match_line, &r);
    return r.found;
}

/* --- all sources --- */

/* What every machine knows of itself [RFC 6761 6.3]. */
static int own_name(const char *name, int family, struct net_addr *out)
{
    int n = 0;

    if (strcasecmp(name, "localhost") != 0)
        return 0;
    if (family != AF_INET6)
        read_address("127.0.0.1", &out[n++]);
    if (family != AF_INET)
        read_address("::1", &out[n++]);
    return n;
}

static int from_servers(const char *name, int family, struct net_addr *out)
{
    int n = 0;

    if (strlen(name) > NAME_MAX_DNS)
        return EAI_NONAME;
    if (family != AF_INET6 && net_resolve(name, 4, &out[n]) == 0)
        n++;
    if (family != AF_INET && net_resolve(name, 6, &out[n]) == 0)
        n++;
    return n ? n : EAI_NONAME;
}

int libc_netdb_lookup(const char *name, int family, bool numeric_only,
                      struct net_addr *out)
{
    struct search s = {name, family, 0, out};

    if (read_address(name, out))
        return family_fits(family, out) ? 1 : EAI_FAMILY;
    if (numeric_only || !*name)
        return EAI_NONAME;
    for_each_line(take_line, &s);
    if (!s.count)
        s.count = own_name(name, family, out);
    return s.count ? s.count : from_servers(name, family, out);
}
