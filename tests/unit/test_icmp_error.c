// links: net/icmp_error.c
/*
 * test_icmp_error.c - "port unreachable" of ICMP and ICMPv6, right and wrong.
 */
#include "net/icmp_error.h"

#include <stdlib.h>
#include <string.h>

#include "tests/check.h"

/* What a host says of a datagram from 10.0.2.15:1000 to 10.0.2.2:53. */
static const uint8_t right4[] = {
    3, 3, 0,  0, 0, 0,  0,  0, 0x45, 0, 0,    29,   0, 1,  0x40, 0, 64, 17,
    0, 0, 10, 0, 2, 15, 10, 0, 2,    2, 0x03, 0xe8, 0, 53, 0,    9, 0,  0};

static struct icmp_error e;

/* In memory of just that size, so that reading beyond is seen. */
static bool read4(const uint8_t *bytes, size_t len)
{
    uint8_t *copy = malloc(len ? len : 1);
    bool is;

    memcpy(copy, bytes, len);
    is = icmp_error_read4(copy, len, &e);
    free(copy);
    return is;
}

TEST(ipv4_says_whose_datagram_it_was)
{
    CHECK(read4(right4, sizeof(right4)));
    CHECK(memcmp(e.source, (uint8_t[]){10, 0, 2, 15}, 4) == 0);
    CHECK(memcmp(e.target, (uint8_t[]){10, 0, 2, 2}, 4) == 0);
    CHECK(e.source_port == 1000 && e.target_port == 53);
    CHECK(read4(right4, sizeof(right4) - 4)); /* the ports are enough */
    for (size_t len = 0; len < sizeof(right4) - 4; len++)
        CHECK(!read4(right4, len));
}

/* @value at byte @at makes something else of it. */
static bool with(size_t at, uint8_t value)
{
    uint8_t bytes[sizeof(right4)];

    memcpy(bytes, right4, sizeof(bytes));
    bytes[at] = value;
    return read4(bytes, sizeof(bytes));
}

TEST(ipv4_of_other_kinds_is_left_alone)
{
    CHECK(!with(0, 11));   /* time exceeded */
    CHECK(!with(1, 1));    /* host unreachable */
    CHECK(!with(8, 0x65)); /* version 6 */
    CHECK(!with(8, 0x44)); /* a header of 16 bytes */
    CHECK(!with(8, 0x4f)); /* longer than what came */
    CHECK(!with(15, 1));   /* a later fragment */
    CHECK(!with(17, 6));   /* TCP */
    CHECK(with(14, 0x20)); /* the first fragment */
}

TEST(ipv4_with_options)
{
    uint8_t bytes[sizeof(right4) + 4] = {0};

    memcpy(bytes, right4, 28);
    bytes[8] = 0x46;
    memcpy(bytes + 32, right4 + 28, 8);
    CHECK(read4(bytes, sizeof(bytes)) && e.target_port == 53);
}

TEST(ipv6)
{
    uint8_t bytes[8 + 40 + 8] = {1, 4};

    bytes[8] = 0x60;
    bytes[8 + 6] = 17;
    bytes[8 + 8 + 15] = 1;
    bytes[8 + 24 + 15] = 2;
    bytes[48 + 1] = 7;
    bytes[48 + 3] = 9;
    CHECK(icmp_error_read6(bytes, sizeof(bytes), &e));
    CHECK(e.source[15] == 1 && e.target[15] == 2 && e.target[14] == 0);
    CHECK(e.source_port == 7 && e.target_port == 9);
    CHECK(icmp_error_read6(bytes, 52, &e) && !icmp_error_read6(bytes, 51, &e));
    bytes[8 + 6] = 44;
    CHECK(!icmp_error_read6(bytes, sizeof(bytes), &e));
    bytes[8 + 6] = 17;
    bytes[1] = 3;
    CHECK(!icmp_error_read6(bytes, sizeof(bytes), &e));
}
