/*
 * fuzz_ext4.c - a volume with faults in it: an error, never a crash or a hang.
 *
 * The input changes bytes of a volume with files, directories and links. Its
 * first byte says of which: one that was unmounted, or one with an orphan and
 * a journal to be replayed, which hides most changes. Each five bytes behind
 * it: which of the blocks in use (2), where in it (2), the new byte. Then it
 * is mounted, read through and written.
 */
// links: fs/cache.c fs/ext4/alloc.c fs/ext4/blockmap.c fs/ext4/csum.c
// links: fs/ext4/dir.c fs/ext4/dir_change.c fs/ext4/dir_index.c
// links: fs/ext4/extent.c fs/ext4/extent_change.c fs/ext4/file.c
// links: fs/ext4/inode_write.c fs/ext4/mkfs.c
// links: fs/ext4/inode.c fs/ext4/journal.c fs/ext4/map.c fs/ext4/mount.c
// links: fs/ext4/names.c fs/ext4/orphan.c fs/ext4/replay.c fs/ext4/super.c
// links: fs/ext4/txn.c fs/walk.c fs/vfs.c fs/rename.c fs/path.c
// cflags: -D_GNU_SOURCE

#include "fs/ext4/mkfs.h"
#include "fs/ext4/mount.h"
#include "fs/machine.h"
#include "fs/vfs.h"
#include "tests/fuzz/fuzz.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define SIZE   (4u << 20)
#define BLOCK  1024u
#define BLOCKS (SIZE / BLOCK)
#define DEPTH  6
#define VISITS 2000
#define RECORD 5

static uint8_t bases[2][SIZE], bytes[SIZE], touched[BLOCKS];
static uint16_t used[BLOCKS]; /* blocks that are not all zeros */
static unsigned nr_used;
static struct vnode *root;
static unsigned visits;

struct vnode *vfs_root(void)
{
    return root;
}

bool machine_time(vtime_t *now)
{
    static vtime_t time = INT64_C(1800000000000000000);

    *now = time++;
    return true;
}

void machine_corrupt(const char *name, const char *what, uint64_t number)
{
    (void)name;
    (void)what;
    (void)number;
}

static int transfer(struct disk *d, uint64_t off, const struct disk_vec *vec,
                    unsigned count, bool write)
{
    for (unsigned i = 0; i < count; i++) {
        MUST(off <= d->size && vec[i].len <= d->size - off);
        for (size_t at = 0; write && at < vec[i].len; at += 512)
            touched[(off + at) / BLOCK] = 1;
        if (write)
            memcpy(bytes + off, vec[i].base, vec[i].len);
        else
            memcpy(vec[i].base, bytes + off, vec[i].len);
        off += vec[i].len;
    }
    return 0;
}

static int read_disk(struct disk *d, uint64_t off, const struct disk_vec *vec,
                     unsigned count)
{
    return transfer(d, off, vec, count, false);
}

static int write_disk(struct disk *d, uint64_t off, const struct disk_vec *vec,
                      unsigned count)
{
    return transfer(d, off, vec, count, true);
}

static int flush_disk(struct disk *d)
{
    (void)d;
    return 0;
}

static struct disk disk = {.name = "fuzz",
                           .size = SIZE,
                           .read = read_disk,
                           .write = write_disk,
                           .flush = flush_disk};

static int try_mount(struct ext4_fs **fs)
{
    struct ext4_options o = {.dev = 1, .cache_bytes = 256 * BLOCK};
    const char *why;

    return ext4_mount(&disk, &o, fs, &root, &why);
}

static int write_file(const char *path, size_t n, uint64_t off)
{
    static uint8_t data[40000];
    struct vnode *vn;
    int err = vfs_open(root, path, VFS_OPEN_WRITE | VFS_OPEN_CREATE, 0644, &vn);

    if (err)
        return err;
    memset(data, 'x', sizeof(data));
    err = vn->ops->write(vn, data, n, off) < 0 ? -EIO : 0;
    vnode_put(vn);
    return err;
}

static void populate(void)
{
    char path[64];

    MUST(vfs_mkdir(root, "/d", 0755) == 0);
    MUST(vfs_mkdir(root, "/d/e", 0755) == 0);
    for (unsigned i = 0; i < 60; i++) {
        snprintf(path, sizeof(path), "/d/a-file-with-a-name-%u", i);
        MUST(write_file(path, 100 + i * 30, 0) == 0);
    }
    for (unsigned i = 0; i < 100; i++) /* many extents */
        MUST(write_file("/d/holes", 1024, i * 4096) == 0);
    MUST(vfs_symlink(root, "/d/short", "/d/holes") == 0);
    memset(path, 'y', sizeof(path));
    path[63] = '\0';
    MUST(vfs_symlink(root, "/d/long", path) == 0);
}

/* What the disk holds before it is unmounted is what a crash leaves. */
static void make_bases(void)
{
    struct mkfs_options o = {.time = 1800000000, .zeroed = true};
    struct vnode *open, *before;
    struct ext4_fs *fs;

    MUST(mkfs_ext4(&disk, &o) == 0);
    MUST(try_mount(&fs) == 0);
    populate();
    MUST(write_file("/orphan", 30000, 0) == 0);
    MUST(vfs_open(root, "/orphan", 0, 0, &open) == 0);
    MUST(vfs_unlink(root, "/orphan") == 0);
    before = root;
    MUST(ext4_sync(fs) == 0);
    memcpy(bases[1], bytes, SIZE);
    vnode_put(open);
    vnode_put(before);
    MUST(ext4_unmount(fs) == 0);
    memcpy(bases[0], bytes, SIZE);
    memset(touched, 0, sizeof(touched));
    for (unsigned i = 0; i < BLOCKS; i++) {
        const uint8_t *b = bases[0] + i * BLOCK;

        if (b[0] || memcmp(b, b + 1, BLOCK - 1))
            used[nr_used++] = (uint16_t)i;
    }
}

static void read_some(struct vnode *vn)
{
    static uint8_t buf[70000];
    struct vattr a;

    (void)vn->ops->getattr(vn, true, &a);
    for (uint64_t off = 0; off < 400000; off += sizeof(buf)) {
        if (vn->ops->read(vn, buf, sizeof(buf), off) <= 0)
            break;
    }
}

static void visit(struct vnode *dir, unsigned depth)
{
    struct vdirent e;
    uint64_t pos = 0;

    while (depth < DEPTH && visits < VISITS &&
           dir->ops->readdir(dir, &pos, &e) == 0) {
        struct vnode *vn;
        char link[300];

        visits++;
        if (dir->ops->lookup(dir, (struct vname){e.name, e.len}, &vn))
            continue;
        if (S_ISDIR(vn->mode))
            visit(vn, depth + 1);
        else if (S_ISREG(vn->mode))
            read_some(vn);
        else if (S_ISLNK(vn->mode))
            (void)vn->ops->readlink(vn, link, sizeof(link));
        vnode_put(vn);
    }
}

static void change(void)
{
    char path[64];
    struct vnode *vn;

    (void)vfs_mkdir(root, "/d/new", 0755);
    for (unsigned i = 0; i < 60; i += 3) {
        snprintf(path, sizeof(path), "/d/a-file-with-a-name-%u", i);
        (void)write_file(path, 3000, 5000);
        (void)vfs_unlink(root, path);
        snprintf(path, sizeof(path), "/d/new/another-file-%u", i);
        (void)write_file(path, 2000, 0);
    }
    (void)vfs_rename(root, "/d/e", root, "/d/new/e");
    (void)vfs_symlink(root, "/d/new/link", "target");
    (void)write_file("/d/holes", 40000, 10000);
    if (vfs_open(root, "/d/holes", 0, 0, &vn) == 0) {
        if (S_ISREG(vn->mode))
            (void)vn->ops->truncate(vn, 9999);
        vnode_put(vn);
    }
    (void)vfs_unlink(root, "/d/long");
    (void)root->ops->sync(root, false);
}

static void patch(const uint8_t *data, size_t size)
{
    for (; size >= RECORD; data += RECORD, size -= RECORD) {
        unsigned block = used[(data[0] | data[1] << 8) % nr_used];

        bytes[block * BLOCK + (data[2] | data[3] << 8) % BLOCK] = data[4];
        touched[block] = 1;
    }
}

static void restore(const uint8_t *base)
{
    for (unsigned i = 0; i < BLOCKS; i++) {
        if (touched[i])
            memcpy(bytes + i * BLOCK, base + i * BLOCK, BLOCK);
        touched[i] = 0;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ext4_fs *fs;

    if (nr_used == 0)
        make_bases();
    if (size == 0)
        return 0;
    if (data[0] & 1)
        memcpy(bytes, bases[1], SIZE);
    patch(data + 1, size - 1);
    visits = 0;
    if (try_mount(&fs) == 0) {
        visit(root, 0);
        change();
        visits = 0;
        visit(root, 0);
        vnode_put(root);
        (void)ext4_unmount(fs);
    }
    if (data[0] & 1)
        memset(touched, 1, sizeof(touched));
    restore(bases[0]);
    return 0;
}
