/*
 * services.c - well-known ports and protocols by name [IANA service-names].
 */
#include <string.h>

#include "libc/netdb.h"

static const struct service {
    const char *name;
    unsigned short port;
    char tcp, udp;
} services[] = {
    {"echo", 7, 1, 1},         {"discard", 9, 1, 1},
    {"daytime", 13, 1, 1},     {"ftp", 21, 1, 0},
    {"ssh", 22, 1, 0},         {"telnet", 23, 1, 0},
    {"smtp", 25, 1, 0},        {"time", 37, 1, 1},
    {"domain", 53, 1, 1},      {"tftp", 69, 0, 1},
    {"http", 80, 1, 0},        {"pop3", 110, 1, 0},
    {"ntp", 123, 0, 1},        {"imap", 143, 1, 0},
    {"snmp", 161, 0, 1},       {"ldap", 389, 1, 1},
    {"https", 443, 1, 1},      {"syslog", 514, 0, 1},
    {"submission", 587, 1, 0}, {"imaps", 993, 1, 0},
    {"pop3s", 995, 1, 0},      {"mqtt", 1883, 1, 0},
    {"mysql", 3306, 1, 0},     {"postgresql", 5432, 1, 0},
    {"redis", 6379, 1, 0},     {"secure-mqtt", 8883, 1, 0},
};

#define COUNT (sizeof(services) / sizeof(services[0]))

static int fits(const struct service *s, const char *protocol)
{
    return !protocol || (s->tcp && strcmp(protocol, "tcp") == 0) ||
           (s->udp && strcmp(protocol, "udp") == 0);
}

int libc_service_port(const char *name, const char *protocol)
{
    for (size_t i = 0; i < COUNT; i++)
        if (strcmp(services[i].name, name) == 0 && fits(&services[i], protocol))
            return services[i].port;
    return 0;
}

const char *libc_service_name(int port, const char *protocol)
{
    for (size_t i = 0; i < COUNT; i++)
        if (services[i].port == port && fits(&services[i], protocol))
            return services[i].name;
    return NULL;
}

static struct servent *fill_service(const char *name, int port,
                                    const char *protocol)
{
    static char *none[] = {NULL};
    static struct servent s;

    s = (struct servent){.s_name = (char *)name,
                         .s_aliases = none,
                         .s_port = htons((unsigned short)port),
                         .s_proto = (char *)(protocol ? protocol : "tcp")};
    return &s;
}

struct servent *getservbyname(const char *name, const char *protocol)
{
    int port = libc_service_port(name, protocol);

    return port ? fill_service(name, port, protocol) : NULL;
}

struct servent *getservbyport(int port, const char *protocol)
{
    const char *name = libc_service_name(ntohs((unsigned short)port), protocol);

    return name ? fill_service(name, ntohs((unsigned short)port), protocol)
                : NULL;
}

/* --- protocols --- */

static const struct {
    const char *name;
    int number;
} protocols[] = {
    {"ip", 0},   {"icmp", 1},  {"igmp", 2},       {"tcp", 6},
    {"udp", 17}, {"ipv6", 41}, {"ipv6-icmp", 58},
};

static struct protoent *fill_protocol(size_t i)
{
    static char *none[] = {NULL};
    static struct protoent p;

    p = (struct protoent){(char *)protocols[i].name, none, protocols[i].number};
    return &p;
}

struct protoent *getprotobyname(const char *name)
{
    for (size_t i = 0; i < sizeof(protocols) / sizeof(protocols[0]); i++)
        if (strcmp(protocols[i].name, name) == 0)
            return fill_protocol(i);
    return NULL;
}

struct protoent *getprotobynumber(int number)
{
    for (size_t i = 0; i < sizeof(protocols) / sizeof(protocols[0]); i++)
        if (protocols[i].number == number)
            return fill_protocol(i);
    return NULL;
}
