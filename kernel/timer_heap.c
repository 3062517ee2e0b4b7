/*
 * timer_heap.c - a pairing heap of timers.
 *
 * Each node has a list of children, none of which ends before it does: child
 * is the first, next the one behind a child, prev the one before it or, of the
 * first, the parent. [Pairing Heap]
 */
#include "kernel/timer_heap.h"

#include <stddef.h>

#include "kernel/base.h"

/* Makes the later of two roots the first child of the earlier: the root. */
static struct timer_node *meld(struct timer_node *a, struct timer_node *b)
{
    if (b->at_ns < a->at_ns) {
        struct timer_node *swap = a;
        a = b;
        b = swap;
    }
    b->prev = a;
    b->next = a->child;
    if (b->next)
        b->next->prev = b;
    a->child = b;
    a->next = NULL;
    a->prev = NULL;
    return a;
}

/* One root of a list of siblings: melds pairs from the left, then the pairs,
 * which wait in a list by next, from the right. */
static struct timer_node *meld_all(struct timer_node *first)
{
    struct timer_node *pairs = NULL, *root;

    while (first) {
        struct timer_node *a = first, *b = a->next;
        first = b ? b->next : NULL;
        if (b)
            a = meld(a, b);
        a->next = pairs;
        pairs = a;
    }
    root = pairs;
    if (!root)
        return NULL;
    pairs = root->next;
    while (pairs) {
        struct timer_node *next = pairs->next;
        root = meld(root, pairs);
        pairs = next;
    }
    root->next = NULL;
    root->prev = NULL;
    return root;
}

void timer_heap_add(struct timer_heap *heap, struct timer_node *node)
{
    assert(!node->queued);
    node->queued = true;
    node->child = node->next = node->prev = NULL;
    heap->root = heap->root ? meld(heap->root, node) : node;
}

void timer_heap_remove(struct timer_heap *heap, struct timer_node *node)
{
    struct timer_node *orphans = meld_all(node->child);

    assert(node->queued);
    node->queued = false;
    node->child = NULL;
    if (heap->root == node) {
        heap->root = orphans;
        return;
    }
    if (node->prev->child == node)
        node->prev->child = node->next;
    else
        node->prev->next = node->next;
    if (node->next)
        node->next->prev = node->prev;
    if (orphans)
        heap->root = meld(heap->root, orphans);
}

struct timer_node *timer_heap_first(const struct timer_heap *heap)
{
    return heap->root;
}
