/*
 * fuzz_front_ring.c - our side of a ring whose other side writes anything.
 *
 * Input: steps of 7 bytes: what to do, where in the page to write, and what.
 * The ring lies in a block of exactly its size.
 */
// links: drivers/xen/front_ring.c

#include "drivers/xen/front_ring.h"
#include "kernel/errno.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#define BYTES 512
#define ENTRY 12

static void step(struct front_ring *r, const uint8_t *data)
{
    uint8_t entry[ENTRY] = {data[0]};
    uint32_t outstanding = r->pushed - r->taken;
    int got;

    switch (data[0] % 4) {
    case 0:
        if (front_ring_room(r) > 0)
            front_ring_put(r, entry, sizeof(entry));
        break;
    case 1:
        front_ring_push(r);
        break;
    case 2:
        got = front_ring_get(r, entry, sizeof(entry));
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
    uint8_t *page = malloc(BYTES);
    struct front_ring ring;

    front_ring_init(&ring, page, BYTES, ENTRY);
    MUST(64 + ring.size * ENTRY <= BYTES);
    for (; size >= 7; data += 7, size -= 7) {
        uint16_t at;

        memcpy(&at, data + 1, sizeof(at));
        memcpy(page + at % (BYTES - 3), data + 3, 4);
        step(&ring, data);
    }
    free(page);
    return 0;
}
