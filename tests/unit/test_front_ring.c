/*
 * test_front_ring.c - rings of requests, with a backend that keeps the rules
 * and one that does not; and what counts as a storm of events.
 */
// links: drivers/xen/front_ring.c
#include "drivers/xen/front_ring.h"

#include <string.h>

#include "drivers/xen/storm.h"
#include "kernel/errno.h"
#include "tests/check.h"

#define ENTRY 16

static uint8_t page[4 * 4096] __attribute__((aligned(64)));
static struct front_ring ring;

static struct front_ring_page *shared(void)
{
    return (struct front_ring_page *)page;
}

static uint8_t *slot(uint32_t i)
{
    return page + 64 + (i & (ring.size - 1)) * ENTRY;
}

static void put(uint64_t id)
{
    uint8_t request[ENTRY] = {0};

    memcpy(request, &id, sizeof(id));
    front_ring_put(&ring, request, sizeof(request));
}

TEST(the_size_is_a_power_of_two_that_fits)
{
    front_ring_init(&ring, page, 4096, 112);
    CHECK(ring.size == 32);
    front_ring_init(&ring, page, 4096, 12);
    CHECK(ring.size == 256);
    front_ring_init(&ring, page, 4096, 8);
    CHECK(ring.size == 256);
    front_ring_init(&ring, page, 2ul * 4096, 112);
    CHECK(ring.size == 64);
    front_ring_init(&ring, page, 4ul * 4096, 112);
    CHECK(ring.size == 128);
    CHECK(shared()->req_event == 1 && shared()->rsp_event == 1);
}

/* The last entry of four pages, and what is no answer in them. */
TEST(a_ring_may_have_several_pages)
{
    uint64_t request[14] = {0}, answer[2];

    front_ring_init(&ring, page, sizeof(page), sizeof(request));
    for (request[0] = 1; request[0] <= 128; request[0]++)
        front_ring_put(&ring, request, sizeof(request));
    CHECK(front_ring_room(&ring) == 0 && front_ring_push(&ring));
    memcpy(answer, page + 64 + 127ul * sizeof(request), sizeof(answer));
    CHECK(answer[0] == 128);
    shared()->rsp_prod = 129;
    CHECK(front_ring_get(&ring, answer, sizeof(answer)) == -EIO);
    shared()->rsp_prod = 128;
    for (unsigned i = 1; i <= 128; i++)
        CHECK(front_ring_get(&ring, answer, 16) == 1 && answer[0] == i);
    CHECK(front_ring_get(&ring, answer, 16) == 0);
}

TEST(requests_become_answers)
{
    uint64_t answer[2], n = 0;

    front_ring_init(&ring, page, 4096, ENTRY);
    for (unsigned round = 0; round < 1000; round++) {
        for (unsigned i = 0; i < 100; i++)
            put(n + i);
        CHECK(front_ring_room(&ring) == ring.size - 100);
        front_ring_push(&ring);
        CHECK(shared()->req_prod == n + 100);
        CHECK(front_ring_get(&ring, answer, sizeof(answer)) == 0);
        for (unsigned i = 0; i < 100; i++)
            slot((uint32_t)n + i)[8] = (uint8_t)i;
        shared()->rsp_prod += 100;
        for (unsigned i = 0; i < 100; i++) {
            CHECK(front_ring_get(&ring, answer, sizeof(answer)) == 1);
            CHECK(answer[0] == n + i && answer[1] == i);
        }
        n += 100;
    }
}

TEST(the_backend_is_told_when_it_wants_to_be)
{
    front_ring_init(&ring, page, 4096, ENTRY);
    CHECK(!front_ring_push(&ring)); /* of nothing */
    put(0);
    CHECK(front_ring_push(&ring));
    put(1);
    CHECK(!front_ring_push(&ring)); /* it is at it still */
    shared()->req_event = 3;
    put(2);
    CHECK(front_ring_push(&ring));
    shared()->req_event = 5;
    put(3);
    put(4);
    put(5);
    CHECK(front_ring_push(&ring));
}

TEST(arming_sees_what_came_before)
{
    uint8_t answer[ENTRY];

    front_ring_init(&ring, page, 4096, ENTRY);
    put(0);
    front_ring_push(&ring);
    CHECK(front_ring_arm(&ring, 1) && shared()->rsp_event == 1);
    shared()->rsp_prod = 1;
    CHECK(!front_ring_arm(&ring, 1));
    CHECK(front_ring_get(&ring, answer, sizeof(answer)) == 1);
    CHECK(front_ring_arm(&ring, 1) && shared()->rsp_event == 2);
}

TEST(several_answers_may_be_waited_for)
{
    front_ring_init(&ring, page, 4096, ENTRY);
    for (unsigned i = 0; i < 5; i++)
        put(i);
    front_ring_push(&ring);
    CHECK(front_ring_arm(&ring, 3) && shared()->rsp_event == 3);
    shared()->rsp_prod = 2;
    CHECK(front_ring_arm(&ring, 3));
    shared()->rsp_prod = 3;
    CHECK(!front_ring_arm(&ring, 3));
}

TEST(answers_to_nothing_are_a_lie)
{
    uint8_t answer[ENTRY];

    front_ring_init(&ring, page, 4096, ENTRY);
    put(0);
    put(1); /* never pushed */
    front_ring_push(&ring);
    put(2);
    shared()->rsp_prod = 3;
    CHECK(front_ring_get(&ring, answer, sizeof(answer)) == -EIO);
    CHECK(!front_ring_arm(&ring, 1));
    shared()->rsp_prod = (uint32_t)-1;
    CHECK(front_ring_get(&ring, answer, sizeof(answer)) == -EIO);
    shared()->req_prod = 77; /* ours is not read back */
    shared()->rsp_prod = 2;
    CHECK(front_ring_get(&ring, answer, sizeof(answer)) == 1);
}

TEST(a_storm_is_more_than_the_limit_in_a_window)
{
    struct storm s = {0};
    unsigned over = 0;

    for (unsigned t = 1000; t < 2000; t++)
        over += storm_count(&s, t, 100, 100);
    CHECK(over == 0);
    for (unsigned i = 0; i < 150; i++)
        over += storm_count(&s, 5000, 100, 100);
    CHECK(over == 50);
    CHECK(!storm_count(&s, 5100, 100, 100));
    CHECK(storm_count(&s, 5101, 100, 1));
    CHECK(!storm_count(&s, 3, 100, 1)); /* the clock went back */
}
