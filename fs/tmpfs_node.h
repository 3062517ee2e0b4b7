/*
 * tmpfs_node.h - a file in memory, as the parts of tmpfs know it.
 */
#pragma once

#include "fs/blocks.h"
#include "fs/stamp.h"
#include "fs/vnode.h"

struct tmp_tree {
    uint64_t dev, last_ino;
    uint64_t nodes;
    bool building; /* changes do not touch the times of directories */
};

/* A name in a directory; NULL in a slot that is free. */
struct tmp_entry {
    struct tmp_node *node;
    uint32_t hash;
    uint16_t len;
    char name[];
};

#define TMP_NO_SLOT UINT32_MAX

struct tmp_slot {
    struct tmp_entry *entry;
    uint32_t next; /* in the chain of its bucket, or of free slots */
};

/*
 * Entries are numbered by their slots, which is the position readdir() goes
 * by: an entry keeps its slot while it lives, others take the freed ones.
 * Buckets lie behind the slots in the same piece of memory.
 */
struct tmp_dir {
    struct tmp_node *parent; /* NULL once removed */
    struct tmp_slot *slots;
    uint32_t *buckets;
    uint32_t capacity; /* of slots, and of buckets: a power of two, or 0 */
    uint32_t count, free_slot;
};

struct tmp_file {
    uint64_t size;
    struct blocks blocks;
    const uint8_t *image; /* what holes below image_size read as */
    uint64_t image_size;
};

struct tmp_node {
    struct vnode vn;
    struct tmp_tree *tree;
    uint32_t nlink, uid, gid;
    uint64_t rdev;
    struct stamp atime, mtime, ctime;
    union {
        struct tmp_dir dir;
        struct tmp_file file;
        struct {
            char *target;
            size_t len;
        } link;
    };
};

static inline struct tmp_node *tmp_node_of(struct vnode *vn)
{
    return (struct tmp_node *)((char *)vn -
                               __builtin_offsetof(struct tmp_node, vn));
}

/* tmp_node_new - a file without a name yet, one reference; NULL: no memory.
 */
struct tmp_node *tmp_node_new(struct tmp_tree *tree, uint32_t mode);

/* tmp_node_changed - contents and attributes were changed just now. */
void tmp_node_changed(struct tmp_node *node);

/* tmp_dir_find - the entry of @name, or NULL. */
struct tmp_entry *tmp_dir_find(const struct tmp_dir *dir, struct vname name);

/* tmp_dir_add - a new entry; -ENOSPC. The name must not be there. */
int tmp_dir_add(struct tmp_dir *dir, struct vname name, struct tmp_node *node);

/* tmp_dir_remove - take the entry of @name, which is there, away. */
void tmp_dir_remove(struct tmp_dir *dir, struct vname name);

/* tmp_dir_at - the first entry in a slot from *slot up, which becomes its;
 * NULL at the end. */
const struct tmp_entry *tmp_dir_at(const struct tmp_dir *dir, uint64_t *slot);

/* tmp_dir_free - an empty directory goes. */
void tmp_dir_free(struct tmp_dir *dir);

/* The operations on regular files' contents. */
int64_t tmp_file_read(struct vnode *vn, void *buf, size_t n, uint64_t off);
int64_t tmp_file_write(struct vnode *vn, const void *buf, size_t n,
                       uint64_t off);
int tmp_file_truncate(struct vnode *vn, uint64_t size);
