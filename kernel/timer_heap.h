/*
 * timer_heap.h - the timer that ends first; all in O(log n).
 *
 * An intrusive heap: nothing is allocated. Pure: the time is a number that
 * the caller brings; unit-tested on the host with a fake clock.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct timer_node {
    uint64_t at_ns;
    struct timer_node *child, *next, *prev; /* pairing heap; prev: see .c */
    bool queued;
};

struct timer_heap {
    struct timer_node *root;
};

/* timer_heap_add - @node, whose at_ns is set and which is in no heap. */
void timer_heap_add(struct timer_heap *heap, struct timer_node *node);

/* timer_heap_remove - take @node, which is in @heap, out. */
void timer_heap_remove(struct timer_heap *heap, struct timer_node *node);

/* timer_heap_first - the one with the least at_ns, or NULL. */
struct timer_node *timer_heap_first(const struct timer_heap *heap);
