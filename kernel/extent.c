/*
 * extent.c - the treap behind extent.h, without recursion.
 */
#include "kernel/extent.h"

#include "kernel/base.h"

/* The heap key: Fibonacci hashing of the node's address. */
static uint64_t priority(const struct extent *e)
{
    return (uintptr_t)e * 0x9e3779b97f4a7c15ull;
}

static uint64_t largest_of(const struct extent *e)
{
    return e ? e->largest : 0;
}

static void update(struct extent *e)
{
    uint64_t below = MAX(largest_of(e->left), largest_of(e->right));

    e->largest = MAX(e->count, below);
}

static void update_up(struct extent *e)
{
    for (; e; e = e->parent)
        update(e);
}

/* Puts @new into @old's place under @old's parent. */
static void replace_child(struct extent_set *set, struct extent *old,
                          struct extent *new)
{
    struct extent *parent = old->parent;

    if (!parent)
        set->root = new;
    else if (parent->left == old)
        parent->left = new;
    else
        parent->right = new;
    if (new)
        new->parent = parent;
}

/* Turns the tree so that @e takes its parent's place. */
static void rotate_up(struct extent_set *set, struct extent *e)
{
    struct extent *parent = e->parent, *moved;

    replace_child(set, parent, e);
    if (parent->left == e) {
        moved = e->right;
        parent->left = moved;
        e->right = parent;
    } else {
        moved = e->left;
        parent->right = moved;
        e->left = parent;
    }
    if (moved)
        moved->parent = parent;
    parent->parent = e;
    update(parent);
    update(e);
}

void extent_insert(struct extent_set *set, struct extent *e)
{
    struct extent *at = set->root, *parent = NULL, **link = &set->root;

    while (at) {
        parent = at;
        link = e->start < at->start ? &at->left : &at->right;
        at = *link;
    }
    e->left = e->right = NULL;
    e->parent = parent;
    *link = e;
    update_up(e);
    while (e->parent && priority(e) > priority(e->parent))
        rotate_up(set, e);
}

void extent_remove(struct extent_set *set, struct extent *e)
{
    while (e->left && e->right)
        rotate_up(set,
                  priority(e->left) > priority(e->right) ? e->left : e->right);
    replace_child(set, e, e->left ? e->left : e->right);
    update_up(e->parent);
}

void extent_resize(struct extent *e, uint64_t start, uint64_t count)
{
    e->start = start;
    e->count = count;
    update_up(e);
}

struct extent *extent_first(const struct extent_set *set, uint64_t count)
{
    struct extent *e = set->root;

    if (largest_of(e) < count)
        return NULL;
    for (;;) {
        if (largest_of(e->left) >= count)
            e = e->left;
        else if (e->count >= count)
            return e;
        else
            e = e->right;
    }
}

struct extent *extent_last(const struct extent_set *set, uint64_t count)
{
    struct extent *e = set->root;

    if (largest_of(e) < count)
        return NULL;
    for (;;) {
        if (largest_of(e->right) >= count)
            e = e->right;
        else if (e->count >= count)
            return e;
        else
            e = e->left;
    }
}

struct extent *extent_next(const struct extent *e)
{
    if (e->right) {
        for (e = e->right; e->left;)
            e = e->left;
        return (struct extent *)e;
    }
    while (e->parent && e->parent->right == e)
        e = e->parent;
    return e->parent;
}

struct extent *extent_prev(const struct extent *e)
{
    if (e->left) {
        for (e = e->left; e->right;)
            e = e->right;
        return (struct extent *)e;
    }
    while (e->parent && e->parent->left == e)
        e = e->parent;
    return e->parent;
}

struct extent *extent_floor(const struct extent_set *set, uint64_t at)
{
    struct extent *e = set->root, *found = NULL;

    while (e) {
        if (e->start <= at)
            found = e;
        e = e->start <= at ? e->right : e->left;
    }
    return found;
}
