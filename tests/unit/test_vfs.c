/*
 * test_vfs.c - paths, names and directories of a tree in memory.
 */
// links: fs/walk.c fs/vfs.c fs/rename.c fs/path.c fs/tmpfs.c fs/tmpfs_dir.c
// links: fs/tmpfs_file.c fs/blocks.c fs/stamp.c tests/unit/tree.c
// cflags: -Dmalloc=limited_malloc -Dcalloc=limited_calloc
// cflags: -Drealloc=limited_realloc

#include "fs/vfs.h"
#include "fs/tmpfs.h"
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

static int open_flags(const char *path, unsigned flags)
{
    struct vnode *vn;
    int err = vfs_open(root, path, flags, 0600, &vn);

    if (!err)
        vnode_put(vn);
    return err;
}

static struct vattr attr_of(const char *path)
{
    struct vattr attr = {0};
    struct vnode *vn;

    if (CHECK(vfs_lookup(root, path, false, &vn) == 0)) {
        CHECK(vn->ops->getattr(vn, true, &attr) == 0);
        vnode_put(vn);
    }
    return attr;
}

static void make_tree(void)
{
    tree_new();
    CHECK(vfs_mkdir(root, "/dir", 0755) == 0);
    CHECK(vfs_mkdir(root, "dir/sub", 0700) == 0);
    tree_write("/dir/file", "text");
    CHECK(vfs_symlink(root, "/link", "dir/file") == 0);
    CHECK(vfs_symlink(root, "/dirlink", "/dir") == 0);
    CHECK(vfs_symlink(root, "/dangling", "dir/none") == 0);
    CHECK(vfs_symlink(root, "/dir/up", "../dir/sub") == 0);
}

TEST(lookup_of_all_shapes)
{
    static const char *const there[] = {
        "/",
        "//",
        ".",
        "..",
        "../..",
        "/dir",
        "dir/",
        "dir//file",
        "./dir/.",
        "dir/..",
        "dir/../dir/",
        "/dir/sub/../file",
        "link",
        "dirlink",
        "dirlink/",
        "dirlink/file",
        "dirlink/..",
        "dir/up/../",
        "dir/up/../file",
    };

    make_tree();
    for (unsigned i = 0; i < sizeof(there) / sizeof(there[0]); i++) {
        if (!CHECK(lookup(there[i]) == 0))
            printf("  %s\n", there[i]);
    }
    CHECK(lookup("") == -ENOENT);
    CHECK(lookup("none") == -ENOENT && lookup("none/x") == -ENOENT);
    CHECK(lookup("dangling") == -ENOENT);
    CHECK(lookup("dir/file/") == -ENOTDIR);
    CHECK(lookup("dir/file/x") == -ENOTDIR);
    CHECK(lookup("dir/file/..") == -ENOTDIR);
    CHECK(lookup("link/") == -ENOTDIR);
    CHECK(tree_reads("dirlink/../link", "text"));
}

TEST(relative_to_a_directory)
{
    struct vnode *dir, *vn;

    make_tree();
    CHECK(vfs_lookup(root, "dir", true, &dir) == 0);
    CHECK(vfs_lookup(dir, "file", true, &vn) == 0);
    vnode_put(vn);
    CHECK(vfs_lookup(dir, "../link", true, &vn) == 0);
    vnode_put(vn);
    CHECK(vfs_lookup(dir, "/link", true, &vn) == 0);
    vnode_put(vn);
    CHECK(vfs_lookup(dir, "link", true, &vn) == -ENOENT);
    vnode_put(dir);
}

TEST(links_in_circles)
{
    struct vnode *vn;
    char name[16], target[16];

    make_tree();
    CHECK(vfs_symlink(root, "a", "b") == 0 && vfs_symlink(root, "b", "a") == 0);
    CHECK(lookup("a") == -ELOOP && lookup("a/x") == -ELOOP);
    CHECK(vfs_symlink(root, "self", "self/x") == 0);
    CHECK(lookup("self") == -ELOOP);
    CHECK(open_flags("a", VFS_OPEN_CREATE) == -ELOOP);
    CHECK(vfs_lookup(root, "a", false, &vn) == 0 && S_ISLNK(vn->mode));
    vnode_put(vn);

    for (int i = 0; i < VFS_LINKS_MAX + 1; i++) {
        snprintf(name, sizeof(name), "l%d", i);
        snprintf(target, sizeof(target), "l%d", i + 1);
        CHECK(vfs_symlink(root, name, target) == 0);
    }
    tree_write("l41", "end");
    CHECK(lookup("l0") == -ELOOP);
    CHECK(lookup("l1") == 0);
}

TEST(lengths)
{
    static char path[VFS_PATH_MAX + 2];
    char name[VNODE_NAME_MAX + 2];

    make_tree();
    memset(name, 'n', sizeof(name));
    name[VNODE_NAME_MAX + 1] = '\0';
    CHECK(open_flags(name, VFS_OPEN_CREATE) == -ENAMETOOLONG);
    name[VNODE_NAME_MAX] = '\0';
    CHECK(open_flags(name, VFS_OPEN_CREATE) == 0);
    CHECK(lookup(name) == 0);

    memset(path, '/', sizeof(path));
    path[VFS_PATH_MAX] = '\0';
    CHECK(lookup(path) == -ENAMETOOLONG);
    path[VFS_PATH_MAX - 1] = '\0';
    CHECK(lookup(path) == 0);
    /* A link may make a path too long. */
    path[0] = 'd', path[1] = 'i', path[2] = 'r';
    path[VFS_PATH_MAX - 1] = '\0';
    CHECK(lookup(path) == 0);
    path[VFS_PATH_MAX - 2] = '\0';
    CHECK(vfs_symlink(root, "long", path) == 0);
    CHECK(lookup("long") == 0);
    CHECK(lookup("long/././file") == -ENAMETOOLONG);
}

TEST(open_and_its_flags)
{
    const unsigned create = VFS_OPEN_CREATE, write = VFS_OPEN_WRITE;

    make_tree();
    CHECK(open_flags("none", 0) == -ENOENT);
    CHECK(open_flags("none/x", create) == -ENOENT);
    CHECK(open_flags("new", create) == 0 && tree_reads("new", ""));
    CHECK(open_flags("new", create | VFS_OPEN_EXCLUSIVE) == -EEXIST);
    CHECK(open_flags("newer/", create) == -EISDIR);
    CHECK(open_flags("dir", 0) == 0);
    CHECK(open_flags("dir", write) == -EISDIR);
    CHECK(open_flags("dir", create) == -EISDIR);
    CHECK(open_flags("dir/file", VFS_OPEN_DIRECTORY) == -ENOTDIR);
    CHECK(open_flags("dir", VFS_OPEN_DIRECTORY) == 0);
    CHECK(open_flags("link", VFS_OPEN_NOFOLLOW) == -ELOOP);
    CHECK(open_flags("dirlink/file", VFS_OPEN_NOFOLLOW) == 0);
    CHECK(open_flags("dir/file", write) == 0 && tree_reads("link", "text"));
    CHECK(open_flags("link", write | VFS_OPEN_TRUNCATE) == 0);
    CHECK(tree_reads("dir/file", ""));
}

TEST(create_through_a_dangling_link)
{
    make_tree();
    CHECK(open_flags("dangling", VFS_OPEN_CREATE | VFS_OPEN_EXCLUSIVE) ==
          -EEXIST);
    CHECK(open_flags("dangling", VFS_OPEN_CREATE | VFS_OPEN_NOFOLLOW) ==
          -ELOOP);
    CHECK(open_flags("dangling", VFS_OPEN_CREATE) == 0);
    CHECK(lookup("dir/none") == 0);
    CHECK(vfs_mkdir(root, "dangling", 0755) == -EEXIST);
}

TEST(special_files)
{
    tree_new();
    CHECK(vfs_mknod(root, "null", S_IFCHR | 0666, NULL) == 0);
    CHECK(vfs_mknod(root, "pipe", S_IFIFO | 0666, NULL) == 0);
    CHECK(open_flags("null", VFS_OPEN_WRITE | VFS_OPEN_TRUNCATE) == 0);
    CHECK(open_flags("pipe", 0) == -ENXIO);
    CHECK(open_flags("pipe", VFS_OPEN_WRITE) == -ENXIO);
    CHECK(attr_of("null").mode == (S_IFCHR | 0666));
}

TEST(names_that_exist_already)
{
    struct vnode *vn;

    make_tree();
    CHECK(vfs_mkdir(root, "dir", 0755) == -EEXIST);
    CHECK(vfs_mkdir(root, "/", 0755) == -EEXIST);
    CHECK(vfs_mkdir(root, ".", 0755) == -EEXIST);
    CHECK(vfs_mkdir(root, "dir/file", 0755) == -EEXIST);
    CHECK(vfs_mkdir(root, "dir/file/x", 0755) == -ENOTDIR);
    CHECK(vfs_mkdir(root, "x/y", 0755) == -ENOENT);
    CHECK(vfs_mkdir(root, "x/", 0755) == 0);
    CHECK(vfs_symlink(root, "link", "x") == -EEXIST);
    CHECK(vfs_symlink(root, "new/", "x") == -ENOENT);
    CHECK(vfs_symlink(root, "new", "") == -ENOENT);
    CHECK(vfs_lookup(root, "dir/file", true, &vn) == 0);
    CHECK(vfs_link(root, "link", vn) == -EEXIST);
    CHECK(vfs_link(root, "none/link", vn) == -ENOENT);
    vnode_put(vn);
}

TEST(unlink_and_rmdir)
{
    make_tree();
    CHECK(vfs_unlink(root, "none") == -ENOENT);
    CHECK(vfs_unlink(root, "dir") == -EISDIR);
    CHECK(vfs_unlink(root, "dir/file/") == -ENOTDIR);
    CHECK(vfs_unlink(root, "/") == -EISDIR);
    CHECK(vfs_rmdir(root, "none") == -ENOENT);
    CHECK(vfs_rmdir(root, "dir/file") == -ENOTDIR);
    CHECK(vfs_rmdir(root, "dirlink") == -ENOTDIR);
    CHECK(vfs_rmdir(root, "dir") == -ENOTEMPTY);
    CHECK(vfs_rmdir(root, "dir/sub/.") == -EINVAL);
    CHECK(vfs_rmdir(root, "dir/sub/..") == -ENOTEMPTY);
    CHECK(vfs_rmdir(root, "/") == -EBUSY);
    CHECK(vfs_unlink(root, "link") == 0 && lookup("dir/file") == 0);
    CHECK(vfs_unlink(root, "dir/file") == 0);
    CHECK(vfs_unlink(root, "dir/up") == 0);
    CHECK(vfs_rmdir(root, "dir/sub/") == 0 && vfs_rmdir(root, "dir") == 0);
    CHECK(lookup("dir") == -ENOENT);
}

TEST(an_open_file_stays_until_it_is_put)
{
    struct vnode *vn;
    char buf[8];

    make_tree();
    CHECK(vfs_lookup(root, "dir/file", true, &vn) == 0);
    CHECK(vfs_unlink(root, "dir/file") == 0);
    CHECK(vn->ops->read(vn, buf, 8, 0) == 4 && memcmp(buf, "text", 4) == 0);
    CHECK(vn->ops->write(vn, "more", 4, 4) == 4);
    CHECK(vn->ops->read(vn, buf, 8, 0) == 8);
    CHECK(vfs_link(root, "again", vn) == -ENOENT);
    vnode_put(vn);
}

TEST(a_removed_directory)
{
    struct vnode *sub, *vn;
    char buf[64];

    make_tree();
    CHECK(vfs_lookup(root, "dir/sub", true, &sub) == 0);
    CHECK(vfs_rmdir(root, "dir/sub") == 0);
    CHECK(vfs_lookup(sub, ".", true, &vn) == 0);
    vnode_put(vn);
    CHECK(vfs_lookup(sub, "..", true, &vn) == -ENOENT);
    CHECK(vfs_mkdir(sub, "x", 0755) == -ENOENT);
    CHECK(vfs_open(sub, "x", VFS_OPEN_CREATE, 0644, &vn) == -ENOENT);
    CHECK(vfs_rename(root, "link", sub, "x") == -ENOENT);
    CHECK(vfs_path(sub, buf, sizeof(buf)) == -ENOENT);
    vnode_put(sub);
}

TEST(hard_links)
{
    struct vnode *vn;

    make_tree();
    CHECK(vfs_lookup(root, "dir/file", true, &vn) == 0);
    CHECK(vfs_link(root, "second", vn) == 0);
    CHECK(attr_of("second").nlink == 2);
    CHECK(attr_of("second").ino == attr_of("dir/file").ino);
    CHECK(vfs_unlink(root, "dir/file") == 0);
    CHECK(tree_reads("second", "text") && attr_of("second").nlink == 1);
    vnode_put(vn);
    CHECK(vfs_lookup(root, "dir", true, &vn) == 0);
    CHECK(vfs_link(root, "dir2", vn) == -EPERM);
    vnode_put(vn);
}

TEST(rename_of_files)
{
    make_tree();
    tree_write("other", "other");
    CHECK(vfs_rename(root, "none", root, "x") == -ENOENT);
    CHECK(vfs_rename(root, "dir/file", root, "none/x") == -ENOENT);
    CHECK(vfs_rename(root, "dir/file", root, "dir") == -EISDIR);
    CHECK(vfs_rename(root, "dir/file", root, "x/") == -ENOTDIR);
    CHECK(vfs_rename(root, "dir/file", root, "dir/file") == 0);
    CHECK(vfs_rename(root, "dir/file", root, "other") == 0);
    CHECK(lookup("dir/file") == -ENOENT && tree_reads("other", "text"));
    CHECK(vfs_rename(root, "other", root, "dir/moved") == 0);
    CHECK(tree_reads("dir/moved", "text"));
    CHECK(vfs_rename(root, "link", root, "dir/moved") == 0);
    CHECK(S_ISLNK(attr_of("dir/moved").mode));
}

TEST(rename_of_directories)
{
    make_tree();
    CHECK(vfs_rename(root, "dir", root, "dir/sub") == -EINVAL);
    CHECK(vfs_rename(root, "dir", root, "dir/sub/x") == -EINVAL);
    CHECK(vfs_rename(root, "dir", root, "link") == -ENOTDIR);
    CHECK(vfs_rename(root, "dir/sub", root, "dir") == -ENOTEMPTY);
    CHECK(vfs_rename(root, "dir/.", root, "x") == -EINVAL);
    CHECK(vfs_rename(root, "dir", root, "dir/..") == -EINVAL);
    CHECK(vfs_rename(root, "/", root, "x") == -EBUSY);
    CHECK(attr_of("/").nlink == 3 && attr_of("dir").nlink == 3);
    CHECK(vfs_rename(root, "dir/sub", root, "top/") == 0);
    CHECK(attr_of("/").nlink == 4 && attr_of("dir").nlink == 2);
    CHECK(lookup("top/../dir") == 0);
    CHECK(vfs_mkdir(root, "empty", 0755) == 0);
    CHECK(vfs_rename(root, "dir", root, "empty") == 0);
    CHECK(tree_reads("empty/file", "text") && lookup("dir") == -ENOENT);
    CHECK(attr_of("/").nlink == 4 && attr_of("empty").nlink == 2);
}

TEST(two_names_of_one_file)
{
    struct vnode *vn;

    make_tree();
    CHECK(vfs_lookup(root, "dir/file", true, &vn) == 0);
    CHECK(vfs_link(root, "second", vn) == 0);
    vnode_put(vn);
    CHECK(vfs_rename(root, "dir/file", root, "second") == 0);
    CHECK(lookup("dir/file") == 0 && lookup("second") == 0);
}

TEST(paths_back)
{
    struct vnode *vn;
    char buf[VFS_PATH_MAX];

    make_tree();
    CHECK(vfs_path(root, buf, sizeof(buf)) == 0 && strcmp(buf, "/") == 0);
    CHECK(vfs_lookup(root, "dir/up", true, &vn) == 0);
    CHECK(vfs_path(vn, buf, sizeof(buf)) == 0);
    CHECK(strcmp(buf, "/dir/sub") == 0);
    CHECK(vfs_path(vn, buf, 9) == 0 && vfs_path(vn, buf, 8) == -ERANGE);
    CHECK(vfs_path(vn, buf, 1) == -ERANGE && vfs_path(vn, buf, 0) == -ERANGE);
    CHECK(vfs_rename(root, "dir", root, "renamed") == 0);
    CHECK(vfs_path(vn, buf, sizeof(buf)) == 0);
    CHECK(strcmp(buf, "/renamed/sub") == 0);
    vnode_put(vn);
    CHECK(vfs_realpath(root, "renamed/./sub/..//file", buf) == 0);
    CHECK(strcmp(buf, "/renamed/file") == 0);
    CHECK(vfs_realpath(root, "/..", buf) == 0 && strcmp(buf, "/") == 0);
    CHECK(vfs_realpath(root, "none", buf) == -ENOENT);
    CHECK(vfs_realpath(root, "dangling", buf) == -ENOENT);
}

TEST(times_without_asking_the_clock)
{
    struct vattr a, b;

    make_tree();
    tree_time_asked = 0;
    tree_time = 0;
    tree_write("first", "1");
    tree_write("second", "2");
    tree_write("first", "3");
    CHECK(tree_time_asked == 0);
    a = attr_of("first");
    b = attr_of("second");
    CHECK(a.mtime > b.mtime);
}

TEST(attributes)
{
    struct vattr a = {
        .mode = 0123, .uid = 5, .gid = 6, .atime = -7, .mtime = 8000000000};
    struct vnode *vn;

    make_tree();
    CHECK(vfs_lookup(root, "dir/file", true, &vn) == 0);
    CHECK(vn->ops->setattr(vn, VATTR_MODE | VATTR_UID, &a) == 0);
    CHECK(vn->ops->setattr(vn, VATTR_ATIME | VATTR_MTIME, &a) == 0);
    a = attr_of("dir/file");
    CHECK(a.mode == (S_IFREG | 0123) && a.uid == 5 && a.gid == 0);
    CHECK(a.atime == -7 && a.mtime == 8000000000);
    CHECK(a.size == 4 && a.blocks == 8 && a.dev == 3);
    CHECK(vn->ops->write(vn, "x", 1, 0) == 1);
    CHECK(attr_of("dir/file").mtime != 8000000000);
    vnode_put(vn);
}

/* Each call with 0, 1, 2, ... allocations: an error, and nothing broken. */
TEST(memory_runs_out)
{
    bool all = false;
    int err;

    for (long n = 1; !all && n < 100; n++) {
        make_tree();
        tree_allocations_left = n;
        all = true;
        err = vfs_mkdir(root, "dirlink/new", 0755);
        all &= err == 0;
        CHECK(err == 0 || err == -ENOSPC || err == -ENOMEM);
        err = vfs_symlink(root, "dir/newlink", "target");
        all &= err == 0;
        CHECK(err == 0 || err == -ENOSPC);
        err = vfs_rename(root, "link", root, "dirlink/new/moved");
        all &= err == 0;
        tree_allocations_left = -1;
        CHECK(err == 0 || lookup("link") == 0);
    }
    CHECK(all);
}
