/*
 * test_tmpfs_dir.c - large directories, and such that change while read.
 */
// links: fs/walk.c fs/vfs.c fs/tmpfs.c fs/tmpfs_dir.c
// links: fs/tmpfs_file.c fs/blocks.c fs/stamp.c tests/unit/tree.c
// cflags: -Dmalloc=limited_malloc -Dcalloc=limited_calloc
// cflags: -Drealloc=limited_realloc

#include "fs/vfs.h"
#include "tests/check.h"
#include "tests/unit/tree.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define root tree_root

static int lookup(const char *path)
{
    struct vnode *vn;
    int err = vfs_lookup(root, path, true, &vn);

    if (!err)
        vnode_put(vn);
    return err;
}

/* Counts the entries from @pos on; each is removed at once if @remove. */
static unsigned read_dir(struct vnode *dir, bool remove)
{
    struct vdirent entry;
    uint64_t pos = 0;
    unsigned count = 0;

    while (dir->ops->readdir(dir, &pos, &entry) == 0) {
        CHECK(strlen(entry.name) == entry.len && entry.ino);
        count++;
        if (remove)
            CHECK(vfs_unlink(dir, entry.name) == 0);
    }
    return count;
}

#define MANY 5000

TEST(a_large_directory)
{
    struct vnode *dir;
    char name[32];

    tree_new();
    CHECK(vfs_mkdir(root, "big", 0755) == 0);
    CHECK(vfs_lookup(root, "big", true, &dir) == 0);
    for (int i = 0; i < MANY; i++) {
        snprintf(name, sizeof(name), "big/%d", i);
        CHECK(vfs_mknod(root, name, S_IFREG | 0644, NULL) == 0);
    }
    CHECK(read_dir(dir, false) == MANY);
    for (int i = 0; i < MANY; i += 2) {
        snprintf(name, sizeof(name), "big/%d", i);
        CHECK(vfs_unlink(root, name) == 0 && lookup(name) == -ENOENT);
    }
    for (int i = 1; i < MANY; i += 2) {
        snprintf(name, sizeof(name), "big/%d", i);
        CHECK(lookup(name) == 0);
    }
    /* Reading and removing at once misses nothing. */
    CHECK(read_dir(dir, true) == MANY / 2);
    CHECK(read_dir(dir, false) == 0);
    vnode_put(dir);
    CHECK(vfs_rmdir(root, "big") == 0);
}

/* While others come and go, what stays is read exactly once. */
TEST(reading_a_directory_that_changes)
{
    struct vdirent entry;
    uint64_t pos = 0;
    unsigned seen = 0, step = 0;
    char name[32];

    tree_new();
    for (int i = 0; i < 100; i++) {
        snprintf(name, sizeof(name), "stay%d", i);
        CHECK(vfs_mknod(root, name, S_IFREG, NULL) == 0);
        snprintf(name, sizeof(name), "go%d", i);
        CHECK(vfs_mknod(root, name, S_IFREG, NULL) == 0);
    }
    while (root->ops->readdir(root, &pos, &entry) == 0) {
        seen += strncmp(entry.name, "stay", 4) == 0;
        if (++step <= 100) {
            snprintf(name, sizeof(name), "go%d", 100 - step);
            CHECK(vfs_unlink(root, name) == 0);
            snprintf(name, sizeof(name), "come%u", step);
            CHECK(vfs_mknod(root, name, S_IFREG, NULL) == 0);
        }
    }
    CHECK(seen == 100);
}
