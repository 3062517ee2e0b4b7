/*
 * extent.c - where a file's blocks are: a tree of extents, read.
 *
 * The root, with room for four, lies in the inode; each node below in a block
 * of its own. All leaves are at the same depth. What the disk says is checked
 * once, when a node is first seen. [EXT4 "Extent Tree"]
 */
#include <errno.h>
#include <string.h>

#include "fs/ext4/extent_tree.h"

void extents_init(struct ext4_inode *ip)
{
    memset(ip->block, 0, sizeof(ip->block));
    ip->root = (struct ext4_extent_header){EXTENT_MAGIC, 0, ROOT_MAX, 0, 0};
    ip->flags |= INODE_EXTENTS;
    ip->root_checked = true;
}

/* --- what the disk says is checked, node by node, when it is first seen --- */

static bool entries_ok(const struct ext4_fs *fs,
                       const struct ext4_extent_header *h)
{
    const struct ext4_extent *e =
        (const struct ext4_extent *)(const void *)(h + 1);
    uint64_t next = 0;

    for (int i = 0; i < h->entries; i++) {
        if (e[i].block < next || (i && e[i].block == e[i - 1].block))
            return false;
        if (h->depth == 0) {
            if (e[i].len == 0 ||
                !super_block_ok(fs, start_of(&e[i]), len_of(&e[i])))
                return false;
            next = (uint64_t)e[i].block + len_of(&e[i]);
            if (next > UINT32_MAX)
                return false;
        }
    }
    return true;
}

static bool node_ok(const struct ext4_fs *fs,
                    const struct ext4_extent_header *h, uint32_t room,
                    uint32_t depth)
{
    return h->magic == EXTENT_MAGIC && h->depth == depth && h->max > 0 &&
           h->max <= room && h->entries <= h->max &&
           (depth == 0 || h->entries > 0) && entries_ok(fs, h);
}

int extents_check_root(struct ext4_inode *ip)
{
    if (ip->root_checked)
        return 0;
    if (ip->root.depth > EXTENT_DEPTH_MAX ||
        !node_ok(ip->fs, &ip->root, ROOT_MAX, ip->root.depth))
        return super_corrupt(ip->fs, "an inode's extents are wrong",
                             ip->vn.ino);
    ip->root_checked = true;
    return 0;
}

uint32_t extents_node_room(const struct ext4_fs *fs)
{
    return (uint32_t)((fs->block_size - sizeof(struct ext4_extent_header)) /
                      sizeof(struct ext4_extent));
}

static int get_node(struct ext4_inode *ip, uint64_t block, uint32_t depth,
                    struct buf **out)
{
    struct ext4_fs *fs = ip->fs;
    const struct ext4_extent_header *h;
    struct buf *b;
    int err;

    if (!super_block_ok(fs, block, 1))
        return super_corrupt(fs, "extents in an impossible block", block);
    err = cache_get(&fs->cache, block, &b);
    if (err)
        return err;
    h = (const struct ext4_extent_header *)(void *)b->data;
    if (h->depth != depth || !(b->flags & BUF_CHECKED) ||
        b->kind != KIND_EXTENT) {
        if (!node_ok(fs, h, extents_node_room(fs), depth) ||
            (fs->csum &&
             !csum_block_ok(fs, KIND_EXTENT, ip->csum_seed, b->data))) {
            cache_put(b);
            return super_corrupt(fs, "a block of extents is wrong", block);
        }
        b->flags |= BUF_CHECKED;
        b->kind = KIND_EXTENT;
        b->owner = ip->csum_seed;
    }
    *out = b;
    return 0;
}

/* --- finding --- */

void extents_path_end(struct path *p)
{
    for (int i = 1; i <= p->depth; i++)
        cache_put(p->level[i].buf);
}

/* The last entry at or before @block; -1 if none is. */
static int search(const struct ext4_extent_header *h, uint32_t block)
{
    int low = 0, high = h->entries;

    while (low < high) {
        int mid = (low + high) / 2;

        if (key_of(h, mid) <= block)
            low = mid + 1;
        else
            high = mid;
    }
    return low - 1;
}

/* The way to where @block is or would be; . */
int extents_walk(struct ext4_inode *ip, uint32_t block, struct path *p)
{
    int err = extents_check_root(ip);
    struct level *l = p->level;

    p->depth = 0;
    if (err)
        return err;
    *l = (struct level){NULL, &ip->root, search(&ip->root, block)};
    while (l->head->depth) {
        const struct ext4_extent_index *x = index_of(l);
        struct buf *b = NULL;

        if (l->at < 0)
            l->at = 0;
        err = get_node(ip, child_of(&x[l->at]), l->head->depth - 1u, &b);
        if (err)
            return err;
        l++;
        l->buf = b;
        l->head = (struct ext4_extent_header *)(void *)b->data;
        l->at = search(l->head, block);
        p->depth++;
    }
    return 0;
}

/* The first block behind @block that may be mapped. */
static uint64_t next_key(const struct path *p)
{
    for (int i = p->depth; i >= 0; i--) {
        const struct level *l = &p->level[i];

        if (l->at + 1 < l->head->entries)
            return key_of(l->head, l->at + 1);
    }
    return (uint64_t)UINT32_MAX + 1;
}

int extents_find(struct ext4_inode *ip, uint32_t block, struct ext4_run *run)
{
    struct path p;
    int err = extents_walk(ip, block, &p);

    if (!err) {
        const struct level *l = &p.level[p.depth];
        const struct ext4_extent *e = leaf_of(l) + l->at;
        uint64_t left = next_key(&p) - block;

        run->block = block;
        if (l->at >= 0 && block - e->block < len_of(e)) {
            uint32_t in = block - e->block;

            run->kind = is_unwritten(e) ? RUN_UNWRITTEN : RUN_WRITTEN;
            run->start = start_of(e) + in;
            run->len = len_of(e) - in;
        } else {
            run->kind = RUN_HOLE;
            run->start = 0;
            run->len = left > UINT32_MAX ? UINT32_MAX : (uint32_t)left;
        }
    }
    extents_path_end(&p);
    return err;
}
