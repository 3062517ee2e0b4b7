/*
 * fuzz_xs_wire.c - anything as what xenstored has written.
 *
 * Input: the bytes of the ring, which come in pieces as long as the first one
 * says; every message is looked at in every way.
 */
// links: drivers/xen/xs_wire.c drivers/xen/byte_ring.c

#include "drivers/xen/xs_wire.h"
#include "kernel/errno.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

#define SIZE 1024

static void look(const struct xs_reader *r)
{
    const char *name = NULL;
    uint32_t token = 0;
    uint64_t n;
    size_t total = 0;

    MUST(r->head.len <= XS_PAYLOAD_MAX && r->body[r->head.len] == '\0');
    if (xs_event_token(r->body, r->head.len, &token))
        MUST(memchr(r->body, '\0', r->head.len - 1));
    MUST(xs_error(r->body) < 0);
    xs_number(r->body, &n);
    while ((name = xs_next(r->body, r->head.len, name)))
        total += strlen(name) + 1;
    MUST(total >= r->head.len && total <= r->head.len + 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static uint8_t bytes[SIZE];
    static struct xs_reader reader;
    uint32_t prod = 0, cons = 0;
    struct byte_ring in, out;
    size_t step = size ? data[0] * 4u + 1 : 1;
    int got = 0;

    memset(&reader, 0, sizeof(reader));
    byte_ring_init(&out, bytes, SIZE, &prod, &cons);
    byte_ring_init(&in, bytes, SIZE, &cons, &prod);
    while (size > 0 && got >= 0) {
        long n = byte_ring_put(&out, data, step < size ? step : size);

        data += n;
        size -= (size_t)n;
        while ((got = xs_reader_take(&reader, &in)) == 1)
            look(&reader);
        MUST(got == 0 || got == -EIO);
    }
    return 0;
}
