/*
 * test_ext4_mkfs.c - volumes of our own making, of many sizes.
 */
// links: fs/cache.c fs/ext4/alloc.c fs/ext4/blockmap.c fs/ext4/csum.c
// links: fs/ext4/dir.c fs/ext4/dir_change.c fs/ext4/dir_index.c
// links: fs/ext4/extent.c fs/ext4/extent_change.c fs/ext4/file.c
// links: fs/ext4/inode_write.c fs/ext4/mkfs.c
// links: fs/ext4/inode.c fs/ext4/journal.c fs/ext4/map.c fs/ext4/mount.c
// links: fs/ext4/names.c fs/ext4/orphan.c fs/ext4/replay.c fs/ext4/super.c
// links: fs/ext4/txn.c fs/walk.c fs/vfs.c fs/rename.c fs/path.c
// links: tests/unit/volume.c
// cflags: -D_GNU_SOURCE

#include "fs/ext4/mkfs.h"
#include "fs/vfs.h"
#include "tests/check.h"
#include "tests/unit/random.h"
#include "tests/unit/volume.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static struct volume vol;

struct vnode *vfs_root(void)
{
    return vol.root;
}

/* Fills the volume and empties it again. */
static void fill(void)
{
    static uint8_t data[100000];
    struct vstatfs before, after;
    unsigned n = 0;
    int err = 0;
    char path[32];

    CHECK(vol.root->ops->statfs(vol.root, &before) == 0);
    for (; !err && n < 100000; n++) {
        struct vnode *vn;
        int64_t done;

        snprintf(path, sizeof(path), "/file-%u", n);
        err = vfs_open(vol.root, path, VFS_OPEN_WRITE | VFS_OPEN_CREATE, 0644,
                       &vn);
        if (err)
            break;
        done = vn->ops->write(vn, data, sizeof(data), 0);
        if (done < (int64_t)sizeof(data))
            err = done < 0 ? (int)done : -ENOSPC;
        vnode_put(vn);
    }
    CHECK(err == -ENOSPC);
    CHECK(vol.root->ops->statfs(vol.root, &after) == 0);
    CHECK(after.blocks_free < 200 || after.files_free == 0);
    CHECK(vol.root->ops->sync(vol.root, false) == 0);
    for (unsigned i = 0; i <= n; i++) {
        snprintf(path, sizeof(path), "/file-%u", i);
        err = vfs_unlink(vol.root, path);
        CHECK(err == 0 || (i == n && err == -ENOENT));
    }
    CHECK(vol.root->ops->statfs(vol.root, &after) == 0);
    CHECK(after.files_free == before.files_free);
    CHECK(before.blocks_free - after.blocks_free < 100);
}

static void make(uint64_t bytes)
{
    struct mkfs_options o = {.label = "a-label",
                             .time = 1800000000,
                             .uuid = {1, 2, 3},
                             .zeroed = true};

    volume_empty(&vol, bytes);
    if (!CHECK(mkfs_ext4(&vol.disk, &o) == 0))
        return;
    if (volume_tools())
        CHECK(volume_check(&vol, false));
    if (!volume_mount(&vol, 1u << 20))
        return;
    CHECK(vfs_mkdir(vol.root, "/lost+found", 0700) == 0);
    fill();
    volume_unmount(&vol);
    if (volume_tools())
        CHECK(volume_check(&vol, false));
    volume_free(&vol);
}

TEST(mkfs_sizes)
{
    static const uint64_t sizes[] = {2ull << 20,
                                     3ull << 20,
                                     (4ull << 20) + 512,
                                     8ull << 20,
                                     (8ull << 20) + 3000,
                                     17ull << 20,
                                     31ull << 20,
                                     32ull << 20,
                                     64ull << 20,
                                     129ull << 20,
                                     (256ull << 20) + (300 << 10)};

    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
        make(sizes[i]);
}

TEST(mkfs_refuses)
{
    struct mkfs_options o = {.time = 1, .zeroed = true};

    volume_empty(&vol, 1 << 20);
    CHECK(mkfs_ext4(&vol.disk, &o) == -EINVAL);
    volume_free(&vol);
    volume_empty(&vol, 8 << 20);
    o.files = 1 << 20;
    CHECK(mkfs_ext4(&vol.disk, &o) == -ENOSPC);
    volume_free(&vol);
}
