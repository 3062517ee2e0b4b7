/*
 * config.c - where addresses come from.
 *
 * The first card is configured, by ip= or DHCP, and by SLAAC; others only if
 * ip= names one of them. What would make the first answer late is done before
 * the first socket is there: the address is announced (lwIP's gratuitous ARP),
 * the gateway's is asked for. DHCP is asked again soon where lwIP would wait
 * longer and longer, in case the first word was lost while the host's side
 * came up.
 */
#include "net/config.h"

#include <stdlib.h>
#include <string.h>

#include "kernel/base.h"
#include "kernel/boot.h"
#include "kernel/time.h"
#include "kernel/wait.h"
#include "lwip/dhcp.h"
#include "lwip/dns.h"
#include "lwip/etharp.h"
#include "lwip/ip6_addr.h"
#include "lwip/netif.h"
#include "lwip/prot/dhcp.h"
#include "net/eth.h"
#include "net/ip_option.h"
#include "net/net.h"

#define MS              1000000ull
#define ADDRESS_WAIT_NS (4000 * MS)
#define ASK_AGAIN_NS    (300 * MS) /* for DHCP, while nobody answers */
#define GATEWAY_WAIT_NS (100 * MS)

static struct ip_option option;
static struct netif *card;
static uint32_t word; /* counted up when frames have come */

static uint64_t now_ns(void)
{
    uint64_t now = 0;

    (void)time_monotonic_ns(&now);
    return now;
}

static void read_options(void)
{
    const char *text = getenv("ip"), *dns = boot_option("dns");
    const char *field = "";

    if (ip_option_parse(text, &option, &field))
        refuse("ip=%s: the field %s is wrong", text, field);
    if (dns && ip_option_dns(dns, &option))
        refuse("pith.dns=%s is not up to %d addresses with commas", dns,
               IP_OPTION_DNS);
}

static ip4_addr_t ip4_of(const uint8_t bytes[4])
{
    ip4_addr_t a;

    memcpy(&a.addr, bytes, 4);
    return a;
}

static void set_dns(void)
{
    for (unsigned i = 0; i < option.dns_count; i++) {
        ip_addr_t a;
        ip_addr_copy_from_ip4(a, ip4_of(option.dns[i]));
        dns_setserver((u8_t)i, &a);
    }
}

static void set_addresses(void)
{
    ip4_addr_t address = ip4_of(option.address);
    ip4_addr_t mask = ip4_of(option.mask);
    ip4_addr_t gateway = ip4_of(option.gateway);

    netif_set_addr(card, &address, &mask, &gateway);
}

void config_start(void)
{
    read_options();
    set_dns();
    card = option.device[0] ? eth_named(option.device) : eth_first();
    if (!card) {
        log_info("net: no network card%s%s, loopback only",
                 option.device[0] ? " " : "", option.device);
        return;
    }
    netif_set_hostname(card, option.hostname[0] ? option.hostname : "pith");
    netif_set_default(card);
    netif_set_up(card);
    netif_create_ip6_linklocal_address(card, 1);
    netif_set_ip6_autoconfig_enabled(card, 1);
    if (option.set)
        set_addresses();
    else if (option.dhcp)
        dhcp_start(card);
}

static void wait_until(uint64_t deadline)
{
    static const struct wait_reason why = {.what = "an address",
                                           .external = true};
    uint32_t seen = word;

    net_unlock();
    net_wait(&word, seen, deadline, &why);
    net_lock();
}

static bool has_address(void)
{
    return !ip4_addr_isany(netif_ip4_addr(card));
}

static void wait_for_dhcp(void)
{
    uint64_t end = now_ns() + ADDRESS_WAIT_NS, again = 0;

    again = now_ns() + ASK_AGAIN_NS;
    while (!has_address() && now_ns() < end && netif_is_link_up(card)) {
        const struct dhcp *d = netif_dhcp_data(card);
        if (now_ns() >= again && d && d->state == DHCP_STATE_SELECTING) {
            dhcp_start(card);
            again = now_ns() + ASK_AGAIN_NS;
        }
        wait_until(MIN(end, again));
    }
}

static bool knows_gateway(void)
{
    const ip4_addr_t *ip, *gateway = netif_ip4_gw(card);
    struct eth_addr *mac;

    return ip4_addr_isany(gateway) ||
           etharp_find_addr(card, gateway, &mac, &ip) >= 0;
}

static void wait_for_gateway(void)
{
    uint64_t end = now_ns() + GATEWAY_WAIT_NS;

    if (knows_gateway())
        return;
    etharp_query(card, netif_ip4_gw(card), NULL);
    while (!knows_gateway() && now_ns() < end)
        wait_until(end);
}

static void log_outcome(uint64_t start)
{
    char address[16], gateway[16], dns[IPADDR_STRLEN_MAX];

    if (!has_address()) {
        log_info("net: no IPv4 address%s",
                 option.dhcp ? ": DHCP has not answered, asking on" : "");
        return;
    }
    ip4addr_ntoa_r(netif_ip4_addr(card), address, sizeof(address));
    ip4addr_ntoa_r(netif_ip4_gw(card), gateway, sizeof(gateway));
    ipaddr_ntoa_r(dns_getserver(0), dns, sizeof(dns));
    log_info("net: %s: %s, gateway %s, name server %s, %s after %lu us",
             eth_name(card), address, gateway, dns,
             option.set ? "by ip=" : "by DHCP", (now_ns() - start) / 1000);
}

void config_wait(void)
{
    uint64_t start = now_ns();

    if (!card)
        return;
    net_lock();
    net_watch_frames(&word);
    if (!option.set && option.dhcp)
        wait_for_dhcp();
    if (has_address())
        wait_for_gateway();
    net_watch_frames(NULL);
    log_outcome(start);
    net_unlock();
}
