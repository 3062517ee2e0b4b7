/*
 * fuzz_p9.c - a host that lies: errors, never a crash or a hang.
 *
 * A program works in a folder whose host answers well, but for what the input
 * changes: each three bytes are after how many replies, where in the reply,
 * and the new byte; the place 255 cuts the reply to that many bytes, 254 says
 * that it is longer than it is.
 */
// links: fs/p9/message.c fs/p9/errors.c fs/p9/client.c fs/p9/calls.c
// links: fs/p9/node.c fs/p9/file.c fs/p9/dir.c tests/unit/p9_host.c
// links: fs/walk.c fs/vfs.c fs/rename.c fs/path.c
// cflags: -D_GNU_SOURCE

#include "fs/p9/mount.h"
#include "fs/p9/node.h"
#include "fs/vfs.h"
#include "tests/fuzz/fuzz.h"
#include "tests/unit/p9_host.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define ENTRIES 9

static const uint8_t *input, *end;
static unsigned wait;
static struct vnode *root;

struct vnode *vfs_root(void)
{
    return root;
}

static void next(void)
{
    wait = end - input >= 3 ? input[0] : UINT32_MAX;
}

void p9_host_spoil(uint8_t type, uint8_t *reply, size_t *len, size_t room)
{
    (void)type;
    while (wait == 0 && end - input >= 3) {
        uint8_t place = input[1], byte = input[2];

        if (place == 255 && byte < *len)
            *len = byte;
        else if (place == 254)
            *len = room;
        else if (place < *len)
            reply[place] = byte;
        input += 3;
        next();
    }
    if (wait != UINT32_MAX)
        wait--;
}

static void look(const char *path)
{
    struct vattr attr;
    struct vnode *vn;
    char buf[VFS_PATH_MAX];

    if (vfs_lookup(root, path, false, &vn) == 0) {
        MUST(S_ISDIR(vn->mode) || S_ISLNK(vn->mode) || vn->mode & S_IFMT);
        if (vn->ops->getattr(vn, true, &attr) == 0)
            MUST(attr.size <= INT64_MAX && attr.ino == vn->ino);
        if (S_ISLNK(vn->mode))
            MUST(vn->ops->readlink(vn, buf, sizeof(buf)) <=
                 (int64_t)sizeof(buf));
        vnode_put(vn);
    }
    (void)vfs_realpath(root, path, buf);
}

static void list(const char *path)
{
    struct vdirent e;
    struct vnode *vn;
    uint64_t pos = 0;

    if (vfs_open(root, path, VFS_OPEN_DIRECTORY, 0, &vn))
        return;
    for (unsigned n = 0; n < 2 * ENTRIES; n++) {
        if (vn->ops->readdir(vn, &pos, &e))
            break;
        MUST(e.len > 0 && e.len <= VNODE_NAME_MAX && strlen(e.name) == e.len &&
             !strchr(e.name, '/') && pos != 0);
    }
    vnode_put(vn);
}

static void use_file(void)
{
    static uint8_t data[300];
    struct vattr attr = {.mode = 0600, .mtime = -1};
    struct vnode *vn;
    int64_t n;

    if (vfs_open(root, "d1/file", VFS_OPEN_WRITE | VFS_OPEN_CREATE, 0644, &vn))
        return;
    if (S_ISREG(vn->mode)) {
        n = vn->ops->read(vn, data, sizeof(data), 10);
        MUST(n <= (int64_t)sizeof(data));
        n = vn->ops->write(vn, data, sizeof(data), 10);
        MUST(n <= (int64_t)sizeof(data));
        (void)vn->ops->truncate(vn, 5);
        (void)vn->ops->setattr(vn, VATTR_MODE | VATTR_MTIME, &attr);
        (void)vn->ops->sync(vn, false);
        (void)vfs_link(root, "nlink", vn);
        (void)vfs_unlink(root, "d1/file");
        n = vn->ops->read(vn, data, sizeof(data), 0);
        MUST(n <= (int64_t)sizeof(data));
        (void)vn->ops->getattr(vn, false, &attr);
    }
    vnode_put(vn);
}

static void change(void)
{
    struct vstatfs st;

    (void)vfs_mkdir(root, "ndir", 0755);
    (void)vfs_symlink(root, "nsym", "target");
    (void)vfs_mknod(root, "nsock", S_IFSOCK | 0600, NULL);
    (void)vfs_rename(root, "f1", root, "d1/f2");
    (void)vfs_rename(root, "d5", root, "d1/n");
    (void)vfs_rmdir(root, "d1/d2");
    (void)root->ops->statfs(root, &st);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct p9_fs *fs;

    input = data;
    end = data + size;
    next();
    p9_host = (struct p9dev){.entries = ENTRIES};
    if (p9_mount(&p9_host, 16, false, &fs, &root)) {
        p9dev_forget();
        return 0;
    }
    look("d1/f1");
    look("l1");
    list(".");
    list("d1");
    use_file();
    change();
    (void)p9_sync(fs);
    vnode_put(root);
    MUST(p9_host.failed || size >= 3 || p9_host.fids == 0);
    p9dev_forget();
    free(fs);
    return 0;
}
