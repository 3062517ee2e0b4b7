/*
 * tree.c - a tree of files in memory for tests, and memory that runs out.
 */
#undef malloc
#undef calloc
#undef realloc

#include "tests/unit/tree.h"

#include <stdlib.h>
#include <string.h>

#include "fs/machine.h"
#include "fs/tmpfs.h"
#include "fs/vfs.h"
#include "tests/check.h"

struct vnode *tree_root;
vtime_t tree_time;
unsigned tree_time_asked;
long tree_allocations_left = -1;

struct vnode *vfs_root(void)
{
    return tree_root;
}

bool machine_time(vtime_t *now)
{
    tree_time_asked++;
    if (tree_time == 0)
        return false;
    *now = tree_time++;
    return true;
}

void machine_memory(uint64_t *total, uint64_t *free)
{
    *total = 1 << 20;
    *free = 1 << 19;
}

/* What fs/ calls for the C library's. */
void *limited_malloc(size_t size);
void *limited_calloc(size_t n, size_t size);
void *limited_realloc(void *p, size_t size);

static bool may_allocate(void)
{
    if (tree_allocations_left > 0)
        tree_allocations_left--;
    return tree_allocations_left != 0;
}

void *limited_malloc(size_t size)
{
    return may_allocate() ? malloc(size) : NULL;
}

void *limited_calloc(size_t n, size_t size)
{
    return may_allocate() ? calloc(n, size) : NULL;
}

void *limited_realloc(void *p, size_t size)
{
    return may_allocate() ? realloc(p, size) : NULL;
}

/* Removes all that is in @dir. */
static void clear(struct vnode *dir)
{
    struct vdirent entry;
    uint64_t pos = 0;

    while (dir->ops->readdir(dir, &pos, &entry) == 0) {
        struct vname name = {entry.name, entry.len};
        struct vnode *vn;

        if (!CHECK(dir->ops->lookup(dir, name, &vn) == 0))
            return;
        if ((entry.mode & 0170000) == 0040000)
            clear(vn);
        CHECK(dir->ops->unlink(dir, name, vn) == 0);
        vnode_put(vn);
    }
}

void tree_new(void)
{
    tree_allocations_left = -1;
    if (tree_root)
        clear(tree_root);
    else
        tree_root = tmpfs_create(3);
    CHECK(tree_root != NULL);
}

void tree_write(const char *path, const char *text)
{
    struct vnode *vn;
    size_t len = strlen(text);

    if (!CHECK(vfs_open(tree_root, path,
                        VFS_OPEN_WRITE | VFS_OPEN_CREATE | VFS_OPEN_TRUNCATE,
                        0644, &vn) == 0))
        return;
    CHECK(vn->ops->write(vn, text, len, 0) == (int64_t)len);
    vnode_put(vn);
}

int tree_reads(const char *path, const char *text)
{
    size_t len = strlen(text);
    char *buf = malloc(len + 1);
    struct vnode *vn;
    bool same = false;

    if (vfs_open(tree_root, path, 0, 0, &vn) == 0) {
        same = vn->ops->read(vn, buf, len + 1, 0) == (int64_t)len &&
               memcmp(buf, text, len) == 0;
        vnode_put(vn);
    }
    free(buf);
    return same;
}
