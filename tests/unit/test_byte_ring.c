/*
 * test_byte_ring.c - rings of bytes shared with another domain, which may lie.
 */
// links: drivers/xen/byte_ring.c
#include "drivers/xen/byte_ring.h"

#include <string.h>

#include "kernel/errno.h"
#include "tests/check.h"
#include "tests/unit/random.h"

#define SIZE 16

static struct {
    uint8_t bytes[SIZE];
    uint32_t prod, cons;
} page;

static struct byte_ring producer, consumer;

static void start_at(uint32_t index)
{
    memset(&page, 0, sizeof(page));
    page.prod = page.cons = index;
    byte_ring_init(&producer, page.bytes, SIZE, &page.prod, &page.cons);
    byte_ring_init(&consumer, page.bytes, SIZE, &page.cons, &page.prod);
}

TEST(what_goes_in_comes_out)
{
    char buf[SIZE];

    start_at(0);
    CHECK(byte_ring_get(&consumer, buf, sizeof(buf)) == 0);
    CHECK(byte_ring_put(&producer, "hello", 5) == 5);
    CHECK(byte_ring_left(&producer) == 5);
    CHECK(byte_ring_get(&consumer, buf, 2) == 2 && memcmp(buf, "he", 2) == 0);
    CHECK(byte_ring_get(&consumer, buf, 9) == 3 && memcmp(buf, "llo", 3) == 0);
    CHECK(byte_ring_left(&producer) == 0);
}

TEST(a_full_ring_takes_no_more)
{
    char buf[SIZE];

    start_at(UINT32_MAX - 3);
    CHECK(byte_ring_put(&producer, "0123456789abcdefgh", 18) == SIZE);
    CHECK(byte_ring_put(&producer, "x", 1) == 0);
    CHECK(byte_ring_get(&consumer, buf, sizeof(buf)) == SIZE);
    CHECK(memcmp(buf, "0123456789abcdef", SIZE) == 0);
    CHECK(page.prod == SIZE - 4 && page.cons == page.prod);
}

TEST(indices_that_lie_are_found)
{
    char buf[SIZE] = "unchanged";

    start_at(100);
    page.prod = 100 + SIZE + 1;
    CHECK(byte_ring_get(&consumer, buf, sizeof(buf)) == -EIO);
    page.prod = 99;
    CHECK(byte_ring_get(&consumer, buf, sizeof(buf)) == -EIO);
    CHECK(strcmp(buf, "unchanged") == 0 && page.cons == 100);
    start_at(100);
    page.cons = 101;
    CHECK(byte_ring_put(&producer, "a", 1) == -EIO);
    CHECK(byte_ring_left(&producer) == -EIO);
    page.cons = 100 - SIZE - 1;
    CHECK(byte_ring_put(&producer, "a", 1) == -EIO && page.prod == 100);
}

/* Our own index in the page is written only: changing it changes nothing. */
TEST(our_index_is_not_read_back)
{
    char buf[SIZE];

    start_at(0);
    CHECK(byte_ring_put(&producer, "abc", 3) == 3);
    page.prod = 0x12345678;
    CHECK(byte_ring_put(&producer, "d", 1) == 1 && page.prod == 4);
    page.cons = 0;
    CHECK(byte_ring_get(&consumer, buf, 4) == 4 && memcmp(buf, "abcd", 4) == 0);
}

TEST(a_stream_in_odd_pieces_stays_whole)
{
    uint64_t seed = 7;
    uint8_t next_in = 0, next_out = 0;

    start_at((uint32_t)-5);
    for (int i = 0; i < 100000; i++) {
        uint8_t buf[2 * SIZE];
        size_t n = random_below(&seed, sizeof(buf));
        long done;

        for (size_t k = 0; k < n; k++)
            buf[k] = (uint8_t)(next_in + k);
        done = byte_ring_put(&producer, buf, n);
        CHECK(done >= 0 && done <= (long)n);
        next_in += (uint8_t)done;
        done = byte_ring_get(&consumer, buf, random_below(&seed, sizeof(buf)));
        for (long k = 0; k < done; k++)
            CHECK(buf[k] == next_out++);
    }
}
