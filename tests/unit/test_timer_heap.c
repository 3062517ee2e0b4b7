/*
 * test_timer_heap.c - the heap of timers against a sorted array.
 */
// links: tests/base_host.c kernel/timer_heap.c
#include "kernel/timer_heap.h"

#include <string.h>

#include "kernel/base.h"
#include "tests/check.h"
#include "tests/unit/random.h"

#define NODES 300

/* What must be in the heap, the earliest first. */
static struct timer_node *sorted[NODES];
static unsigned count;

static void model_add(struct timer_node *node)
{
    unsigned at = count++;

    for (; at > 0 && sorted[at - 1]->at_ns > node->at_ns; at--)
        sorted[at] = sorted[at - 1];
    sorted[at] = node;
}

static void model_remove(struct timer_node *node)
{
    unsigned at = 0;

    while (sorted[at] != node)
        at++;
    count--;
    memmove(&sorted[at], &sorted[at + 1], (count - at) * sizeof(sorted[0]));
}

/* Links fit, no child is earlier than its parent; the number of nodes. */
static unsigned walk(const struct timer_node *root)
{
    const struct timer_node *stack[NODES];
    unsigned depth = 0, seen = 0;

    if (root)
        stack[depth++] = root;
    while (depth > 0) {
        const struct timer_node *n = stack[--depth], *prev = n;
        seen++;
        CHECK(n->queued);
        for (const struct timer_node *c = n->child; c; c = c->next) {
            CHECK(c->at_ns >= n->at_ns && c->prev == prev);
            prev = c;
            stack[depth++] = c;
        }
    }
    return seen;
}

static void compare(const struct timer_heap *heap)
{
    struct timer_node *first = timer_heap_first(heap);

    CHECK((first == NULL) == (count == 0));
    if (first) {
        CHECK(first->at_ns == sorted[0]->at_ns);
        CHECK(first->prev == NULL && first->next == NULL);
    }
    CHECK(walk(first) == count);
}

TEST(any_order_of_adding_and_removing)
{
    static struct timer_node nodes[NODES];
    struct timer_heap heap = {NULL};
    uint64_t rng = 0x9e3779b97f4a7c11;
    uint64_t now = 0;

    count = 0;
    for (unsigned step = 0; step < 60000; step++) {
        struct timer_node *n = &nodes[random_below(&rng, NODES)];
        if (n->queued) {
            timer_heap_remove(&heap, n);
            model_remove(n);
        } else {
            /* few values: many are equal */
            n->at_ns = now + random_below(&rng, 100);
            timer_heap_add(&heap, n);
            model_add(n);
        }
        now += random_below(&rng, 3) == 0;
        if (step % 16 == 0)
            compare(&heap);
    }
}

/* A fake clock moves on; what is due leaves in order. */
TEST(timers_leave_when_they_are_due)
{
    static struct timer_node nodes[NODES];
    struct timer_heap heap = {NULL};
    uint64_t rng = 0x9e3779b97f4a7c12;
    unsigned left = NODES;

    for (unsigned i = 0; i < NODES; i++) {
        nodes[i].at_ns = random_below(&rng, 1000);
        timer_heap_add(&heap, &nodes[i]);
    }
    for (uint64_t now = 0; now < 1000; now++) {
        struct timer_node *n = timer_heap_first(&heap);
        CHECK(!n || n->at_ns >= now);
        for (; n && n->at_ns <= now; n = timer_heap_first(&heap)) {
            timer_heap_remove(&heap, n);
            CHECK(!n->queued && n->at_ns == now);
            left--;
        }
    }
    CHECK(left == 0 && timer_heap_first(&heap) == NULL);
}

TEST(the_end_of_time_is_a_time)
{
    struct timer_node never = {.at_ns = UINT64_MAX}, soon = {.at_ns = 0};
    struct timer_heap heap = {NULL};

    timer_heap_add(&heap, &never);
    timer_heap_add(&heap, &soon);
    CHECK(timer_heap_first(&heap) == &soon);
    timer_heap_remove(&heap, &soon);
    CHECK(timer_heap_first(&heap) == &never);
}
