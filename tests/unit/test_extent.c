/*
 * test_extent.c - the set of free extents against a bitmap.
 */
// links: kernel/extent.c
#include "kernel/extent.h"

#include <stdlib.h>
#include <string.h>

#include "kernel/base.h"
#include "tests/check.h"
#include "tests/unit/random.h"

#define UNITS 512

static struct extent nodes[UNITS];
static bool used[UNITS];

static struct extent *node_for(uint64_t start, uint64_t count)
{
    for (unsigned i = 0; i < UNITS; i++) {
        if (used[i])
            continue;
        used[i] = true;
        nodes[i].start = start;
        nodes[i].count = count;
        return &nodes[i];
    }
    abort();
}

static void drop(struct extent_set *set, struct extent *e)
{
    extent_remove(set, e);
    used[e - nodes] = false;
}

/* Order, bounds, parent links and the largest count of every subtree. */
static bool sound(const struct extent_set *set, const bool *map)
{
    const struct extent *e = extent_first(set, 1);
    bool seen[UNITS] = {false};
    uint64_t end = 0;

    for (; e; e = extent_next(e)) {
        uint64_t largest = e->count;
        if (e->start < end || e->count == 0 || e->start + e->count > UNITS)
            return false;
        end = e->start + e->count + 1; /* neighbours do not touch */
        for (uint64_t i = 0; i < e->count; i++)
            seen[e->start + i] = true;
        if (e->left)
            largest = MAX(largest, e->left->largest);
        if (e->right)
            largest = MAX(largest, e->right->largest);
        if (e->largest != largest || (e->left && e->left->parent != e) ||
            (e->right && e->right->parent != e))
            return false;
    }
    return memcmp(seen, map, sizeof(seen)) == 0;
}

/* Sets or clears one unit, through split, merge, shrink and grow. */
static void toggle(struct extent_set *set, bool *map, uint64_t at)
{
    struct extent *e = extent_floor(set, at);

    if (map[at]) {
        uint64_t end = e->start + e->count;
        if (e->count == 1) {
            drop(set, e);
        } else if (e->start == at) {
            extent_resize(e, at + 1, e->count - 1);
        } else {
            extent_resize(e, e->start, at - e->start);
            if (end > at + 1)
                extent_insert(set, node_for(at + 1, end - at - 1));
        }
    } else if (e && e->start + e->count == at) {
        struct extent *next = extent_next(e);
        uint64_t more = next && next->start == at + 1 ? next->count : 0;
        if (more)
            drop(set, next);
        extent_resize(e, e->start, e->count + 1 + more);
    } else {
        struct extent *next = e ? extent_next(e) : extent_first(set, 1);
        if (next && next->start == at + 1)
            extent_resize(next, at, next->count + 1);
        else
            extent_insert(set, node_for(at, 1));
    }
    map[at] = !map[at];
}

TEST(set_equals_a_bitmap_after_any_operations)
{
    struct extent_set set = {NULL};
    bool map[UNITS] = {false};
    uint64_t r = 1;

    for (unsigned i = 0; i < 20000; i++) {
        toggle(&set, map, random_below(&r, UNITS));
        if (i % 50 == 0 && !CHECK(sound(&set, map)))
            return;
    }
}

TEST(first_and_last_fit_agree_with_a_search)
{
    struct extent_set set = {NULL};
    bool map[UNITS] = {false};
    uint64_t r = 2;

    for (unsigned i = 0; i < 2000; i++) {
        toggle(&set, map, random_below(&r, UNITS));
        uint64_t want = 1 + random_below(&r, 6);
        const struct extent *first = NULL, *last = NULL;
        for (const struct extent *e = extent_first(&set, 1); e;
             e = extent_next(e)) {
            if (e->count < want)
                continue;
            first = first ? first : e;
            last = e;
        }
        CHECK(extent_first(&set, want) == first);
        CHECK(extent_last(&set, want) == last);
    }
}

TEST(walking_backwards_is_walking_forwards)
{
    struct extent_set set = {NULL};
    const struct extent *e;
    unsigned n = 0;

    memset(used, 0, sizeof(used));
    for (unsigned i = 0; i < 100; i++)
        extent_insert(&set, node_for((i * 37 % 100) * 4, 2));
    for (e = extent_last(&set, 1); e; e = extent_prev(e), n++)
        CHECK(e->start == (99 - n) * 4);
    CHECK(n == 100);
}
