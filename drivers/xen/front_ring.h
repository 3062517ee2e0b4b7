/*
 * front_ring.h - our side of a ring of requests and answers.
 *
 * One page, or several: indices, and behind them a power of two of entries,
 * each a request that the backend turns into an answer. The backend may write
 * anything anywhere at any time: its index is checked at each use, answers are
 * copied before they are looked at, and what we wrote is never read back.
 * Pure: no device is touched, nothing allocates or locks. [XEN io/ring.h]
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What is in front of the entries. */
struct front_ring_page {
    uint32_t req_prod, req_event, rsp_prod, rsp_event;
    uint8_t pad[48];
};
_Static_assert(offsetof(struct front_ring_page, rsp_prod) == 8, "[XEN ring.h]");
_Static_assert(sizeof(struct front_ring_page) == 64, "[XEN io/ring.h]");

/*
 * struct front_ring - what is private.
 *
 * @entry   bytes of one; @size how many there are
 * @put     requests written; @pushed of them shown to the backend; @taken
 *          answers read
 */
struct front_ring {
    struct front_ring_page *page;
    uint32_t entry, size;
    uint32_t put, pushed, taken;
};

/*
 * front_ring_init - an empty ring in @bytes of memory at @page, which are
 * cleared; @entry bytes are one request or answer, whichever is longer.
 */
void front_ring_init(struct front_ring *r, void *page, size_t bytes,
                     uint32_t entry);

/* front_ring_room - requests that fit. */
uint32_t front_ring_room(const struct front_ring *r);

/* front_ring_put - write a request of @len bytes; there must be room. */
void front_ring_put(struct front_ring *r, const void *request, size_t len);

/*
 * front_ring_push - show the backend what was put.
 *
 * Returns whether it wants to be told by an event.
 */
bool front_ring_push(struct front_ring *r);

/*
 * front_ring_get - the next answer, @len bytes of it, copied to @answer.
 *
 * Returns 1; 0 if there is none; -EIO if the backend's index lies: the ring is
 * of no use any more.
 */
int front_ring_get(struct front_ring *r, void *answer, size_t len);

/*
 * front_ring_arm - have an event come when @after answers wait; 1: the next.
 *
 * Returns false if so many do already, or the index lies: then none may come.
 */
bool front_ring_arm(struct front_ring *r, uint32_t after);
