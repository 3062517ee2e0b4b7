/*
 * names.c - a name server that has bad days.
 *
 * usage: names ADDRESS
 *
 * On port 53 of ADDRESS. Every name's address is 10.9.8.7, its IPv6 address
 * is none; what comes instead, or before, is up to the first label:
 *
 *     lost     nothing to the first question
 *     cut      truncated (TC), without an answer
 *     part     truncated in the middle of the address
 *     forged   with another id, and for another name, 6.6.6.6 first
 *     circle   of a name that points at itself
 *     fails    SERVFAIL
 *
 * A line on standard output says that it listens, and one tells each question.
 */
#include <arpa/inet.h>
#include <err.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

enum { HEAD = 12, TYPE_A = 1, FLAGS = 0x8180, TC = 0x0200, SERVFAIL = 2 };

struct answer {
    uint8_t bytes[600];
    size_t size;
};

struct question {
    uint8_t bytes[512];
    size_t size; /* up to the end of the question */
    struct sockaddr_in from;
    char label[64];
    int type;
};

static int sock;

static void put16(uint8_t *p, unsigned value)
{
    p[0] = (uint8_t)(value >> 8);
    p[1] = (uint8_t)value;
}

static struct answer reply(const struct question *q, unsigned flags)
{
    struct answer a = {.size = q->size};

    memcpy(a.bytes, q->bytes, q->size);
    put16(a.bytes + 2, flags);
    memset(a.bytes + 6, 0, 6);
    return a;
}

/* One record, whose name is that at @name in the message. */
static void add_address(struct answer *a, unsigned name, const char *text)
{
    uint8_t *p = a->bytes + a->size;

    a->bytes[7]++;
    put16(p, 0xc000 | name);
    put16(p + 2, TYPE_A);
    put16(p + 4, 1); /* IN */
    memset(p + 6, 0, 4);
    put16(p + 10, 4);
    inet_pton(AF_INET, text, p + 12);
    a->size += 16;
}

static void out(const struct question *q, const struct answer *a)
{
    if (sendto(sock, a->bytes, a->size, 0, (const struct sockaddr *)&q->from,
               sizeof(q->from)) < 0)
        warn("sendto");
}

static void right(const struct question *q)
{
    struct answer a = reply(q, FLAGS);

    if (q->type == TYPE_A)
        add_address(&a, HEAD, "10.9.8.7");
    out(q, &a);
}

static void lost(const struct question *q)
{
    static int type; /* that was asked last */

    if (type == q->type)
        right(q);
    type = q->type;
}

static void cut(const struct question *q)
{
    struct answer a = reply(q, FLAGS | TC);

    out(q, &a);
}

static void part(const struct question *q)
{
    struct answer a = reply(q, FLAGS | TC);

    add_address(&a, HEAD, "10.9.8.7");
    a.size -= 2;
    out(q, &a);
}

static void forged(const struct question *q)
{
    struct answer a = reply(q, FLAGS);

    add_address(&a, HEAD, "6.6.6.6");
    a.bytes[0] ^= 0x55;
    out(q, &a);
    a.bytes[0] ^= 0x55;
    a.bytes[HEAD + 1] ^= 1;
    out(q, &a);
    right(q);
}

static void circle(const struct question *q)
{
    struct answer a = reply(q, FLAGS);

    if (q->type == TYPE_A)
        add_address(&a, (unsigned)a.size, "10.9.8.7");
    out(q, &a);
}

static void fails(const struct question *q)
{
    struct answer a = reply(q, FLAGS | SERVFAIL);

    out(q, &a);
}

static const struct {
    const char *label;
    void (*answer)(const struct question *q);
} days[] = {
    {"lost", lost},     {"cut", cut},       {"part", part},
    {"forged", forged}, {"circle", circle}, {"fails", fails},
};

/* Takes @q's bytes apart: one question, a name without compression. */
static void parse(struct question *q, size_t got)
{
    size_t at = HEAD, label = q->bytes[HEAD];

    while (at < got && q->bytes[at])
        at += 1 + q->bytes[at];
    q->size = at + 5;
    if (q->size > got || label > 63 || q->bytes[5] != 1)
        errx(1, "a question of %zu bytes that is none", got);
    memcpy(q->label, q->bytes + HEAD + 1, label);
    q->label[label] = '\0';
    q->type = q->bytes[at + 1] << 8 | q->bytes[at + 2];
}

static void answer(const struct question *q)
{
    for (size_t i = 0; i < sizeof(days) / sizeof(days[0]); i++)
        if (strcasecmp(days[i].label, q->label) == 0) {
            days[i].answer(q);
            return;
        }
    right(q);
}

int main(int argc, char **argv)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(53)};

    if (argc != 2 || inet_pton(AF_INET, argv[1], &at.sin_addr) != 1)
        errx(2, "usage: names ADDRESS");
    sock = socket(AF_INET, SOCK_DGRAM, 0);
    if (sock < 0 || bind(sock, (struct sockaddr *)&at, sizeof(at)))
        err(1, "bind");
    setlinebuf(stdout);
    puts("listening");
    for (;;) {
        struct question q = {0};
        socklen_t len = sizeof(q.from);
        ssize_t n = recvfrom(sock, q.bytes, sizeof(q.bytes), 0,
                             (struct sockaddr *)&q.from, &len);
        if (n < HEAD)
            continue;
        parse(&q, (size_t)n);
        printf("%s %d\n", q.label, q.type);
        answer(&q);
    }
}
