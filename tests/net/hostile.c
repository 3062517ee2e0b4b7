/*
 * hostile.c - a bridge between a guest and its network that adds frames.
 *
 * usage: hostile FOLDER N SEED
 *
 * In FOLDER lie sockets of QEMU's `-netdev dgram`: guest.qemu and guest.ours
 * lead to the guest's card, user.qemu and user.ours to QEMU's user network.
 * Frames go to and fro. After SIGUSR1 N more go to the guest, and to it alone:
 * QEMU's user network dies of some. They are noise; real ones changed, cut, or
 * once more; and well-formed ones without sense. What would rightly break a
 * connection is left out: right sums on changed frames, changed answers of ARP.
 * Says "sent" then.
 */
#include <err.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define FRAME_MAX 4000
#define SEEN      64 /* real frames that are kept */

/* As in pith's addresses by QEMU's user network. */
#define GUEST_IP 0x0a00020f
#define NET_IP   0x0a000200
#define HOST_IP  0x0a000202

struct frame {
    uint8_t data[FRAME_MAX];
    size_t len;
};

static struct frame seen[SEEN];
static unsigned seen_count;
static uint8_t guest_mac[6] = {0x52, 0x54, 0, 0x12, 0x34, 0x56};
static uint64_t state;

/* --- bytes --- */

static uint32_t rnd(uint32_t below)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)(state >> 20) % below;
}

static void noise(uint8_t *p, size_t n)
{
    while (n--)
        *p++ = (uint8_t)rnd(256);
}

static void put16(uint8_t *p, uint32_t v)
{
    p[0] = (uint8_t)(v >> 8);
    p[1] = (uint8_t)v;
}

static void put32(uint8_t *p, uint32_t v)
{
    put16(p, v >> 16);
    put16(p + 2, v);
}

static uint32_t sum(const uint8_t *p, size_t n, uint32_t start)
{
    for (size_t i = 0; i < n; i++)
        start += (uint32_t)p[i] << (i & 1 ? 0 : 8);
    return start;
}

static uint32_t fold(uint32_t total)
{
    while (total >> 16)
        total = (total & 0xffff) + (total >> 16);
    return ~total & 0xffff;
}

/* --- kinds of frames --- */

static void make_noise(struct frame *f)
{
    f->len = rnd(8) ? rnd(200) : rnd(FRAME_MAX);
    noise(f->data, f->len);
    if (f->len >= 14 && rnd(4)) { /* it gets further */
        memcpy(f->data, guest_mac, 6);
        put16(f->data + 12, rnd(2) ? 0x0800 : rnd(2) ? 0x86dd : 0x0806);
    }
}

static void make_changed(struct frame *f)
{
    if (!seen_count)
        return make_noise(f);
    *f = seen[rnd(seen_count)];
    if (f->data[12] == 0x08 && f->data[13] == 0x06)
        return; /* an address that is wrong would be believed, as it must */
    for (uint32_t n = rnd(6); n && f->len; n--)
        f->data[rnd(rnd(2) ? 54 : FRAME_MAX) % f->len] = (uint8_t)rnd(256);
    if (rnd(4) == 0)
        f->len = rnd((uint32_t)f->len + 1);
}

static void start_frame(struct frame *f, uint32_t type)
{
    memcpy(f->data, guest_mac, 6);
    if (rnd(8) == 0)
        memset(f->data, 0xff, 6);
    noise(f->data + 6, 6);
    f->data[6] = 0x02;
    put16(f->data + 12, type);
}

static void make_arp(struct frame *f)
{
    uint8_t *p = f->data + 14;

    start_frame(f, 0x0806);
    noise(p, 28);
    put16(p, 1);
    put16(p + 2, 0x0800);
    p[4] = rnd(4) ? 6 : (uint8_t)rnd(256);
    p[5] = rnd(4) ? 4 : (uint8_t)rnd(256);
    put16(p + 6, rnd(4));
    put32(p + 14, 0x0a010000 + rnd(2000)); /* more than a table holds */
    put32(p + 24, GUEST_IP);
    f->len = 42;
}

/* An IPv4 packet of @n bytes behind its header, with the right sum. */
static uint8_t *start_ip4(struct frame *f, uint32_t protocol, size_t n)
{
    uint8_t *p = f->data + 14;

    start_frame(f, 0x0800);
    memset(p, 0, 20);
    p[0] = 0x45;
    put16(p + 2, 20 + (uint32_t)n);
    put16(p + 4, rnd(65536));
    p[8] = 64;
    p[9] = (uint8_t)protocol;
    put32(p + 12, NET_IP + 16 + rnd(200));
    put32(p + 16, GUEST_IP);
    noise(p + 20, n);
    f->len = 34 + n;
    return p + 20;
}

static void end_ip4(struct frame *f)
{
    uint8_t *p = f->data + 14;

    put16(p + 10, fold(sum(p, 20, 0)));
}

/* The sum of what is behind the header, at @at of it. */
static void sum_ip4(struct frame *f, size_t at)
{
    uint8_t *p = f->data + 14;
    size_t n = f->len - 34;

    put16(p + 20 + at, 0);
    put16(p + 20 + at,
          fold(sum(p + 20, n, sum(p + 12, 8, p[9] + (uint32_t)n))));
}

static void make_tcp(struct frame *f)
{
    size_t n = 20 + rnd(60);
    uint8_t *p = start_ip4(f, 6, n);

    put16(p + 2, rnd(4) ? 80 : rnd(65536));
    p[12] = (uint8_t)(rnd(8) ? 0x50 : rnd(256));
    if (rnd(2))
        p[13] = 0x02; /* SYN */
    sum_ip4(f, 16);
    end_ip4(f);
}

static void make_udp(struct frame *f)
{
    static const uint16_t ports[] = {53, 67, 68, 80, 137, 5353};
    size_t n = 8 + rnd(400);
    uint8_t *p = start_ip4(f, 17, n);

    put16(p, ports[rnd(6)]);
    put16(p + 2, rnd(2) ? ports[rnd(6)] : rnd(65536));
    put16(p + 4, rnd(4) ? (uint32_t)n : rnd(65536));
    sum_ip4(f, 6);
    end_ip4(f);
}

static void make_icmp(struct frame *f)
{
    static const uint8_t types[] = {0, 3, 4, 5, 8, 11, 12, 13};
    size_t n = 8 + rnd(600);
    uint8_t *p = start_ip4(f, 1, n);

    p[0] = types[rnd(8)];
    p[1] = (uint8_t)rnd(8);
    put16(p + 2, 0);
    put16(p + 2, fold(sum(p, n, 0)));
    end_ip4(f);
}

static void make_fragment(struct frame *f)
{
    start_ip4(f, rnd(2) ? 17 : rnd(256), 8 + rnd(1400));
    put16(f->data + 18, rnd(16)); /* few ids: they meet, and overlap */
    put16(f->data + 20, (rnd(2) << 13) | rnd(rnd(2) ? 8 : 8192));
    end_ip4(f);
}

static void make_ip6(struct frame *f)
{
    static const uint8_t next[] = {0, 6, 17, 43, 44, 58, 58, 58, 59, 60};
    static const uint8_t types[] = {1,   2,   128, 130, 131,
                                    133, 134, 135, 136, 137};
    uint8_t *p = f->data + 14;
    size_t n = rnd(300);

    start_frame(f, 0x86dd);
    noise(p, 40 + n);
    p[0] = 0x60;
    put16(p + 4, rnd(8) ? (uint32_t)n : rnd(65536));
    p[6] = next[rnd(10)];
    p[7] = 255;
    put16(p + 8, 0xfe80);
    memset(p + 24, 0, 16); /* to all nodes */
    put16(p + 24, 0xff02);
    p[39] = 1;
    if (p[6] == 58 && n >= 4) {
        p[40] = types[rnd(10)];
        p[41] = 0;
        put16(p + 42, 0);
        put16(p + 42, fold(sum(p + 40, n, sum(p + 8, 32, 58 + (uint32_t)n))));
    }
    f->len = 54 + n;
}

/* --- the network --- */

static volatile sig_atomic_t started;

static void start(int signal)
{
    (void)signal;
    started = 1;
}

/* A socket at FOLDER/NAME.ours; @to becomes the other end. */
static int open_end(const char *folder, const char *name,
                    struct sockaddr_un *to)
{
    struct sockaddr_un a = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_DGRAM, 0);

    *to = a;
    snprintf(a.sun_path, sizeof(a.sun_path), "%s/%s.ours", folder, name);
    snprintf(to->sun_path, sizeof(to->sun_path), "%s/%s.qemu", folder, name);
    if (fd < 0 || bind(fd, (struct sockaddr *)&a, sizeof(a)))
        err(1, "%s", a.sun_path);
    return fd;
}

static bool send_to(int fd, const struct frame *f, const struct sockaddr_un *to,
                    int flags)
{
    return sendto(fd, f->data, f->len, flags, (const struct sockaddr *)to,
                  sizeof(*to)) >= 0;
}

/* For the host, not for one that a frame of ours pretended to come from. */
static bool is_real(const struct frame *f)
{
    static const uint8_t host[] = {HOST_IP >> 24, HOST_IP >> 16 & 255,
                                   HOST_IP >> 8 & 255, HOST_IP & 255};
    bool arp = f->data[12] == 8 && f->data[13] == 6;

    return f->len >= 42 && f->data[12] == 8 &&
           memcmp(f->data + (arp ? 38 : 30), host, 4) == 0;
}

/* Frames from one end go to the other, and are kept to be changed. */
static void forward(int from, int fd, const struct sockaddr_un *to, bool all)
{
    struct frame f;
    ssize_t n;

    while ((n = recv(from, f.data, FRAME_MAX, MSG_DONTWAIT)) >= 14) {
        f.len = (size_t)n;
        if (!all && !is_real(&f))
            continue;
        send_to(fd, &f, to, 0);
        seen[seen_count < SEEN ? seen_count++ : rnd(SEEN)] = f;
    }
}

/* Whether the guest's socket took it. */
static bool send_one(int fd, const struct sockaddr_un *guest)
{
    static void (*const kinds[])(struct frame *) = {
        make_noise, make_changed, make_changed,  make_arp, make_tcp, make_tcp,
        make_udp,   make_icmp,    make_fragment, make_ip6, make_ip6};
    struct frame f = {.len = 0};

    kinds[rnd(sizeof(kinds) / sizeof(kinds[0]))](&f);
    f.len += f.len == 0; /* QEMU takes that for the end */
    return send_to(fd, &f, guest, MSG_DONTWAIT);
}

int main(int argc, char **argv)
{
    struct sockaddr_un guest, user;
    long left;

    if (argc != 4)
        errx(2, "usage: hostile FOLDER N SEED");
    left = atol(argv[2]);
    state = strtoull(argv[3], NULL, 10) * 2 + 1;
    signal(SIGUSR1, start);
    struct pollfd fds[] = {{open_end(argv[1], "guest", &guest), POLLIN, 0},
                           {open_end(argv[1], "user", &user), POLLIN, 0}};
    puts("ready");
    fflush(stdout);
    for (;;) {
        bool sending = started && left > 0;
        poll(fds, 2, sending ? 1 : -1); /* curl gets on meanwhile */
        forward(fds[0].fd, fds[1].fd, &user, false);
        forward(fds[1].fd, fds[0].fd, &guest, true);
        left -= sending && send_one(fds[0].fd, &guest);
        if (sending && left == 0) {
            puts("sent");
            fflush(stdout);
        }
    }
}
