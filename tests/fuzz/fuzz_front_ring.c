/*
 * fuzz_front_ring.c - our side of a ring whose other side writes anything.
 *
 * Input: a byte for the ring's shape, then steps of 7 bytes: what to do, where
 * in the ring to write, and what. It lies in a block of exactly its size.
 */
// links: drivers/xen/front_ring.c

#include "drivers/xen/front_ring.h"
#include "kernel/errno.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#define ENTRY 112 /* the longest */

static const struct shape {
    size_t bytes;
    uint32_t entry, size;
} shapes[] = {{512, 12, 32},
              {4096, 8, 256},
              {4096, 112, 32},
              {8192, 112, 64},
              {4ul * 4096, 112, 128}};

static void step(struct front_ring *r, const uint8_t *data)
{
    uint8_t entry[ENTRY] = {data[0]};
    uint32_t outstanding = r->pushed - r->taken;
    int got;

    switch (data[0] % 4) {
    case 0:
        if (front_ring_room(r) > 0)
            front_ring_put(r, entry, r->entry);
        break;
    case 1:
        front_ring_push(r);
        break;
    case 2:
        got = front_ring_get(r, entry, r->entry);
        MUST(got == 0 || got == 1 || got == -EIO);
        MUST(got != 1 || outstanding > 0);
        break;
    case 3:
        front_ring_arm(r, data[0] / 4);
        break;
    }
    MUST(front_ring_room(r) <= r->size && r->put - r->pushed <= r->size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct shape *s = &shapes[size ? data[0] % 5 : 0];
    uint8_t *page = malloc(s->bytes);
    struct front_ring ring;

    front_ring_init(&ring, page, s->bytes, s->entry);
    MUST(ring.size == s->size && 64 + ring.size * s->entry <= s->bytes);
    for (data++, size -= size > 0; size >= 7; data += 7, size -= 7) {
        uint16_t at;

        memcpy(&at, data + 1, sizeof(at));
        memcpy(page + at % (s->bytes - 3), data + 3, 4);
        step(&ring, data);
    }
    free(page);
    return 0;
}
