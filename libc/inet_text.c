/*
 * inet_text.c - IPv4 and IPv6 addresses from and to text.
 *
 * inet_pton() takes the four decimal parts only; inet_aton() also the old
 * forms with fewer parts, octal and hexadecimal [POSIX inet_addr]. IPv6 is
 * written as RFC 5952 says.
 */
#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- IPv4 --- */

int inet_aton(const char *text, struct in_addr *a)
{
    uint32_t part[4], address = 0;
    int n = 0;

    for (;; text++) {
        char *end;
        if (!isdigit((unsigned char)*text) || n == 4)
            return 0;
        unsigned long v = strtoul(text, &end, 0);
        if (v > UINT32_MAX)
            return 0;
        part[n++] = (uint32_t)v;
        text = end;
        if (*text != '.')
            break;
    }
    if (*text && !isspace((unsigned char)*text))
        return 0;
    for (int i = 0; i < n - 1; i++) {
        if (part[i] > 255)
            return 0;
        address |= part[i] << (24 - 8 * i);
    }
    if (n > 1 && part[n - 1] >> (8 * (5 - n)))
        return 0;
    if (a)
        a->s_addr = htonl(address | part[n - 1]);
    return 1;
}

in_addr_t inet_addr(const char *text)
{
    struct in_addr a;

    return inet_aton(text, &a) ? a.s_addr : INADDR_NONE;
}

/* Four decimal parts; returns the end of them, or NULL. */
static const char *dotted(const char *text, uint8_t out[4])
{
    for (int i = 0; i < 4; i++) {
        int value = 0, digits = 0;
        for (; isdigit((unsigned char)*text); text++) {
            value = value * 10 + (*text - '0');
            if (++digits > 3 || value > 255 || (digits > 1 && value < 10))
                return NULL;
        }
        if (digits == 0 || (i < 3 && *text++ != '.'))
            return NULL;
        out[i] = (uint8_t)value;
    }
    return text;
}

char *inet_ntoa(struct in_addr a)
{
    static char text[INET_ADDRSTRLEN];

    return (char *)inet_ntop(AF_INET, &a, text, sizeof(text));
}

/* --- IPv6 --- */

static int hex_digit(char c)
{
    if (isdigit((unsigned char)c))
        return c - '0';
    c = (char)tolower((unsigned char)c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Up to four digits; returns their number. */
static int group_of(const char *text, unsigned *value)
{
    int n = 0;

    for (*value = 0; n < 4 && hex_digit(text[n]) >= 0; n++)
        *value = *value << 4 | (unsigned)hex_digit(text[n]);
    return n;
}

static bool pton6(const char *text, uint8_t out[16])
{
    uint8_t bytes[16] = {0};
    int at = 0, gap = -1;

    if (text[0] == ':' && *++text != ':')
        return false;
    while (*text) {
        unsigned value;
        if (*text == ':') {
            if (gap >= 0)
                return false;
            gap = at;
            text++;
            continue;
        }
        const char *end = at <= 12 ? dotted(text, bytes + at) : NULL;
        if (end && !*end) {
            at += 4;
            break;
        }
        int digits = group_of(text, &value);
        if (digits == 0 || at > 14)
            return false;
        bytes[at++] = (uint8_t)(value >> 8);
        bytes[at++] = (uint8_t)value;
        text += digits;
        if (*text && (*text++ != ':' || !*text))
            return false;
    }
    if (gap < 0 ? at != 16 : at > 14)
        return false;
    if (gap >= 0) {
        memmove(bytes + 16 - (at - gap), bytes + gap, (size_t)(at - gap));
        memset(bytes + gap, 0, (size_t)(16 - at));
    }
    memcpy(out, bytes, 16);
    return true;
}

int inet_pton(int family, const char *restrict text, void *restrict a)
{
    uint8_t bytes[4];
    const char *end;

    if (family == AF_INET6)
        return pton6(text, a);
    if (family != AF_INET) {
        errno = EAFNOSUPPORT;
        return -1;
    }
    end = dotted(text, bytes);
    if (!end || *end)
        return 0;
    memcpy(a, bytes, 4);
    return 1;
}

/* The longest run of zero groups, of at least two. */
static void find_gap(const uint8_t *b, int *start, int *length)
{
    *start = -1;
    *length = 1;
    for (int i = 0, run = 0; i < 8; i++) {
        run = b[2 * i] || b[2 * i + 1] ? 0 : run + 1;
        if (run > *length) {
            *length = run;
            *start = i - run + 1;
        }
    }
}

static void ntop6(const uint8_t *b, char *out)
{
    int gap, gap_length;

    find_gap(b, &gap, &gap_length);
    for (int i = 0; i < 8; i++) {
        if (i == gap) {
            out += sprintf(out, "::");
            i += gap_length - 1;
            continue;
        }
        if (i == 6 && gap == 0 &&
            (gap_length == 6 ||
             (gap_length == 5 && b[10] == 0xff && b[11] == 0xff))) {
            sprintf(out, "%s%d.%d.%d.%d", gap_length == 6 ? "" : ":", b[12],
                    b[13], b[14], b[15]);
            return;
        }
        out += sprintf(out, "%s%x", i && i != gap + gap_length ? ":" : "",
                       b[2 * i] << 8 | b[2 * i + 1]);
    }
}

const char *inet_ntop(int family, const void *restrict a, char *restrict text,
                      socklen_t size)
{
    char all[INET6_ADDRSTRLEN];
    const uint8_t *b = a;

    if (family == AF_INET6) {
        ntop6(b, all);
    } else if (family == AF_INET) {
        sprintf(all, "%d.%d.%d.%d", b[0], b[1], b[2], b[3]);
    } else {
        errno = EAFNOSUPPORT;
        return NULL;
    }
    if (strlen(all) >= size) {
        errno = ENOSPC;
        return NULL;
    }
    return strcpy(text, all);
}
