/*
 * fuzz_byte_ring.c - both ends of a ring whose other side writes anything.
 *
 * Input: steps of 5 bytes: what to do, and a value for the shared index of the
 * other side. The ring lies in a block of exactly its size.
 */
// links: drivers/xen/byte_ring.c

#include "drivers/xen/byte_ring.h"
#include "kernel/errno.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#define SIZE 64

static void check_result(long n, size_t asked, const struct byte_ring *ring)
{
    MUST(n == -EIO || (n >= 0 && n <= (long)asked && n <= SIZE));
    MUST(*ring->ours == ring->index);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t *bytes = calloc(1, SIZE);
    uint32_t ours = 0, theirs = 0;
    struct byte_ring ring;

    byte_ring_init(&ring, bytes, SIZE, &ours, &theirs);
    for (; size >= 5; data += 5, size -= 5) {
        size_t asked = data[0] & 0x7f;
        uint8_t *block = calloc(1, asked + 1);

        if (data[0] & 0x80)
            memcpy(&theirs, data + 1, sizeof(theirs));
        else
            theirs = ring.index + (uint32_t)(int8_t)data[1];
        check_result(byte_ring_put(&ring, block, asked), asked, &ring);
        check_result(byte_ring_get(&ring, block, asked), asked, &ring);
        MUST(byte_ring_left(&ring) <= SIZE);
        free(block);
    }
    free(bytes);
    return 0;
}
