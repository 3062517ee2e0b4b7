// links: net/ip_option.c
/*
 * test_ip_option.c - the words ip= and pith.dns=.
 */
#include "net/ip_option.h"

#include <errno.h>
#include <string.h>

#include "tests/check.h"

static struct ip_option o;
static const char *field;

static int parse(const char *text)
{
    field = NULL;
    return ip_option_parse(text, &o, &field);
}

static bool is_ip(const uint8_t *a, int b, int c, int d, int e)
{
    return a[0] == b && a[1] == c && a[2] == d && a[3] == e;
}

TEST(nothing_is_dhcp)
{
    CHECK(parse(NULL) == 0 && o.dhcp && !o.set);
    CHECK(parse("") == 0 && o.dhcp && !o.set);
    CHECK(parse("dhcp") == 0 && o.dhcp);
    CHECK(parse("::::::dhcp") == 0 && o.dhcp);
    CHECK(parse(":::::eth1:") == 0 && o.dhcp && !strcmp(o.device, "eth1"));
}

TEST(off)
{
    CHECK(parse("off") == 0 && !o.dhcp && !o.set);
    CHECK(parse("none") == 0 && !o.dhcp && !o.set);
    CHECK(parse("::::::off") == 0 && !o.dhcp && !o.set);
}

TEST(all_fields)
{
    CHECK(parse("10.0.0.2:10.0.0.9:10.0.0.1:255.255.252.0:box:eth1:off:"
                "8.8.8.8:1.1.1.1:9.9.9.9") == 0);
    CHECK(o.set && !o.dhcp && is_ip(o.address, 10, 0, 0, 2));
    CHECK(is_ip(o.gateway, 10, 0, 0, 1) && is_ip(o.mask, 255, 255, 252, 0));
    CHECK(!strcmp(o.hostname, "box") && !strcmp(o.device, "eth1"));
    CHECK(o.dns_count == 2 && is_ip(o.dns[1], 1, 1, 1, 1));
}

TEST(what_urunc_sends)
{
    CHECK(parse("10.0.0.2::10.0.0.1:255.255.255.0:::off") == 0);
    CHECK(o.set && !o.dhcp && is_ip(o.mask, 255, 255, 255, 0));
}

TEST(a_class_has_a_mask)
{
    CHECK(parse("10.0.0.2") == 0 && is_ip(o.mask, 255, 0, 0, 0));
    CHECK(parse("172.16.0.2") == 0 && is_ip(o.mask, 255, 255, 0, 0));
    CHECK(parse("192.168.0.2") == 0 && is_ip(o.mask, 255, 255, 255, 0));
}

TEST(wrong_fields_are_named)
{
    CHECK(parse("1.2.3") == -EINVAL && !strcmp(field, "CLIENT"));
    CHECK(parse("1.2.3.256") == -EINVAL && !strcmp(field, "CLIENT"));
    CHECK(parse("1.2.3.4.5") == -EINVAL && !strcmp(field, "CLIENT"));
    CHECK(parse("1.2.3.4::x") == -EINVAL && !strcmp(field, "GATEWAY"));
    CHECK(parse("1.2.3.4:::255.0.255.0") == -EINVAL);
    CHECK(!strcmp(field, "NETMASK"));
    CHECK(parse("1.2.3.4:::::a-long-name-of-16") == -EINVAL);
    CHECK(!strcmp(field, "DEVICE"));
    CHECK(parse("later") == -EINVAL && !strcmp(field, "AUTOCONF"));
    CHECK(parse("::::::::::") == -EINVAL && field);
}

TEST(name_servers)
{
    CHECK(parse("1.2.3.4::::::off:8.8.8.8") == 0 && o.dns_count == 1);
    CHECK(ip_option_dns("9.9.9.9,1.1.1.1", &o) == 0 && o.dns_count == 2);
    CHECK(is_ip(o.dns[0], 9, 9, 9, 9));
    CHECK(ip_option_dns("9.9.9.9,", &o) == -EINVAL);
    CHECK(ip_option_dns("1.1.1.1,2.2.2.2,3.3.3.3,4.4.4.4", &o) == -EINVAL);
}
