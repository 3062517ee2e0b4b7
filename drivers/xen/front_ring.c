/*
 * front_ring.c - see front_ring.h.
 */
#include "drivers/xen/front_ring.h"

#include "kernel/errno.h"
#include "kernel/string.h"

static uint8_t *entry(const struct front_ring *r, uint32_t index)
{
    return (uint8_t *)(r->page + 1) + (index & (r->size - 1)) * r->entry;
}

void front_ring_init(struct front_ring *r, void *page, size_t bytes,
                     uint32_t size_of_entry)
{
    *r = (struct front_ring){.page = page, .entry = size_of_entry, .size = 1};
    while (sizeof(*r->page) + 2ul * r->size * r->entry <= bytes)
        r->size *= 2;
    memset(page, 0, bytes);
    r->page->req_event = r->page->rsp_event = 1;
}

uint32_t front_ring_room(const struct front_ring *r)
{
    return r->size - (r->put - r->taken);
}

void front_ring_put(struct front_ring *r, const void *request, size_t len)
{
    memcpy(entry(r, r->put), request, len);
    r->put++;
}

bool front_ring_push(struct front_ring *r)
{
    uint32_t before = r->pushed, wanted;

    if (r->put == before)
        return false;
    r->pushed = r->put;
    /* pairs with the backend's read of the index before the requests, and
     * goes before our look at its event: it looks once more after setting it */
    __atomic_store_n(&r->page->req_prod, r->put, __ATOMIC_SEQ_CST);
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
    wanted = __atomic_load_n(&r->page->req_event, __ATOMIC_RELAXED);
    return r->put - wanted < r->put - before;
}

/* How many answers wait; -EIO. */
static long waiting(const struct front_ring *r)
{
    /* pairs with the backend's write of the index behind the answers */
    uint32_t made = __atomic_load_n(&r->page->rsp_prod, __ATOMIC_ACQUIRE);
    uint32_t n = made - r->taken;

    return n <= r->pushed - r->taken ? (long)n : -EIO;
}

int front_ring_get(struct front_ring *r, void *answer, size_t len)
{
    long n = waiting(r);

    if (n <= 0)
        return (int)n;
    memcpy(answer, entry(r, r->taken), len);
    r->taken++;
    return 1;
}

bool front_ring_arm(struct front_ring *r, uint32_t after)
{
    long n;

    __atomic_store_n(&r->page->rsp_event, r->taken + after, __ATOMIC_SEQ_CST);
    /* pairs with the backend's read of the event after its index */
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
    n = waiting(r);
    return n >= 0 && n < (long)after;
}
