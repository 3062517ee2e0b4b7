// expect: status 0
/*
 * test_loopback.c - sockets without a network card: one thread, both ends.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/un.h>
#include <unistd.h>

#include <pith/net.h>

#include "tests/libc/harness.h"

static int server, client, peer;
static struct sockaddr_in at;
static socklen_t at_len = sizeof(at);

static void connect_pair(int type)
{
    int one = 1;

    server = socket(AF_INET, type, 0);
    CHECK(server >= 0);
    at = (struct sockaddr_in){.sin_family = AF_INET,
                              .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    at_len = sizeof(at);
    CHECK(setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)) == 0);
    CHECK(bind(server, (struct sockaddr *)&at, sizeof(at)) == 0);
    CHECK(getsockname(server, (struct sockaddr *)&at, &at_len) == 0);
    CHECK(at.sin_port != 0 && at_len == sizeof(at));
    client = socket(AF_INET, type, 0);
    if (type == SOCK_STREAM)
        CHECK(listen(server, 5) == 0);
    CHECK(connect(client, (struct sockaddr *)&at, sizeof(at)) == 0);
    if (type == SOCK_STREAM) {
        peer = accept(server, NULL, NULL);
        CHECK(peer >= 0);
    }
}

static void close_all(void)
{
    CHECK(close(client) == 0 && close(server) == 0 && close(peer) == 0);
}

TEST(a_stream_carries_bytes)
{
    char buf[16];
    int n = 0;

    connect_pair(SOCK_STREAM);
    CHECK(write(client, "hello", 5) == 5);
    CHECK(read(peer, buf, sizeof(buf)) == 5 && !memcmp(buf, "hello", 5));
    CHECK(send(peer, "abc", 3, 0) == 3 && send(peer, "def", 3, 0) == 3);
    CHECK(recv(client, buf, 6, MSG_WAITALL) == 6 && !memcmp(buf, "abcdef", 6));
    CHECK(send(peer, "xy", 2, 0) == 2);
    CHECK(recv(client, buf, 9, MSG_PEEK) == 2 &&
          ioctl(client, FIONREAD, &n) == 0);
    CHECK(n == 2 && recv(client, buf, 9, 0) == 2);
    CHECK(recv(client, buf, 9, MSG_DONTWAIT) == -1 && errno == EAGAIN);
    CHECK(shutdown(client, SHUT_WR) == 0 && read(peer, buf, 1) == 0);
    CHECK(write(peer, "late", 4) == 4 && read(client, buf, 9) == 4);
    close_all();
}

TEST(a_megabyte_through_a_full_window)
{
    static char out[1 << 20], in[1 << 20];
    size_t sent = 0, got = 0;

    for (size_t i = 0; i < sizeof(out); i++)
        out[i] = (char)(i * 7 + i / 251);
    connect_pair(SOCK_STREAM);
    CHECK(fcntl(client, F_SETFL, O_NONBLOCK) == 0);
    CHECK(fcntl(peer, F_SETFL, O_NONBLOCK) == 0);
    while (got < sizeof(in)) {
        struct pollfd p[2] = {{client, sent < sizeof(out) ? POLLOUT : 0, 0},
                              {peer, POLLIN, 0}};
        CHECK(poll(p, 2, 10000) > 0);
        if (p[0].revents & POLLOUT) {
            ssize_t n = write(client, out + sent, sizeof(out) - sent);
            CHECK(n > 0 || errno == EAGAIN);
            sent += n > 0 ? (size_t)n : 0;
        }
        if (p[1].revents & POLLIN) {
            ssize_t n = read(peer, in + got, sizeof(in) - got);
            CHECK(n > 0);
            if (n <= 0)
                break;
            got += (size_t)n;
        }
    }
    CHECK(got == sizeof(in) && memcmp(in, out, sizeof(in)) == 0);
    close_all();
}

TEST(datagrams_keep_their_borders)
{
    struct sockaddr_in from;
    socklen_t len = sizeof(from);
    char buf[8];

    connect_pair(SOCK_DGRAM);
    peer = dup(client);
    CHECK(send(client, "one", 3, 0) == 3 && send(client, "second", 6, 0) == 6);
    CHECK(recvfrom(server, buf, 8, 0, (struct sockaddr *)&from, &len) == 3);
    CHECK(from.sin_addr.s_addr == htonl(INADDR_LOOPBACK));
    CHECK(recv(server, buf, 2, MSG_TRUNC) == 6);
    CHECK(sendto(server, "back", 4, 0, (struct sockaddr *)&from, len) == 4);
    CHECK(recv(client, buf, 8, 0) == 4 && !memcmp(buf, "back", 4));
    close_all();
}

TEST(datagrams_that_find_no_room_are_counted)
{
    struct pith_net_counters before, after;
    int size = 4096, got = 0;
    char buf[1000] = {0};

    connect_pair(SOCK_DGRAM);
    peer = dup(client);
    CHECK(!setsockopt(server, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size)));
    pith_net_counters(&before);
    for (int i = 0; i < 50; i++)
        CHECK(send(client, buf, sizeof(buf), 0) == sizeof(buf));
    while (recv(server, buf, sizeof(buf), MSG_DONTWAIT) == sizeof(buf))
        got++;
    pith_net_counters(&after);
    CHECK(got > 0 && got < 50);
    CHECK(after.rx_dropped - before.rx_dropped == (uint64_t)(50 - got));
    close_all();
}

TEST(membership_of_a_group)
{
    struct ip_mreqn m = {.imr_multiaddr.s_addr = inet_addr("239.1.2.3"),
                         .imr_ifindex = (int)if_nametoindex("lo")};
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    int (*set)(int, int, int, const void *, socklen_t) = setsockopt;

    CHECK(fd >= 0 && m.imr_ifindex > 0);
    CHECK(set(fd, IPPROTO_IP, IP_DROP_MEMBERSHIP, &m, sizeof(m)) == -1);
    CHECK(errno == EADDRNOTAVAIL);
    m.imr_multiaddr.s_addr = inet_addr("10.1.2.3");
    CHECK(set(fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, &m, sizeof(m)) == -1);
    CHECK(errno == EINVAL);
    CHECK(close(fd) == 0);
}

/* The loopback is named as the interface: there is no other way to a group. */
TEST(to_a_group_by_the_interface_that_is_named)
{
    struct ip_mreqn m = {.imr_ifindex = (int)if_nametoindex("lo")};
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons(9),
                             .sin_addr.s_addr = inet_addr("239.1.2.3")};
    struct in_addr by = {htonl(INADDR_LOOPBACK)}, got = {0}, any = {0};
    struct in_addr other = {inet_addr("9.9.9.9")};
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    socklen_t len = sizeof(got), size = sizeof(to);

    CHECK(sendto(fd, "g", 1, 0, (struct sockaddr *)&to, size) == -1);
    CHECK(errno == ENETUNREACH);
    CHECK(setsockopt(fd, IPPROTO_IP, IP_MULTICAST_IF, &other, 4) == -1);
    CHECK(errno == EADDRNOTAVAIL);
    CHECK(setsockopt(fd, IPPROTO_IP, IP_MULTICAST_IF, &by, 4) == 0);
    CHECK(getsockopt(fd, IPPROTO_IP, IP_MULTICAST_IF, &got, &len) == 0);
    CHECK(len == 4 && got.s_addr == by.s_addr);
    CHECK(sendto(fd, "g", 1, 0, (struct sockaddr *)&to, size) == 1);
    CHECK(setsockopt(fd, IPPROTO_IP, IP_MULTICAST_IF, &any, 4) == 0);
    CHECK(sendto(fd, "g", 1, 0, (struct sockaddr *)&to, size) == -1);
    CHECK(setsockopt(fd, IPPROTO_IP, IP_MULTICAST_IF, &m, sizeof(m)) == 0);
    CHECK(sendto(fd, "g", 1, 0, (struct sockaddr *)&to, size) == 1);
    CHECK(close(fd) == 0);
}

TEST(a_group_of_ipv6)
{
    struct ipv6_mreq m = {.ipv6mr_interface = if_nametoindex("lo")};
    struct sockaddr_in6 a = {.sin6_family = AF_INET6};
    socklen_t len = sizeof(a);
    int index = (int)m.ipv6mr_interface, got = 0, none = 77;
    char c = 0;

    CHECK(inet_pton(AF_INET6, "ff02::1234", &m.ipv6mr_multiaddr) == 1);
    server = socket(AF_INET6, SOCK_DGRAM, 0);
    client = socket(AF_INET6, SOCK_DGRAM, 0);
    CHECK(bind(server, (struct sockaddr *)&a, len) == 0);
    CHECK(getsockname(server, (struct sockaddr *)&a, &len) == 0);
    CHECK(!setsockopt(server, IPPROTO_IPV6, IPV6_JOIN_GROUP, &m, sizeof(m)));
    CHECK(setsockopt(client, IPPROTO_IPV6, IPV6_MULTICAST_IF, &none, 4) == -1);
    CHECK(errno == ENODEV);
    CHECK(setsockopt(client, IPPROTO_IPV6, IPV6_MULTICAST_IF, &index, 4) == 0);
    len = sizeof(got);
    CHECK(getsockopt(client, IPPROTO_IPV6, IPV6_MULTICAST_IF, &got, &len) == 0);
    CHECK(got == index);
    a.sin6_addr = m.ipv6mr_multiaddr;
    CHECK(sendto(client, "6", 1, 0, (struct sockaddr *)&a, sizeof(a)) == 1);
    CHECK(recv(server, &c, 1, MSG_DONTWAIT) == 1 && c == '6');
    CHECK(close(client) == 0 && close(server) == 0);
}

TEST(nobody_listens)
{
    int fd = socket(AF_INET, SOCK_STREAM, 0), value;
    socklen_t len = sizeof(value);
    struct sockaddr_in nobody = {.sin_family = AF_INET,
                                 .sin_port = htons(9),
                                 .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};

    CHECK(connect(fd, (struct sockaddr *)&nobody, sizeof(nobody)) == -1);
    CHECK(errno == ECONNREFUSED);
    close(fd);
    fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    CHECK(connect(fd, (struct sockaddr *)&nobody, sizeof(nobody)) == -1);
    CHECK(errno == EINPROGRESS);
    struct pollfd p = {fd, POLLOUT, 0};
    CHECK(poll(&p, 1, 5000) == 1);
    CHECK(getsockopt(fd, SOL_SOCKET, SO_ERROR, &value, &len) == 0);
    CHECK(value == ECONNREFUSED);
    close(fd);
}

/* A socket of UDP whose peer is a port of the loopback that nobody has. */
static int to_nobody(int family)
{
    struct sockaddr_in a4 = {.sin_family = AF_INET,
                             .sin_port = htons(9),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct sockaddr_in6 a6 = {.sin6_family = AF_INET6,
                              .sin6_port = htons(9),
                              .sin6_addr = IN6ADDR_LOOPBACK_INIT};
    int fd = socket(family, SOCK_DGRAM, 0);

    CHECK(connect(fd,
                  family == AF_INET ? (struct sockaddr *)&a4
                                    : (struct sockaddr *)&a6,
                  family == AF_INET ? sizeof(a4) : sizeof(a6)) == 0);
    return fd;
}

static void is_refused(int family)
{
    int fd = to_nobody(family), other = to_nobody(family), value;
    socklen_t len = sizeof(value);
    struct pollfd p = {fd, POLLIN, 0};
    char c;

    CHECK(send(fd, "x", 1, 0) == 1);
    CHECK(poll(&p, 1, 5000) == 1 && p.revents & POLLERR);
    CHECK(recv(fd, &c, 1, 0) == -1 && errno == ECONNREFUSED);
    CHECK(recv(fd, &c, 1, MSG_DONTWAIT) == -1 && errno == EAGAIN);
    CHECK(send(fd, "x", 1, 0) == 1 && poll(&p, 1, 5000) == 1);
    CHECK(send(fd, "x", 1, 0) == -1 && errno == ECONNREFUSED);
    CHECK(send(fd, "x", 1, 0) == 1 && poll(&p, 1, 5000) == 1);
    CHECK(getsockopt(fd, SOL_SOCKET, SO_ERROR, &value, &len) == 0);
    CHECK(value == ECONNREFUSED);
    CHECK(recv(other, &c, 1, MSG_DONTWAIT) == -1 && errno == EAGAIN);
    CHECK(close(fd) == 0 && close(other) == 0);
}

TEST(a_datagram_to_nobody_is_refused)
{
    is_refused(AF_INET);
    is_refused(AF_INET6);
}

TEST(who_is_not_connected_learns_of_no_refusal)
{
    struct sockaddr_in nobody = {.sin_family = AF_INET,
                                 .sin_port = htons(9),
                                 .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    char c;

    CHECK(sendto(fd, "x", 1, 0, (struct sockaddr *)&nobody, sizeof(nobody)) ==
          1);
    CHECK(recv(fd, &c, 1, MSG_DONTWAIT) == -1 && errno == EAGAIN);
    CHECK(close(fd) == 0);
}

TEST(unix_pairs)
{
    char buf[8];
    int fds[2];

    CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, fds) == 0);
    CHECK(write(fds[0], "ab", 2) == 2 && write(fds[0], "cd", 2) == 2);
    CHECK(read(fds[1], buf, 8) == 4 && !memcmp(buf, "abcd", 4));
    CHECK(close(fds[0]) == 0 && read(fds[1], buf, 8) == 0);
    CHECK(close(fds[1]) == 0);
}

TEST(over_ipv6_too)
{
    struct sockaddr_in6 a = {.sin6_family = AF_INET6,
                             .sin6_addr = IN6ADDR_LOOPBACK_INIT};
    socklen_t len = sizeof(a);
    char buf[4];

    server = socket(AF_INET6, SOCK_STREAM, 0);
    CHECK(bind(server, (struct sockaddr *)&a, len) == 0);
    CHECK(listen(server, 1) == 0);
    CHECK(getsockname(server, (struct sockaddr *)&a, &len) == 0);
    client = socket(AF_INET6, SOCK_STREAM, 0);
    CHECK(connect(client, (struct sockaddr *)&a, len) == 0);
    peer = accept(server, (struct sockaddr *)&a, &len);
    CHECK(a.sin6_family == AF_INET6 && IN6_IS_ADDR_LOOPBACK(&a.sin6_addr));
    CHECK(write(peer, "six", 3) == 3 && read(client, buf, 4) == 3);
    close_all();
}
