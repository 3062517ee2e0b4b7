/*
 * date.c - times as HTTP writes them, and the access log.
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "put.h"
#include "server.h"

#define YEAR_9999_END 253402300799 /* the last time with a year of 4 digits */

void http_date(time_t t, char out[30])
{
    static const char days[] = "SunMonTueWedThuFriSat";
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    struct tm tm;

    t = t < 0 ? 0 : t > YEAR_9999_END ? YEAR_9999_END : t;
    gmtime_r(&t, &tm);
    out = put_text(put_part(out, days + 3 * tm.tm_wday, 3), ", ");
    out = put_text(put_number(out, (unsigned)tm.tm_mday, 2), " ");
    out = put_text(put_part(out, months + 3 * tm.tm_mon, 3), " ");
    out = put_text(put_number(out, (unsigned)tm.tm_year + 1900, 4), " ");
    out = put_text(put_number(out, (unsigned)tm.tm_hour, 2), ":");
    out = put_text(put_number(out, (unsigned)tm.tm_min, 2), ":");
    out = put_text(put_number(out, (unsigned)tm.tm_sec, 2), " GMT");
    *out = '\0';
}

const char *http_now(void)
{
    static char text[30];
    static time_t made;
    time_t now = time(NULL);

    if (now != made) {
        http_date(now, text);
        made = now;
    }
    return text;
}

/* The client's address; one of IPv4 without the prefix that maps it. */
static void peer_text(const struct conn *c, char *out, socklen_t size)
{
    const struct sockaddr_in6 *a = (const struct sockaddr_in6 *)&c->peer;

    if (IN6_IS_ADDR_V4MAPPED(&a->sin6_addr))
        inet_ntop(AF_INET, &a->sin6_addr.s6_addr[12], out, size);
    else
        inet_ntop(AF_INET6, &a->sin6_addr, out, size);
}

/* A client's bytes must not write on the reader's terminal. */
static void put_quoted(struct request_text t)
{
    for (size_t i = 0; i < t.n && i < 256; i++) {
        unsigned char ch = (unsigned char)t.p[i];
        if (ch < ' ' || ch >= 0x7f || ch == '"' || ch == '\\')
            printf("\\x%02x", ch);
        else
            putchar(ch);
    }
}

void log_access(const struct conn *c, const struct request *r, int status,
                unsigned long long bytes)
{
    char peer[INET6_ADDRSTRLEN], date[32];
    time_t now = time(NULL);
    struct tm tm;

    if (!server.log)
        return;
    gmtime_r(&now, &tm);
    strftime(date, sizeof(date), "%d/%b/%Y:%H:%M:%S +0000", &tm);
    peer_text(c, peer, sizeof(peer));
    printf("%s - - [%s] \"", peer, date);
    put_quoted(r->line);
    printf("\" %d %llu\n", status, bytes);
    fflush(stdout);
}

void log_failure(const struct conn *c, const char *why)
{
    char peer[INET6_ADDRSTRLEN];

    peer_text(c, peer, sizeof(peer));
    printf("%s - - %s\n", peer, why);
    fflush(stdout);
}
