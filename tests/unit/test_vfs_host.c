/*
 * test_vfs_host.c - random calls on a tree and on the host's: same results.
 *
 * What Linux and pith may answer differently, because POSIX leaves it open,
 * is told by allowed().
 */
// links: fs/walk.c fs/vfs.c fs/rename.c fs/path.c fs/tmpfs.c fs/tmpfs_dir.c
// links: fs/tmpfs_file.c fs/blocks.c fs/stamp.c tests/unit/tree.c
// cflags: -D_GNU_SOURCE -Dmalloc=limited_malloc -Dcalloc=limited_calloc
// cflags: -Drealloc=limited_realloc

#include "fs/vfs.h"
#include "tests/check.h"
#include "tests/unit/random.h"
#include "tests/unit/tree.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define STEPS 40000

/* After chroot() there is no /proc, which the leak checker needs. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "detect_leaks=0";
}

static uint64_t seed = 2;

enum call {
    MKDIR,
    CREATE,
    CREATE_EXCLUSIVE,
    OPEN_DIR,
    UNLINK,
    RMDIR,
    RENAME,
    SYMLINK,
    LINK,
    STAT,
    LSTAT,
    REALPATH,
    CALLS,
};

static const char *const call_names[] = {
    "mkdir",  "create",  "create excl", "open dir", "unlink", "rmdir",
    "rename", "symlink", "link",        "stat",     "lstat",  "realpath",
};

/* Two to three components of few names, so that they meet. */
static void random_path(char *path)
{
    static const char *const names[] = {"a", "b", "c", "d", ".", "..", "a/"};
    unsigned n = 1 + (unsigned)random_below(&seed, 3);

    path[0] = '\0';
    while (n--) {
        unsigned kinds = random_below(&seed, 8) ? 4 : 7;

        strcat(path, names[random_below(&seed, kinds)]);
        if (n)
            strcat(path, "/");
    }
}

/* What a call gave: 0 or -errno, and what it found. */
struct answer {
    int err;
    char text[VFS_PATH_MAX];
};

static struct answer describe(int err, uint32_t mode, uint64_t size)
{
    struct answer a = {.err = err};

    if (!err)
        snprintf(a.text, sizeof(a.text), "%o %lu", mode & S_IFMT,
                 S_ISLNK(mode) ? (unsigned long)size : 0ul);
    return a;
}

static struct answer ours_attr(const char *path, bool follow)
{
    struct vattr attr = {0};
    struct vnode *vn;
    int err = vfs_lookup(tree_root, path, follow, &vn);

    if (!err) {
        vn->ops->getattr(vn, false, &attr);
        vnode_put(vn);
    }
    return describe(err, attr.mode, attr.size);
}

static int ours_open(const char *path, unsigned flags)
{
    struct vnode *vn;
    int err = vfs_open(tree_root, path, flags, 0644, &vn);

    if (!err)
        vnode_put(vn);
    return err;
}

static int ours_link(const char *path, const char *other)
{
    struct vnode *vn;
    int err = vfs_lookup(tree_root, path, false, &vn);

    if (!err) {
        err = vfs_link(tree_root, other, vn);
        vnode_put(vn);
    }
    return err;
}

static struct answer ours(enum call call, const char *path, const char *other)
{
    struct answer a = {0};

    switch (call) {
    case MKDIR:
        a.err = vfs_mkdir(tree_root, path, 0755);
        break;
    case CREATE:
        a.err = ours_open(path, VFS_OPEN_WRITE | VFS_OPEN_CREATE);
        break;
    case CREATE_EXCLUSIVE:
        a.err = ours_open(path, VFS_OPEN_WRITE | VFS_OPEN_CREATE |
                                    VFS_OPEN_EXCLUSIVE);
        break;
    case OPEN_DIR:
        a.err = ours_open(path, VFS_OPEN_DIRECTORY);
        break;
    case UNLINK:
        a.err = vfs_unlink(tree_root, path);
        break;
    case RMDIR:
        a.err = vfs_rmdir(tree_root, path);
        break;
    case RENAME:
        a.err = vfs_rename(tree_root, path, tree_root, other);
        break;
    case SYMLINK:
        a.err = vfs_symlink(tree_root, other, path);
        break;
    case LINK:
        a.err = ours_link(path, other);
        break;
    case REALPATH:
        a.err = vfs_realpath(tree_root, path, a.text);
        break;
    default:
        return ours_attr(path, call == STAT);
    }
    return a;
}

static int host_open(const char *path, int flags)
{
    int fd = open(path, flags, 0644);

    if (fd >= 0)
        close(fd);
    return fd;
}

static int host_call(enum call call, const char *path, const char *other)
{
    switch (call) {
    case MKDIR:
        return mkdir(path, 0755);
    case CREATE:
        return host_open(path, O_WRONLY | O_CREAT);
    case CREATE_EXCLUSIVE:
        return host_open(path, O_WRONLY | O_CREAT | O_EXCL);
    case OPEN_DIR:
        return host_open(path, O_RDONLY | O_DIRECTORY);
    case UNLINK:
        return unlink(path);
    case RMDIR:
        return rmdir(path);
    case RENAME:
        return rename(path, other);
    case SYMLINK:
        return symlink(path, other);
    default:
        return link(path, other);
    }
}

static struct answer hosts(enum call call, const char *path, const char *other)
{
    struct answer a = {0};
    struct stat st = {0};
    char *real;
    int result;

    if (call == STAT || call == LSTAT) {
        result = call == STAT ? stat(path, &st) : lstat(path, &st);
        return describe(result ? -errno : 0, st.st_mode, (uint64_t)st.st_size);
    }
    if (call != REALPATH) {
        a.err = host_call(call, path, other) < 0 ? -errno : 0;
        return a;
    }
    real = realpath(path, NULL);
    a.err = real ? 0 : -errno;
    if (real)
        snprintf(a.text, sizeof(a.text), "%s", real);
    free(real);
    return a;
}

/* Two errors that are both right: POSIX does not say which comes first, or
 * how a trailing slash counts, and lets Linux answer EBUSY for ".". */
static bool allowed(enum call call, const char *path, const char *other,
                    int our_err, int host_err)
{
    if (!our_err || !host_err)
        return false;
    if (path[strlen(path) - 1] == '/' || other[strlen(other) - 1] == '/')
        return true;
    if (call == CREATE)
        return host_err == -EISDIR; /* the slash was at the end of a link */
    return call == RENAME && (host_err == -EBUSY || host_err == -ENOTEMPTY);
}

static bool same_step(void)
{
    enum call call = (enum call)random_below(&seed, CALLS);
    char path[64], other[64];
    struct answer a, b;

    random_path(path);
    random_path(other);
    a = ours(call, path, other);
    b = hosts(call, path, other);
    if (a.err == b.err && strcmp(a.text, b.text) == 0)
        return true;
    if (a.err != b.err && allowed(call, path, other, a.err, b.err))
        return true;
    printf("%s %s %s: %s %s, the host: %s %s\n", call_names[call], path, other,
           strerror(-a.err), a.text, strerror(-b.err), b.text);
    return false;
}

/* In a root of its own, where ".." and absolute paths end too. */
static int run_in(const char *dir)
{
    int failures = 0;

    if (chroot(dir) || chdir("/"))
        return 1;
    tree_new();
    for (int i = 0; i < STEPS && failures < 10; i++)
        failures += !same_step();
    fflush(stdout);
    return failures;
}

/* Only root may change its root; others have the cases of test_vfs.c. */
TEST(random_calls)
{
    char dir[] = "/tmp/test_vfs_hostXXXXXX", command[64];
    int status;
    pid_t child;

    if (geteuid() != 0 || !CHECK(mkdtemp(dir) != NULL))
        return;
    child = fork();
    if (child == 0)
        _exit(run_in(dir));
    CHECK(waitpid(child, &status, 0) == child && status == 0);
    snprintf(command, sizeof(command), "rm -rf %s", dir);
    CHECK(system(command) == 0);
}
