/*
 * test_ext4_cut.c - the power goes while files are written: what sync said is
 * safe is there, and e2fsck has nothing to repair.
 *
 * Of the sectors written since the last flush any may be missing.
 */
// links: fs/cache.c fs/ext4/alloc.c fs/ext4/blockmap.c fs/ext4/csum.c
// links: fs/ext4/dir.c fs/ext4/dir_change.c fs/ext4/dir_index.c
// links: fs/ext4/extent.c fs/ext4/extent_change.c fs/ext4/file.c
// links: fs/ext4/inode_write.c
// links: fs/ext4/inode.c fs/ext4/journal.c fs/ext4/map.c fs/ext4/mount.c
// links: fs/ext4/names.c fs/ext4/orphan.c fs/ext4/replay.c fs/ext4/super.c
// links: fs/ext4/txn.c fs/walk.c fs/vfs.c fs/rename.c fs/path.c
// links: tests/unit/volume.c
// cflags: -D_GNU_SOURCE

#include "fs/vfs.h"
#include "tests/check.h"
#include "tests/unit/random.h"
#include "tests/unit/volume.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILES 12

static struct volume vol;
static uint64_t seed = 3;

struct vnode *vfs_root(void)
{
    return vol.root;
}

/* A file: @size bytes of a pattern that begins with @first. */
struct model {
    bool exists;
    uint8_t first;
    size_t size;
};

static struct model now[FILES], safe[FILES];
static bool touched[FILES]; /* since the last sync */
static uint8_t buf[400000];

static const char *path_of(unsigned n, const char *suffix)
{
    static char path[32];

    snprintf(path, sizeof(path), "/d%u/f%u%s", n % 3, n, suffix);
    return path;
}

static uint8_t byte_at(const struct model *m, size_t i)
{
    return (uint8_t)(m->first + i * 7 + (i >> 9));
}

static bool write_file(const char *path, const struct model *m)
{
    struct vnode *vn;
    int64_t n;

    for (size_t i = 0; i < m->size; i++)
        buf[i] = byte_at(m, i);
    if (vfs_open(vol.root, path,
                 VFS_OPEN_WRITE | VFS_OPEN_CREATE | VFS_OPEN_TRUNCATE, 0644,
                 &vn))
        return false;
    n = vn->ops->write(vn, buf, m->size, 0);
    vnode_put(vn);
    return n == (int64_t)m->size;
}

static bool reads_as(unsigned f, const struct model *m)
{
    struct vnode *vn;
    bool same = true;
    int64_t n;

    if (vfs_open(vol.root, path_of(f, ""), 0, 0, &vn))
        return !m->exists;
    n = vn->ops->read(vn, buf, sizeof(buf), 0);
    vnode_put(vn);
    if (!m->exists || n != (int64_t)m->size)
        return false;
    for (size_t i = 0; same && i < m->size; i++)
        same = buf[i] == byte_at(m, i);
    return same;
}

/* False once the disk is gone. */
static bool change(unsigned f)
{
    struct model m = {true, (uint8_t)random_below(&seed, 256),
                      random_below(&seed, 4) ? random_below(&seed, 9000)
                                             : random_below(&seed, 190000)};
    char to[32];

    touched[f] = true;
    if (random_below(&seed, 4) == 0) {
        int err = vfs_unlink(vol.root, path_of(f, ""));

        now[f].exists = false;
        return err == 0 || err == -ENOENT;
    }
    now[f] = m;
    if (random_below(&seed, 2))
        return write_file(path_of(f, ""), &m);
    if (!write_file(path_of(f, ".new"), &m))
        return false;
    strcpy(to, path_of(f, ""));
    return vfs_rename(vol.root, path_of(f, ".new"), vol.root, to) == 0;
}

/* Over what is there, of the same size or longer, and fdatasync(). */
static bool change_and_sync(unsigned f)
{
    struct model m = now[f];
    struct vnode *vn;
    int64_t n = 0;
    int err;

    if (!m.exists)
        return true;
    m.first++;
    if (m.size < 190000 && random_below(&seed, 2))
        m.size += random_below(&seed, 9000);
    touched[f] = true;
    now[f] = m;
    for (size_t i = 0; i < m.size; i++)
        buf[i] = byte_at(&m, i);
    err = vfs_open(vol.root, path_of(f, ""), VFS_OPEN_WRITE, 0, &vn);
    if (err)
        return false;
    n = vn->ops->write(vn, buf, m.size, 0);
    err = vn->ops->sync(vn, true);
    vnode_put(vn);
    if (err || n != (int64_t)m.size)
        return false;
    safe[f] = m;
    touched[f] = false;
    return true;
}

static void work_until_cut(void)
{
    vol.writes_left = (long)random_below(&seed, 400);
    for (;;) {
        if (!change((unsigned)random_below(&seed, FILES)))
            return;
        if (random_below(&seed, 3) == 0 &&
            !change_and_sync((unsigned)random_below(&seed, FILES)))
            return;
        if (random_below(&seed, 4))
            continue;
        if (vol.root->ops->sync(vol.root, false))
            return;
        memcpy(safe, now, sizeof(safe));
        memset(touched, 0, sizeof(touched));
    }
}

static void round_of(unsigned long number)
{
    work_until_cut();
    volume_drop(&vol);
    volume_cut(&vol, &seed);
    if (number % 4 == 0)
        CHECK(volume_check(&vol, true));
    if (!volume_mount(&vol, 1u << 18))
        exit(1);
    for (unsigned f = 0; f < FILES; f++) {
        if (!touched[f] && !CHECK(reads_as(f, &safe[f])))
            printf("round %lu: file %u is not what was synced\n", number, f);
    }
    /* What was under way is one way or another: make it known again. */
    for (unsigned f = 0; f < FILES; f++) {
        if (touched[f] && !change(f))
            CHECK(!"cannot write after the cut");
    }
    CHECK(vol.root->ops->sync(vol.root, false) == 0);
    memcpy(safe, now, sizeof(safe));
    memset(touched, 0, sizeof(touched));
}

static void run(const char *options, unsigned rounds)
{
    volume_make(&vol, 16, options);
    volume_keep(&vol);
    memset(now, 0, sizeof(now));
    memset(safe, 0, sizeof(safe));
    memset(touched, 0, sizeof(touched));
    if (!volume_mount(&vol, 1u << 18))
        return;
    for (unsigned d = 0; d < 3; d++) {
        char path[8];

        snprintf(path, sizeof(path), "/d%u", d);
        CHECK(vfs_mkdir(vol.root, path, 0755) == 0);
    }
    CHECK(vol.root->ops->sync(vol.root, false) == 0);
    for (unsigned i = 0; i < rounds; i++)
        round_of(i);
    volume_unmount(&vol);
    CHECK(volume_check(&vol, false));
    volume_free(&vol);
}

/* Half of the superblock is older, one way and the other. */
static void tear_super(const uint8_t *old, unsigned half)
{
    struct model m = {true, 1, 5000};
    uint8_t *super = vol.bytes + 1024;

    memcpy(super + half * 512, old + half * 512, 512);
    if (!volume_mount(&vol, 1u << 18))
        return;
    CHECK(write_file("/f", &m));
    volume_unmount(&vol);
    CHECK(volume_check(&vol, false));
}

TEST(torn_superblock)
{
    struct model m = {true, 9, 100};
    uint8_t old[1024];

    volume_make(&vol, 16, "-t ext4");
    for (unsigned half = 0; half < 2; half++) {
        memcpy(old, vol.bytes + 1024, sizeof(old));
        if (!volume_mount(&vol, 1u << 18))
            break;
        CHECK(write_file("/g", &m));
        CHECK(vol.root->ops->sync(vol.root, false) == 0);
        volume_drop(&vol);
        CHECK(memcmp(old, vol.bytes + 1024, sizeof(old)) != 0);
        tear_super(old, half);
    }
    volume_free(&vol);
}

/* Blocks that are there already: fdatasync() writes them and nothing else,
 * once a longer file is in the journal. */
TEST(data_sync_is_no_commit)
{
    struct model m = {true, 1, 8192};
    struct vnode *vn;
    unsigned long writes, flushes;

    volume_make(&vol, 16, "-t ext4 -b 4096");
    if (!volume_mount(&vol, 1u << 18))
        return;
    CHECK(write_file("/f", &m));
    CHECK(vfs_open(vol.root, "/f", VFS_OPEN_WRITE, 0, &vn) == 0);
    writes = vol.writes;
    CHECK(vn->ops->sync(vn, true) == 0);
    CHECK(vol.writes > writes + 1);
    writes = vol.writes, flushes = vol.flushes;
    CHECK(vn->ops->write(vn, buf, 4096, 4096) == 4096);
    CHECK(vn->ops->sync(vn, true) == 0);
    CHECK(vol.writes == writes + 1 && vol.flushes == flushes + 1);
    CHECK(vn->ops->sync(vn, false) == 0); /* the times */
    CHECK(vol.writes > writes + 2);
    vnode_put(vn);
    volume_unmount(&vol);
    CHECK(volume_check(&vol, false));
    volume_free(&vol);
}

TEST(cut_ext4)
{
    run("-t ext4", 200);
}

TEST(cut_ext4_small_blocks)
{
    run("-t ext4 -b 1024 -O ^metadata_csum", 200);
}

/* As e2fsprogs from 1.47.1 on makes them. */
TEST(cut_ext4_orphan_file)
{
    run("-t ext4 -b 1024 -O ^metadata_csum,orphan_file", 200);
}

TEST(cut_ext3)
{
    run("-t ext3 -b 1024 -J size=4", 200);
}
