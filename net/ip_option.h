/*
 * ip_option.h - the words ip= and pith.dns=, read.
 *
 * ip= is Linux's [Linux nfsroot.rst]:
 *     CLIENT:SERVER:GATEWAY:NETMASK:HOSTNAME:DEVICE:AUTOCONF:DNS0:DNS1:NTP0
 * or AUTOCONF alone. Fields may be empty or missing; SERVER and NTP0 are of no
 * use here. Without a CLIENT the address comes by DHCP, unless AUTOCONF is off
 * or none.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define IP_OPTION_DNS 3

/*
 * struct ip_option - addresses in network order.
 *
 * @set     there is a CLIENT, with @address, @gateway (zeros: none), @mask
 * @dhcp    ask for an address
 * @device  "" for the first card
 */
struct ip_option {
    bool set, dhcp;
    uint8_t address[4], gateway[4], mask[4];
    char hostname[64], device[16];
    uint8_t dns[IP_OPTION_DNS][4];
    unsigned dns_count;
};

/*
 * ip_option_parse - read the value of ip=.
 *
 * NULL is as good as "dhcp". Returns 0, or -EINVAL with @field saying which
 * field is wrong: "CLIENT", ...; @out is not complete then. Any context.
 */
int ip_option_parse(const char *text, struct ip_option *out,
                    const char **field);

/*
 * ip_option_dns - read "1.2.3.4,5.6.7.8" into @out's name servers.
 *
 * In place of those that were there. At most IP_OPTION_DNS. 0 or -EINVAL.
 */
int ip_option_dns(const char *text, struct ip_option *out);
