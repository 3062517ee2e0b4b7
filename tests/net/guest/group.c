// expect: status 0
/*
 * group.c - joins a multicast group on the card, for tests/net/frames.sh.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <unistd.h>

#include "tests/libc/harness.h"

static int member(const struct ip_mreq *m)
{
    int fd = socket(AF_INET, SOCK_DGRAM, 0);

    CHECK(setsockopt(fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, m, sizeof(*m)) == 0);
    return fd;
}

TEST(the_last_member_leaves_the_group)
{
    struct ip_mreq m = {.imr_multiaddr.s_addr = inet_addr("239.1.2.3")};
    int one = member(&m), two = member(&m);

    CHECK(setsockopt(one, IPPROTO_IP, IP_ADD_MEMBERSHIP, &m, sizeof(m)) == -1);
    CHECK(errno == EADDRINUSE);
    CHECK(close(one) == 0);
    CHECK(setsockopt(two, IPPROTO_IP, IP_DROP_MEMBERSHIP, &m, sizeof(m)) == 0);
    CHECK(close(two) == 0);
}
