/*
 * ip_option.c - see ip_option.h. A pure parser.
 */
#include "net/ip_option.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

/* A field: from @text up to @end. */
struct field {
    const char *text, *end;
};

static bool is_empty(struct field f)
{
    return f.text == f.end;
}

static bool is(struct field f, const char *word)
{
    size_t n = (size_t)(f.end - f.text);

    return strlen(word) == n && memcmp(f.text, word, n) == 0;
}

static int read_address(struct field f, uint8_t out[4])
{
    const char *p = f.text;

    for (int i = 0; i < 4; i++) {
        unsigned value = 0, digits = 0;
        for (; p < f.end && *p >= '0' && *p <= '9' && digits < 3; digits++)
            value = value * 10 + (unsigned)(*p++ - '0');
        if (digits == 0 || value > 255)
            return -EINVAL;
        out[i] = (uint8_t)value;
        if (i < 3 && (p == f.end || *p++ != '.'))
            return -EINVAL;
    }
    return p == f.end ? 0 : -EINVAL;
}

static int read_text(struct field f, char *out, size_t size)
{
    size_t n = (size_t)(f.end - f.text);

    if (n >= size)
        return -EINVAL;
    memcpy(out, f.text, n);
    out[n] = '\0';
    return 0;
}

/* Ones, then zeros. */
static int read_mask(struct field f, uint8_t out[4])
{
    int err = read_address(f, out);
    uint32_t bits = (uint32_t)out[0] << 24 | (uint32_t)out[1] << 16 |
                    (uint32_t)out[2] << 8 | out[3];

    return err || (~bits & (~bits + 1)) ? -EINVAL : 0;
}

static int read_autoconf(struct field f, bool *dhcp)
{
    static const char *const on[] = {"on", "any", "dhcp", "both"};

    *dhcp = true;
    for (size_t i = 0; i < sizeof(on) / sizeof(on[0]); i++)
        if (is(f, on[i]))
            return 0;
    *dhcp = false;
    return is(f, "off") || is(f, "none") ? 0 : -EINVAL;
}

/* Where no mask is given, the address's class has one, as in Linux. */
static void class_mask(const uint8_t address[4], uint8_t mask[4])
{
    memset(mask, 0, 4);
    mask[0] = 255;
    if (address[0] >= 128)
        mask[1] = 255;
    if (address[0] >= 192)
        mask[2] = 255;
}

static int add_dns(struct field f, struct ip_option *out)
{
    if (out->dns_count == IP_OPTION_DNS)
        return -EINVAL;
    return read_address(f, out->dns[out->dns_count++]);
}

/* Field number @i, which is not empty. */
static int read_field(unsigned i, struct field f, struct ip_option *out)
{
    static uint8_t unused[4];

    switch (i) {
    case 0:
        out->set = true;
        return read_address(f, out->address);
    case 2:
        return read_address(f, out->gateway);
    case 3:
        return read_mask(f, out->mask);
    case 4:
        return read_text(f, out->hostname, sizeof(out->hostname));
    case 5:
        return read_text(f, out->device, sizeof(out->device));
    case 6:
        return read_autoconf(f, &out->dhcp);
    case 7:
    case 8:
        return add_dns(f, out);
    default:
        return read_address(f, unused);
    }
}

static struct field next_field(const char *p, char separator)
{
    const char *end = strchr(p, separator);

    return (struct field){p, end ? end : p + strlen(p)};
}

int ip_option_parse(const char *text, struct ip_option *out, const char **field)
{
    static const char *const names[] = {
        "CLIENT", "SERVER",   "GATEWAY", "NETMASK", "HOSTNAME",
        "DEVICE", "AUTOCONF", "DNS0",    "DNS1",    "NTP0"};
    const unsigned count = sizeof(names) / sizeof(names[0]);
    unsigned i = 0;

    memset(out, 0, sizeof(*out));
    out->dhcp = true;
    if (!text || !*text)
        return 0;
    if (!strchr(text, ':') && (*text < '0' || *text > '9'))
        i = 6;
    for (const char *p = text;; i++) {
        struct field f = next_field(p, ':');
        *field = i < count ? names[i] : "the one behind NTP0";
        if (i >= count || (!is_empty(f) && read_field(i, f, out)))
            return -EINVAL;
        if (!*f.end)
            break;
        p = f.end + 1;
    }
    if (out->set)
        out->dhcp = false;
    if (out->set &&
        !(out->mask[0] | out->mask[1] | out->mask[2] | out->mask[3]))
        class_mask(out->address, out->mask);
    return 0;
}

int ip_option_dns(const char *text, struct ip_option *out)
{
    out->dns_count = 0;
    for (const char *p = text;;) {
        struct field f = next_field(p, ',');
        if (add_dns(f, out))
            return -EINVAL;
        if (!*f.end)
            return 0;
        p = f.end + 1;
    }
}
