/*
 * run_net.c - the network options of `pith run`.
 */
#include "tools/pith/run_net.h"

#include <arpa/inet.h>
#include <linux/if_tun.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/pith/pith.h"
#include "tools/pith/run.h"

#define TAP_QUEUES 8 /* as many as a guest uses */

/* What QEMU's user network gives by DHCP [QEMU system/devices/net]; told at
 * once, it saves the guest two rounds. */
static const char user_ip[] = "ip=10.0.2.15::10.0.2.2:255.255.255.0:::off:"
                              "10.0.2.3";

/* A decimal port, followed by @end; moves @text behind that. */
static bool read_port(const char **text, char end, unsigned *port)
{
    const char *p = *text;
    unsigned long n = 0;

    for (; *p >= '0' && *p <= '9' && n <= 65535; p++)
        n = n * 10 + (unsigned)(*p - '0');
    if (p == *text || n < 1 || n > 65535 || *p != end)
        return false;
    *port = (unsigned)n;
    *text = p + (end != '\0');
    return true;
}

bool run_net_forward(const char *text, char *out, size_t size)
{
    const char *slash = strchr(text, '/'), *protocol = "tcp";
    char ports[64], ip[INET_ADDRSTRLEN] = "127.0.0.1";
    size_t length = slash ? (size_t)(slash - text) : strlen(text);
    unsigned host, guest;
    struct in_addr unused;
    const char *p = ports, *dot;

    if (length >= sizeof(ports))
        return false;
    memcpy(ports, text, length);
    ports[length] = '\0';
    if (slash)
        protocol = slash + 1;
    if (strcmp(protocol, "tcp") != 0 && strcmp(protocol, "udp") != 0)
        return false;
    dot = strchr(ports, '.');
    if (dot) {
        size_t n = strcspn(ports, ":");
        if (n >= sizeof(ip) || ports[n] != ':')
            return false;
        memcpy(ip, ports, n);
        ip[n] = '\0';
        p = ports + n + 1;
    }
    if (inet_pton(AF_INET, ip, &unused) != 1 || !read_port(&p, ':', &host) ||
        !read_port(&p, '\0', &guest))
        return false;
    snprintf(out, size, "%s:%s:%u-:%u", protocol, ip, host, guest);
    return true;
}

int run_net_publish(struct run_options *o, const char *text)
{
    char rule[80];

    if (!run_net_forward(text, rule, sizeof(rule)))
        return fail(STATUS_TOOL,
                    "run: -p %s is not [IP:]HOST:GUEST[/udp], as in 8080:80",
                    text);
    words_add(&o->vmm.net.forwards, "%s", rule);
    return 0;
}

int run_net_kind(struct run_options *o, const char *text)
{
    struct vmm_net *net = &o->vmm.net;

    net->chosen = true;
    if (strcmp(text, "none") == 0)
        net->kind = VMM_NET_NONE;
    else if (strcmp(text, "user") == 0)
        net->kind = VMM_NET_USER;
    else if (strncmp(text, "tap=", 4) == 0 && text[4] && !strchr(text, ','))
        net->kind = VMM_NET_TAP;
    else if (strncmp(text, "bridge=", 7) == 0 && text[7] &&
             !strpbrk(text, ", '"))
        net->kind = VMM_NET_BRIDGE;
    else
        return fail(STATUS_TOOL,
                    "run: --net is user, tap=INTERFACE or none, "
                    "not %s",
                    text);
    net->name = strchr(text, '=') ? strchr(text, '=') + 1 : NULL;
    return 0;
}

/* Whether the tap was made with several queues [Linux networking/tuntap]. */
static bool is_multi_queue(const char *tap)
{
    char path[64];
    unsigned flags = 0;
    FILE *f;

    if (strchr(tap, '/') ||
        snprintf(path, sizeof(path), "/sys/class/net/%s/tun_flags", tap) >=
            (int)sizeof(path))
        return false;
    f = fopen(path, "r");
    if (!f)
        return false; /* no tap: QEMU says so */
    if (fscanf(f, "%x", &flags) != 1)
        flags = 0;
    fclose(f);
    return flags & IFF_MULTI_QUEUE;
}

static bool has_env(const struct words *env, const char *start)
{
    for (size_t i = 0; i < env->count; i++)
        if (strncmp(env->word[i], start, strlen(start)) == 0)
            return true;
    return false;
}

int run_net_settle(struct run_options *o)
{
    struct vmm_net *net = &o->vmm.net;

    if (net->forwards.count && !net->chosen)
        net->kind = VMM_NET_USER;
    if (net->forwards.count && net->kind != VMM_NET_USER && !o->describes)
        return fail(STATUS_TOOL, "run: -p wants --net user");
    if (net->kind == VMM_NET_BRIDGE && !o->describes)
        return fail(STATUS_TOOL,
                    "run: --net bridge= is for pith xl and libvirt; put a tap "
                    "on the bridge and use --net tap=INTERFACE");
    if (net->pcap && net->kind == VMM_NET_NONE)
        return fail(STATUS_TOOL, "run: --pcap wants a network: -p or --net");
    if (net->pcap && strchr(net->pcap, ','))
        return fail(STATUS_TOOL, "run: --pcap %s: no comma, please", net->pcap);
    if (net->kind == VMM_NET_TAP && is_multi_queue(net->name))
        net->queues = o->vmm.cpus < 2            ? 2
                      : o->vmm.cpus > TAP_QUEUES ? TAP_QUEUES
                                                 : o->vmm.cpus;
    if (net->kind == VMM_NET_USER && !has_env(&o->env, "ip="))
        words_add(&o->env, "%s", user_ip);
    return 0;
}
