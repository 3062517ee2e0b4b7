/*
 * test_p9.c - messages of 9P2000.L, and a folder whose host tells the truth or
 * does not.
 */
// links: fs/p9/message.c fs/p9/errors.c fs/p9/client.c fs/p9/calls.c
// links: fs/p9/node.c fs/p9/file.c fs/p9/dir.c tests/unit/p9_host.c
// links: fs/walk.c fs/vfs.c fs/rename.c fs/path.c
// cflags: -D_GNU_SOURCE

#include "fs/p9/mount.h"
#include "fs/p9/node.h"
#include "fs/vfs.h"
#include "tests/check.h"
#include "tests/unit/p9_host.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static struct vnode *root;
static struct p9_fs *fs;

/* The next reply to a request of this type is changed. */
static struct {
    uint8_t type, byte;
    unsigned place;
    size_t len; /* not 0: it is cut */
} spoil;

struct vnode *vfs_root(void)
{
    return root;
}

void p9_host_spoil(uint8_t type, uint8_t *reply, size_t *len, size_t room)
{
    if (!spoil.type || type != spoil.type)
        return;
    spoil.type = 0;
    if (spoil.len)
        *len = spoil.len;
    else if (spoil.place < *len && spoil.place < room)
        reply[spoil.place] = spoil.byte;
}

static void begin(uint32_t entries)
{
    p9_host = (struct p9dev){.entries = entries};
    spoil.type = 0;
    CHECK(p9_mount(&p9_host, 16, false, &fs, &root) == 0);
}

static void end(void)
{
    vnode_put(root);
    CHECK(p9_host.failed || p9_host.fids == 0);
    p9dev_forget();
    free(fs);
}

static struct vnode *open_file(const char *path, unsigned flags)
{
    struct vnode *vn = NULL;

    CHECK(vfs_open(root, path, flags, 0644, &vn) == 0);
    return vn;
}

TEST(p9_numbers_are_little_endian)
{
    static const uint8_t want[] = {31,   0, 0, 0,   P9_WALK, 0x34, 0x12, 0x78,
                                   0x56, 3, 0, 'a', 'b',     'c',  0xfe, 0xff};
    struct p9_writer w;
    uint8_t buf[40];

    p9_begin(&w, buf, sizeof(buf), P9_WALK, 0x1234);
    p9_put16(&w, 0x5678);
    p9_put_text(&w, (struct vname){"abc", 3});
    p9_put_time(&w, -2);
    CHECK(p9_end(&w, 0) == 14 + 16);
    CHECK(buf[0] == 30);
    CHECK(memcmp(buf + 1, want + 1, 13) == 0);
    CHECK(buf[14] == 0xff && buf[22] == 0xfe && buf[25] == 0x3b);
    p9_put64(&w, 1);
    p9_put32(&w, 1);
    CHECK(p9_end(&w, 0) == 0);
    p9_begin(&w, buf, 12, P9_WALK, 0);
    p9_put_text(&w, (struct vname){"abcd", 4});
    CHECK(p9_end(&w, 0) == 0);
}

TEST(p9_errors_are_ours)
{
    CHECK(p9_errno(2) == -ENOENT);
    CHECK(p9_errno(39) == -ENOTEMPTY);
    CHECK(p9_errno(40) == -ELOOP);
    CHECK(p9_errno(36) == -ENAMETOOLONG);
    CHECK(p9_errno(12345) == -EIO);
    CHECK(p9_errno(UINT32_MAX) == -EIO);
}

/* A reply of getattr with one byte changed is taken or not. */
static bool attr_taken(unsigned place, uint8_t byte)
{
    struct vattr attr;
    struct vnode *vn;
    bool taken;

    begin(0);
    vn = open_file("file", 0);
    spoil.type = P9_GETATTR;
    spoil.place = place;
    spoil.byte = byte;
    spoil.len = 0;
    taken = vn && vn->ops->getattr(vn, true, &attr) == 0;
    CHECK(taken == !p9_host.failed);
    vnode_put(vn);
    end();
    return taken;
}

TEST(p9_attributes_are_checked)
{
    CHECK(attr_taken(0, 160));
    CHECK(!attr_taken(0, 161));         /* size */
    CHECK(!attr_taken(0, 159));         /* a field is missing */
    CHECK(!attr_taken(4, P9_WALK + 1)); /* type */
    CHECK(!attr_taken(5, 0xee));        /* tag */
    CHECK(!attr_taken(7, 0xfe));        /* no mode */
    CHECK(!attr_taken(15, P9_QT_DIR));  /* not what the mode says */
    CHECK(!attr_taken(15, 0x01));       /* no kind */
    CHECK(!attr_taken(29, 0x00));       /* a mode without a kind */
    CHECK(attr_taken(28, 0xff));        /* permissions */
    CHECK(!attr_taken(63, 0x80));       /* a negative size */
    CHECK(attr_taken(62, 0x80));        /* a large one */
    CHECK(!attr_taken(91, 0xff));       /* nanoseconds */
    CHECK(attr_taken(87, 0x7f));        /* a time far from now */
}

TEST(p9_short_replies_are_lies)
{
    for (size_t len = 1; len < 160; len++) {
        struct vattr attr;
        struct vnode *vn;

        begin(0);
        vn = open_file("file", 0);
        spoil.type = P9_GETATTR;
        spoil.len = len;
        CHECK(vn->ops->getattr(vn, true, &attr) == -EIO);
        CHECK(p9_host.failed && p9_host.what);
        vnode_put(vn);
        end();
    }
    spoil.len = 0;
}

/* After a lie everything is EIO, and nothing is sent. */
TEST(p9_a_liar_is_not_asked_again)
{
    uint8_t data[200];
    struct vnode *vn;
    unsigned calls;

    begin(0);
    vn = open_file("file", VFS_OPEN_WRITE);
    CHECK(vn->ops->read(vn, data, sizeof(data), 0) == 100);
    CHECK(data[0] == 0 && data[99] == 99);
    spoil.type = P9_READ;
    spoil.place = 7;
    spoil.byte = 201; /* more than was asked for */
    CHECK(vn->ops->read(vn, data, sizeof(data), 0) == -EIO);
    calls = p9_host.calls;
    CHECK(vn->ops->write(vn, data, 5, 0) == -EIO);
    CHECK(vfs_mkdir(root, "ndir", 0755) == -EIO);
    CHECK(p9_host.calls == calls);
    vnode_put(vn);
    end();
}

TEST(p9_writes_may_be_short)
{
    struct vnode *vn;

    begin(0);
    vn = open_file("file", VFS_OPEN_WRITE);
    spoil.type = P9_WRITE;
    spoil.place = 7;
    spoil.byte = 2;
    CHECK(vn->ops->write(vn, "abc", 3, 0) == 3); /* two, then one */
    CHECK(!p9_host.failed);
    spoil.type = P9_WRITE;
    spoil.byte = 4;
    CHECK(vn->ops->write(vn, "abc", 3, 0) == -EIO);
    CHECK(p9_host.failed);
    vnode_put(vn);
    end();
}

static unsigned count(struct vnode *dir)
{
    struct vdirent e;
    uint64_t pos = 0;
    unsigned n = 0;

    while (dir->ops->readdir(dir, &pos, &e) == 0)
        n++;
    return n;
}

TEST(p9_directories_are_read_in_pieces)
{
    begin(10000);
    CHECK(count(root) == 10000 && !p9_host.failed);
    CHECK(p9_host.calls < 30);
    end();
}

/* The first entry's name begins behind qid, position, type and length. */
TEST(p9_names_are_checked)
{
    static const uint8_t bad[] = {'/', '\0'};

    for (unsigned i = 0; i < sizeof(bad); i++) {
        begin(3);
        CHECK(count(root) == 3);
        spoil.type = P9_READDIR;
        spoil.place = 11 + 13 + 8 + 1 + 2;
        spoil.byte = bad[i];
        CHECK(count(root) == 0 && p9_host.failed);
        end();
    }
    begin(3);
    spoil.type = P9_READDIR;
    spoil.place = 11 + 13; /* position 0 */
    spoil.byte = 0;
    CHECK(count(root) == 0 && p9_host.failed);
    end();
}

TEST(p9_fids_are_bounded_and_come_back)
{
    struct vnode *vn[9000];
    unsigned n = 0;
    char name[20];
    int err = 0;

    begin(0);
    for (; n < 9000 && !err; n++) {
        snprintf(name, sizeof(name), "f%u", n);
        err = vfs_open(root, name, 0, 0, &vn[n]);
    }
    CHECK(err == -ENFILE);
    n--;
    CHECK(n > 8000 && p9_host.fids_most <= P9_FIDS && !p9_host.failed);
    while (n > 0)
        vnode_put(vn[--n]);
    CHECK(p9_host.fids == 1);
    end();
}

TEST(p9_one_file_has_one_vnode)
{
    struct vnode *a, *b;

    begin(0);
    a = open_file("d1/file", 0);
    b = open_file("d2/file", VFS_OPEN_WRITE); /* the same number */
    CHECK(a == b && a->refs == 2);
    CHECK(vfs_unlink(root, "d1/file") == 0);
    vnode_put(b);
    b = open_file("d2/file", 0); /* a new file: the old one is gone */
    CHECK(a != b);
    CHECK(!p9_host.failed);
    vnode_put(a);
    vnode_put(b);
    end();
}

/* The host makes "new" itself between the walk to it and lcreate. */
TEST(p9_a_file_the_host_makes_meanwhile)
{
    struct vnode *vn;

    begin(0);
    p9_host.late = true;
    CHECK(vfs_open(root, "new", VFS_OPEN_WRITE | VFS_OPEN_CREATE, 0644, &vn) ==
          0);
    vnode_put(vn);
    p9_host.late = true;
    CHECK(vfs_open(root, "next",
                   VFS_OPEN_WRITE | VFS_OPEN_CREATE | VFS_OPEN_EXCLUSIVE, 0644,
                   &vn) == -EEXIST);
    end();
}

TEST(p9_read_only)
{
    p9_host = (struct p9dev){.entries = 3};
    CHECK(p9_mount(&p9_host, 16, true, &fs, &root) == 0);
    CHECK(vfs_mkdir(root, "ndir", 0755) == -EROFS);
    CHECK(vfs_unlink(root, "file") == -EROFS);
    CHECK(vfs_rename(root, "f1", root, "f2") == -EROFS);
    CHECK(vfs_symlink(root, "nsym", "x") == -EROFS);
    end();
}

TEST(p9_versions)
{
    struct {
        unsigned place;
        uint8_t byte;
    } bad[] = {{13, 'Q'}, {10, 1}, {11, 6}};

    for (unsigned i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        p9_host = (struct p9dev){0};
        spoil.type = P9_VERSION;
        spoil.place = bad[i].place;
        spoil.byte = bad[i].byte;
        CHECK(p9_mount(&p9_host, 16, false, &fs, &root) == -EIO);
        CHECK(p9_host.failed);
        p9dev_forget();
    }
}
