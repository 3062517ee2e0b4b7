/*
 * test_ext4.c - random calls on a volume of ours and on the host's files: the
 * same results, and e2fsck finds nothing to say.
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
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct volume vol;
static uint64_t seed = 1;
static char host[40];

struct vnode *vfs_root(void)
{
    return vol.root;
}

static uint8_t data[400000], back[400000];

/* A path of one to three short names. */
static void random_path(char *path)
{
    unsigned n = 1 + (unsigned)random_below(&seed, 3);

    path[0] = '\0';
    while (n--) {
        char name[8];

        snprintf(name, sizeof(name), "/%c%u",
                 n ? 'd' : "df"[random_below(&seed, 4) != 0],
                 (unsigned)random_below(&seed, n ? 3 : 12));
        strcat(path, name);
    }
}

static int host_result(int r)
{
    return r < 0 ? -errno : 0;
}

static const char *on_host(const char *path)
{
    static char buf[2][512];
    static int which;

    which = !which;
    snprintf(buf[which], sizeof(buf[which]), "%s%s", host, path);
    return buf[which];
}

static void fill_random(size_t n)
{
    for (size_t i = 0; i < n; i++)
        data[i] = (uint8_t)random_below(&seed, 255) + 1;
}

static size_t random_size(void)
{
    static const unsigned limits[] = {100, 5000, 70000, 300000};

    return 1 + random_below(&seed, limits[random_below(&seed, 4)]);
}

static void step_write(void)
{
    char path[64];
    size_t n = random_size();
    uint64_t off = random_below(&seed, 3) ? random_size() : 0;
    struct vnode *vn;
    int err, fd;

    random_path(path);
    err = vfs_open(vol.root, path, VFS_OPEN_WRITE | VFS_OPEN_CREATE, 0644, &vn);
    fd = open(on_host(path), O_RDWR | O_CREAT, 0644);
    if (!CHECK((err == 0) == (fd >= 0)) || err)
        return;
    if (random_below(&seed, 4) == 0) {
        CHECK(vn->ops->truncate(vn, off) == 0);
        CHECK(ftruncate(fd, (off_t)off) == 0);
    } else {
        fill_random(n);
        CHECK(vn->ops->write(vn, data, n, off) == (int64_t)n);
        CHECK(pwrite(fd, data, n, (off_t)off) == (ssize_t)n);
    }
    vnode_put(vn);
    close(fd);
}

static void compare_file(const char *path)
{
    struct vnode *vn;
    int err = vfs_open(vol.root, path, 0, 0, &vn);
    int fd = open(on_host(path), O_RDONLY | O_NOFOLLOW);
    struct stat st;
    struct vattr a;

    if (!CHECK((err == 0) == (fd >= 0)) || err)
        return;
    fstat(fd, &st);
    CHECK(vn->ops->getattr(vn, true, &a) == 0);
    CHECK(a.mode == st.st_mode && a.nlink == st.st_nlink);
    if (S_ISREG(st.st_mode)) {
        uint64_t off = random_below(&seed, 2) ? random_size() : 0;
        int64_t n = vn->ops->read(vn, data, sizeof(data), off);

        CHECK((int64_t)a.size == st.st_size);
        CHECK(n == pread(fd, back, sizeof(back), (off_t)off));
        CHECK(n < 0 || memcmp(data, back, (size_t)n) == 0);
    }
    vnode_put(vn);
    close(fd);
}

static void step_names(unsigned what)
{
    char path[64], to[64];
    int ours, theirs;

    random_path(path);
    random_path(to);
    errno = 0;
    switch (what) {
    case 0:
        ours = vfs_mkdir(vol.root, path, 0755);
        theirs = host_result(mkdir(on_host(path), 0755));
        break;
    case 1:
        ours = vfs_unlink(vol.root, path);
        theirs = host_result(unlink(on_host(path)));
        break;
    case 2:
        ours = vfs_rmdir(vol.root, path);
        theirs = host_result(rmdir(on_host(path)));
        break;
    case 3:
        ours = vfs_rename(vol.root, path, vol.root, to);
        theirs = host_result(rename(on_host(path), on_host(to)));
        break;
    default: {
        struct vnode *vn;

        ours = vfs_lookup(vol.root, path, false, &vn);
        if (!ours) {
            ours = vfs_link(vol.root, to, vn);
            vnode_put(vn);
        }
        theirs = host_result(link(on_host(path), on_host(to)));
        break;
    }
    }
    if (ours != theirs && !(ours && theirs))
        printf("call %u %s %s: %d, host %d\n", what, path, to, ours, theirs);
    CHECK((ours == 0) == (theirs == 0));
}

static void step(void)
{
    char path[64];
    unsigned what = (unsigned)random_below(&seed, 20);

    if (what < 7) {
        step_write();
    } else if (what < 12) {
        random_path(path);
        compare_file(path);
    } else if (what < 18) {
        step_names(what == 17 ? 3 : what - 12);
    } else if (what == 18) {
        CHECK(vol.root->ops->sync(vol.root, false) == 0);
    } else if (random_below(&seed, 10) == 0) {
        volume_unmount(&vol);
        volume_mount(&vol, 1u << 18);
    }
}

static void random_run(const char *options, unsigned steps)
{
    char command[128];

    snprintf(host, sizeof(host), "/tmp/ext4-%d", (int)getpid());
    snprintf(command, sizeof(command), "rm -rf %s && mkdir %s", host, host);
    CHECK(system(command) == 0);
    volume_make(&vol, 24, options);
    if (!volume_mount(&vol, 1u << 18))
        return;
    for (unsigned i = 0; i < steps; i++)
        step();
    volume_unmount(&vol);
    CHECK(volume_check(&vol, false));
    volume_free(&vol);
    snprintf(command, sizeof(command), "rm -rf %s", host);
    CHECK(system(command) == 0);
}

TEST(ext4_default)
{
    random_run("-t ext4", 15000);
}

TEST(ext4_small_blocks)
{
    random_run("-t ext4 -b 1024", 15000);
}

TEST(ext4_no_csum)
{
    random_run("-t ext4 -O ^metadata_csum,^64bit,^flex_bg -b 1024 -g 2048",
               15000);
}

TEST(ext3)
{
    random_run("-t ext3 -b 1024 -J size=4", 15000);
}

TEST(ext2)
{
    random_run("-t ext2", 15000);
}
