/*
 * extent_change.c - where a file's blocks are: the tree of extents, changed.
 *
 * A full node is split when something must go into it, and the root, when it
 * is full, moves down into a block; never is a node merged with another, but
 * an empty one is freed.
 */
#include <errno.h>
#include <string.h>

#include "fs/ext4/extent_tree.h"

static void node_dirty(struct ext4_inode *ip, const struct level *l)
{
    if (l->buf)
        txn_dirty(ip->fs, l->buf);
    else
        inode_changed(ip);
}

/* A new node, empty but for its header. */
static int new_node(struct ext4_inode *ip, uint64_t goal, uint16_t depth,
                    struct buf **out)
{
    struct ext4_fs *fs = ip->fs;
    struct ext4_extent_header *h;
    uint64_t block;
    uint32_t got;
    int err = alloc_blocks(fs, goal, 1, &block, &got);

    if (!err)
        err = cache_get_new(&fs->cache, block, out);
    if (err)
        return err;
    memset((*out)->data, 0, fs->block_size);
    h = (struct ext4_extent_header *)(void *)(*out)->data;
    *h = (struct ext4_extent_header){EXTENT_MAGIC, 0,
                                     (uint16_t)extents_node_room(fs), depth, 0};
    (*out)->flags |= BUF_CHECKED;
    (*out)->kind = KIND_EXTENT;
    (*out)->owner = ip->csum_seed;
    ip->blocks += fs->block_size / 512;
    txn_dirty(fs, *out);
    inode_changed(ip);
    return 0;
}

/* The root moves down into a block and has one entry afterwards. */
static int grow(struct ext4_inode *ip)
{
    struct ext4_extent_header *h;
    struct buf *b;
    uint16_t max;
    int err;

    if (ip->root.depth == EXTENT_DEPTH_MAX)
        return -EFBIG;
    err = new_node(ip, alloc_goal(ip), ip->root.depth, &b);
    if (err)
        return err;
    h = (struct ext4_extent_header *)(void *)b->data;
    max = h->max;
    memcpy(h, ip->block, sizeof(ip->block));
    h->max = max;
    ip->root.entries = 1;
    ip->root.depth++;
    set_index((struct ext4_extent_index *)(void *)(&ip->root + 1), key_of(h, 0),
              b->block);
    cache_put(b);
    return 0;
}

/* Makes room for an entry at @n. */
static void open_slot(struct ext4_extent_header *h, int n)
{
    struct ext4_extent *e = (struct ext4_extent *)(void *)(h + 1);

    memmove(e + n + 1, e + n, (size_t)(h->entries - n) * sizeof(*e));
    h->entries++;
}

static void close_slot(struct ext4_extent_header *h, int n)
{
    struct ext4_extent *e = (struct ext4_extent *)(void *)(h + 1);

    h->entries--;
    memmove(e + n, e + n + 1, (size_t)(h->entries - n) * sizeof(*e));
}

/* Splits the full node at level @n, whose parent has room. What is appended
 * to leaves the left one full. */
static int split(struct ext4_inode *ip, struct path *p, int n, uint32_t block)
{
    struct level *l = &p->level[n], *up = &p->level[n - 1];
    struct ext4_extent_header *h = l->head, *right;
    struct ext4_extent *e = leaf_of(l);
    int keep = h->entries / 2;
    struct buf *b;
    int err = new_node(ip, l->buf->block, h->depth, &b);

    if (err)
        return err;
    if (block > key_of(h, h->entries - 1))
        keep = h->entries - 1;
    right = (struct ext4_extent_header *)(void *)b->data;
    right->entries = (uint16_t)(h->entries - keep);
    memcpy(right + 1, e + keep, right->entries * sizeof(*e));
    h->entries = (uint16_t)keep;
    open_slot(up->head, up->at + 1);
    set_index(index_of(up) + up->at + 1, key_of(right, 0), b->block);
    node_dirty(ip, l);
    node_dirty(ip, up);
    cache_put(b);
    return 0;
}

/* One step towards room in the leaf; *ready: there is. */
static int make_room(struct ext4_inode *ip, uint32_t block, bool *ready)
{
    struct path p;
    int err = extents_walk(ip, block, &p), n = p.depth;

    while (!err && n >= 0 && p.level[n].head->entries == p.level[n].head->max)
        n--;
    *ready = !err && n == p.depth;
    if (!err && n < 0)
        err = grow(ip);
    else if (!err && n < p.depth)
        err = split(ip, &p, n + 1, block);
    extents_path_end(&p);
    return err;
}

/* The keys above must not be behind what is the first now. */
static void lower_keys(struct ext4_inode *ip, struct path *p, uint32_t block)
{
    for (int i = p->depth - 1; i >= 0; i--) {
        struct ext4_extent_index *x = index_of(&p->level[i]);

        if (x[p->level[i].at].block <= block)
            break;
        x[p->level[i].at].block = block;
        node_dirty(ip, &p->level[i]);
    }
}

static bool joins(const struct ext4_extent *a, const struct ext4_extent *b)
{
    uint32_t max = is_unwritten(a) ? LEN_UNWRITTEN_MAX : EXTENT_LEN_MAX;

    return is_unwritten(a) == is_unwritten(b) &&
           (uint64_t)a->block + len_of(a) == b->block &&
           start_of(a) + len_of(a) == start_of(b) &&
           len_of(a) + len_of(b) <= max;
}

static void join(struct ext4_extent_header *h, int n)
{
    struct ext4_extent *e = (struct ext4_extent *)(void *)(h + 1) + n;

    set_extent(e, e->block, start_of(e), len_of(e) + len_of(e + 1),
               is_unwritten(e));
    close_slot(h, n + 1);
}

/* Lengthens the neighbour before or behind, if @e joins it. */
static bool merge(struct ext4_inode *ip, struct path *p,
                  const struct ext4_extent *new)
{
    struct level *l = &p->level[p->depth];
    struct ext4_extent *e = leaf_of(l);
    int n = l->at;

    if (n >= 0 && joins(&e[n], new)) {
        set_extent(&e[n], e[n].block, start_of(&e[n]),
                   len_of(&e[n]) + len_of(new), is_unwritten(new));
        if (n + 1 < l->head->entries && joins(&e[n], &e[n + 1]))
            join(l->head, n);
    } else if (n + 1 < l->head->entries && joins(new, &e[n + 1])) {
        set_extent(&e[n + 1], new->block, start_of(new),
                   len_of(new) + len_of(&e[n + 1]), is_unwritten(new));
        lower_keys(ip, p, new->block);
    } else {
        return false;
    }
    node_dirty(ip, l);
    return true;
}

static int insert(struct ext4_inode *ip, const struct ext4_extent *new)
{
    struct path p;
    bool ready = false;
    int err = extents_walk(ip, new->block, &p);
    bool merged = !err && merge(ip, &p, new);

    extents_path_end(&p);
    if (err || merged)
        return err;
    while (!err && !ready)
        err = make_room(ip, new->block, &ready);
    if (err)
        return err;
    err = extents_walk(ip, new->block, &p);
    if (!err) {
        struct level *l = &p.level[p.depth];

        open_slot(l->head, l->at + 1);
        leaf_of(l)[l->at + 1] = *new;
        lower_keys(ip, &p, new->block);
        node_dirty(ip, l);
    }
    extents_path_end(&p);
    return err;
}

int extents_insert(struct ext4_inode *ip, const struct ext4_run *run)
{
    struct ext4_extent e;

    set_extent(&e, run->block, run->start, run->len,
               run->kind == RUN_UNWRITTEN);
    return insert(ip, &e);
}

/* Takes the extent at @block, which is there, out. */
static int take_out(struct ext4_inode *ip, uint32_t block,
                    struct ext4_extent *old)
{
    struct path p;
    int err = extents_walk(ip, block, &p);

    if (!err) {
        struct level *l = &p.level[p.depth];

        *old = leaf_of(l)[l->at];
        close_slot(l->head, l->at);
        node_dirty(ip, l);
    }
    extents_path_end(&p);
    return err;
}

/* The unwritten extent around @run becomes up to three. A leaf may be empty
 * in between: what is inserted goes there again. */
int extents_write(struct ext4_inode *ip, const struct ext4_run *run)
{
    struct ext4_extent old, piece;
    uint32_t before, behind;
    int err = take_out(ip, run->block, &old);

    if (err)
        return err;
    before = run->block - old.block;
    behind = len_of(&old) - before - run->len;
    if (before) {
        set_extent(&piece, old.block, start_of(&old), before, true);
        err = insert(ip, &piece);
    }
    if (!err) {
        set_extent(&piece, run->block, run->start, run->len, false);
        err = insert(ip, &piece);
    }
    if (!err && behind) {
        set_extent(&piece, run->block + run->len, run->start + run->len, behind,
                   true);
        err = insert(ip, &piece);
    }
    return err;
}

/* --- cutting --- */

/* Frees the nodes that have become empty, from the leaf up. */
static void drop_empty(struct ext4_inode *ip, struct path *p)
{
    int n = p->depth;

    while (n > 0 && p->level[n].head->entries == 0) {
        struct level *up = &p->level[n - 1];
        uint64_t block = p->level[n].buf->block;

        cache_put(p->level[n].buf);
        txn_free(ip->fs, block, 1, true);
        ip->blocks -= ip->fs->block_size / 512;
        close_slot(up->head, up->at);
        node_dirty(ip, up);
        p->depth = --n;
    }
    if (ip->root.entries == 0)
        ip->root.depth = 0;
    inode_changed(ip);
}

/* The last extent goes, or its end; *done: it ends before @block. */
static void cut_last(struct ext4_inode *ip, struct level *l, uint64_t block,
                     bool *done)
{
    struct ext4_extent *e = leaf_of(l) + l->head->entries - 1;
    uint32_t len = len_of(e), keep = 0;

    if ((uint64_t)e->block + len <= block) {
        *done = true;
        return;
    }
    if (e->block < block)
        keep = (uint32_t)(block - e->block);
    txn_free(ip->fs, start_of(e) + keep, len - keep, false);
    ip->blocks -= (uint64_t)(len - keep) * (ip->fs->block_size / 512);
    if (keep)
        set_extent(e, e->block, start_of(e), keep, is_unwritten(e));
    else
        l->head->entries--;
    node_dirty(ip, l);
}

int extents_cut(struct ext4_inode *ip, uint64_t block, bool *done)
{
    struct path p;
    int err = extents_walk(ip, UINT32_MAX, &p);

    for (int i = 0; !err && i < 32 && !*done; i++) {
        struct level *l = &p.level[p.depth];

        if (l->head->entries == 0)
            break;
        cut_last(ip, l, block, done);
    }
    if (!err) {
        if (p.depth == 0 && p.level[0].head->entries == 0)
            *done = true;
        drop_empty(ip, &p);
    }
    extents_path_end(&p);
    return err;
}
