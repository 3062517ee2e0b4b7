// expect: status 0
/*
 * test_pktinfo.c - which way a datagram came, and is to go: control messages.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <string.h>
#include <unistd.h>

#include "tests/libc/harness.h"

static const int one = 1;

/* A datagram with control messages, on its way in or out. */
struct message {
    struct msghdr m;
    struct iovec iov;
    struct sockaddr_storage peer;
    _Alignas(struct cmsghdr) char control[128];
    char data[8];
};

static struct msghdr *empty(struct message *g)
{
    memset(g, 0, sizeof(*g));
    g->iov = (struct iovec){g->data, sizeof(g->data)};
    g->m = (struct msghdr){.msg_name = &g->peer,
                           .msg_namelen = sizeof(g->peer),
                           .msg_iov = &g->iov,
                           .msg_iovlen = 1,
                           .msg_control = g->control,
                           .msg_controllen = sizeof(g->control)};
    return &g->m;
}

/* The only control message is this one. */
static const void *only(struct msghdr *m, int level, int type, size_t size)
{
    struct cmsghdr *c = CMSG_FIRSTHDR(m);

    CHECK(c && c->cmsg_level == level && c->cmsg_type == type);
    CHECK(c && c->cmsg_len == CMSG_LEN(size) && !CMSG_NXTHDR(m, c));
    CHECK(!(m->msg_flags & MSG_CTRUNC));
    return c ? CMSG_DATA(c) : NULL;
}

static void put(struct message *g, int level, int type, const void *data,
                size_t size)
{
    struct cmsghdr *c = (struct cmsghdr *)g->control;

    *c = (struct cmsghdr){CMSG_LEN(size), level, type};
    memcpy(CMSG_DATA(c), data, size);
    g->m.msg_controllen = CMSG_SPACE(size);
}

static int bound(int family, struct sockaddr_storage *at)
{
    socklen_t len = sizeof(*at);
    int fd = socket(family, SOCK_DGRAM, 0);

    memset(at, 0, sizeof(*at));
    at->ss_family = (sa_family_t)family;
    CHECK(bind(fd, (struct sockaddr *)at, len) == 0);
    CHECK(getsockname(fd, (struct sockaddr *)at, &len) == 0);
    return fd;
}

static int set(int fd, int level, int option, int value)
{
    return setsockopt(fd, level, option, &value, sizeof(value));
}

static void send_to(int fd, int port, const char *to)
{
    struct sockaddr_in a = {.sin_family = AF_INET,
                            .sin_port = (in_port_t)port,
                            .sin_addr.s_addr = inet_addr(to)};

    CHECK(sendto(fd, "x", 1, 0, (struct sockaddr *)&a, sizeof(a)) == 1);
}

TEST(where_a_datagram_was_sent_to)
{
    struct sockaddr_storage at, from;
    int server = bound(AF_INET, &at), client = bound(AF_INET, &from);
    int port = ((struct sockaddr_in *)&at)->sin_port;
    const struct in_pktinfo *info;
    struct message g;

    CHECK(set(server, IPPROTO_IP, IP_PKTINFO, one) == 0);
    send_to(client, port, "127.0.0.1");
    CHECK(recvmsg(server, empty(&g), 0) == 1);
    info = only(&g.m, IPPROTO_IP, IP_PKTINFO, sizeof(*info));
    CHECK(info && info->ipi_ifindex == (int)if_nametoindex("lo"));
    CHECK(info && info->ipi_addr.s_addr == htonl(INADDR_LOOPBACK));
    CHECK(info && info->ipi_spec_dst.s_addr == htonl(INADDR_LOOPBACK));
    CHECK(set(server, IPPROTO_IP, IP_PKTINFO, 0) == 0);
    send_to(client, port, "127.0.0.1");
    CHECK(recvmsg(server, empty(&g), 0) == 1 && g.m.msg_controllen == 0);
    CHECK(close(server) == 0 && close(client) == 0);
}

TEST(too_little_room_is_told)
{
    struct sockaddr_storage at, from;
    int server = bound(AF_INET, &at), client = bound(AF_INET, &from);
    int port = ((struct sockaddr_in *)&at)->sin_port;
    struct message g;

    CHECK(set(server, IPPROTO_IP, IP_PKTINFO, one) == 0);
    send_to(client, port, "127.0.0.1");
    empty(&g)->msg_controllen = CMSG_LEN(sizeof(struct in_pktinfo)) - 1;
    CHECK(recvmsg(server, &g.m, 0) == 1 && g.m.msg_controllen == 0);
    CHECK(g.m.msg_flags & MSG_CTRUNC && !g.control[0]);
    send_to(client, port, "127.0.0.1");
    CHECK(recv(server, g.data, sizeof(g.data), 0) == 1);
    CHECK(close(server) == 0 && close(client) == 0);
}

TEST(a_socket_of_ipv6_tells_both)
{
    struct sockaddr_storage at, from;
    int server = bound(AF_INET6, &at), client = bound(AF_INET, &from);
    struct sockaddr_in6 a = *(struct sockaddr_in6 *)&at;
    int six = bound(AF_INET6, &from);
    const struct in6_pktinfo *info;
    struct message g;

    CHECK(set(server, IPPROTO_IPV6, IPV6_RECVPKTINFO, one) == 0);
    send_to(client, a.sin6_port, "127.0.0.1");
    CHECK(recvmsg(server, empty(&g), 0) == 1);
    info = only(&g.m, IPPROTO_IPV6, IPV6_PKTINFO, sizeof(*info));
    CHECK(info && IN6_IS_ADDR_V4MAPPED(&info->ipi6_addr));
    CHECK(info && info->ipi6_ifindex == if_nametoindex("lo"));
    a.sin6_addr = in6addr_loopback;
    CHECK(sendto(six, "x", 1, 0, (struct sockaddr *)&a, sizeof(a)) == 1);
    CHECK(recvmsg(server, empty(&g), 0) == 1);
    info = only(&g.m, IPPROTO_IPV6, IPV6_PKTINFO, sizeof(*info));
    CHECK(info && IN6_IS_ADDR_LOOPBACK(&info->ipi6_addr));
    put(&g, IPPROTO_IPV6, IPV6_PKTINFO, info, sizeof(*info));
    CHECK(sendmsg(server, &g.m, 0) == (ssize_t)sizeof(g.data));
    CHECK(recv(six, g.data, sizeof(g.data), 0) == (ssize_t)sizeof(g.data));
    CHECK(close(server) == 0 && close(client) == 0 && close(six) == 0);
}

/* What sendmsg() says to one control message, to a port of the loopback. */
static int answer(int fd, int level, int type, const void *data, size_t size)
{
    struct message g;

    empty(&g);
    *(struct sockaddr_in *)&g.peer =
        (struct sockaddr_in){.sin_family = AF_INET,
                             .sin_port = htons(9),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    g.m.msg_namelen = sizeof(struct sockaddr_in);
    put(&g, level, type, data, size);
    return sendmsg(fd, &g.m, 0) < 0 ? errno : 0;
}

TEST(the_address_to_send_from_is_ours)
{
    struct in_pktinfo i = {.ipi_spec_dst.s_addr = htonl(INADDR_LOOPBACK)};
    struct sockaddr_storage at;
    int fd = bound(AF_INET, &at);

    CHECK(answer(fd, IPPROTO_IP, IP_PKTINFO, &i, sizeof(i)) == 0);
    i.ipi_ifindex = (int)if_nametoindex("lo");
    CHECK(answer(fd, IPPROTO_IP, IP_PKTINFO, &i, sizeof(i)) == 0);
    i.ipi_ifindex = 77;
    CHECK(answer(fd, IPPROTO_IP, IP_PKTINFO, &i, sizeof(i)) == ENODEV);
    i.ipi_ifindex = -1;
    CHECK(answer(fd, IPPROTO_IP, IP_PKTINFO, &i, sizeof(i)) == ENODEV);
    i = (struct in_pktinfo){.ipi_spec_dst.s_addr = inet_addr("9.9.9.9")};
    CHECK(answer(fd, IPPROTO_IP, IP_PKTINFO, &i, sizeof(i)) == EINVAL);
    CHECK(answer(fd, IPPROTO_IP, IP_PKTINFO, &i, sizeof(i) - 1) == EINVAL);
    CHECK(answer(fd, IPPROTO_IP, IP_TOS, &one, sizeof(one)) == EINVAL);
    i = (struct in_pktinfo){0};
    CHECK(answer(fd, IPPROTO_IP, IP_PKTINFO, &i, sizeof(i)) == 0);
    CHECK(close(fd) == 0);
}

/* On QEMU's user network: from the card's address over the loopback. */
TEST(another_address_to_send_from)
{
    struct in_pktinfo i = {.ipi_spec_dst.s_addr = inet_addr("10.0.2.15")};
    struct sockaddr_storage at, from;
    int server = bound(AF_INET, &at), client = bound(AF_INET, &from);
    struct sockaddr_in *to;
    struct message g;

    if (if_nametoindex("eth0")) {
        to = empty(&g)->msg_name;
        *to = *(struct sockaddr_in *)&at;
        to->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        g.m.msg_namelen = sizeof(*to);
        put(&g, IPPROTO_IP, IP_PKTINFO, &i, sizeof(i));
        CHECK(sendmsg(client, &g.m, 0) == (ssize_t)sizeof(g.data));
        CHECK(recvmsg(server, empty(&g), 0) == (ssize_t)sizeof(g.data));
        CHECK(to->sin_addr.s_addr == i.ipi_spec_dst.s_addr);
        puts("sent from the card's address");
    }
    CHECK(close(server) == 0 && close(client) == 0);
}

TEST(what_is_not_there_is_refused)
{
    struct sockaddr_storage at;
    int fd = bound(AF_INET, &at), six = bound(AF_INET6, &at);
    int tcp = socket(AF_INET, SOCK_STREAM, 0), value = 0;
    socklen_t len = sizeof(value);

    CHECK(set(fd, SOL_SOCKET, SO_TIMESTAMP, 1) == -1 && errno == ENOPROTOOPT);
    CHECK(set(fd, IPPROTO_IP, IP_RECVTOS, 1) == -1 && errno == ENOPROTOOPT);
    CHECK(set(fd, IPPROTO_IPV6, IPV6_RECVPKTINFO, 1) == -1);
    CHECK(errno == ENOPROTOOPT);
    CHECK(set(six, IPPROTO_IPV6, IPV6_PKTINFO, 1) == -1);
    CHECK(errno == ENOPROTOOPT);
    CHECK(set(tcp, IPPROTO_IP, IP_PKTINFO, 1) == -1 && errno == ENOPROTOOPT);
    CHECK(set(six, IPPROTO_IPV6, IPV6_RECVPKTINFO, 7) == 0);
    CHECK(!getsockopt(six, IPPROTO_IPV6, IPV6_RECVPKTINFO, &value, &len));
    CHECK(value == 1 && close(fd) == 0 && close(six) == 0 && close(tcp) == 0);
}
