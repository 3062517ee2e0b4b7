/*
 * dir.c - reading a directory: opendir() and its kin.
 *
 * A position (telldir) is the file's: 0 and 1 are "." and "..", and from 2
 * on it is two more than the tree's own, which stays good while entries come
 * and go.
 */
#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fs/mount.h"
#include "libc/fd.h"
#include "libc/vnode_file.h"
#include "libc/held.h"

#define DOTS 2

struct _pith_dir {
    int fd;
    struct file *file;
    struct dirent entry;
};

_Static_assert(sizeof(((struct dirent *)0)->d_name) > VNODE_NAME_MAX, "");

DIR *fdopendir(int fd)
{
    LIBC_FILE(f, fd);
    DIR *dir;

    if (!f || !f->vnode || !S_ISDIR(f->vnode->mode)) {
        errno = f ? ENOTDIR : EBADF;
        return NULL;
    }
    dir = calloc(1, sizeof(*dir));
    if (!dir) {
        errno = ENOMEM;
        return NULL;
    }
    dir->fd = fd;
    dir->file = f;
    return dir;
}

DIR *opendir(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir;

    if (fd < 0)
        return NULL;
    dir = fdopendir(fd);
    if (!dir)
        close(fd);
    return dir;
}

static void read_dot(struct vnode *vn, struct vdirent *out)
{
    out->ino = vn->ino;
    out->mode = S_IFDIR;
    out->len = 1;
    strcpy(out->name, ".");
}

/* A removed directory has nothing above it; its own number will do. */
static void read_dotdot(struct vnode *vn, struct vdirent *out)
{
    static const struct vname name = {"..", 2};
    struct vnode *up = NULL;

    vn = mount_up(vn);
    out->ino = vn->ops->lookup(vn, name, &up) ? vn->ino : up->ino;
    vnode_put(up);
    out->mode = S_IFDIR;
    out->len = 2;
    strcpy(out->name, "..");
}

/* The entry at the file's position, which moves on. */
static int read_entry(struct file *f, struct vdirent *out)
{
    uint64_t pos = (uint64_t)f->pos;
    int err = 0;

    if (pos == 0) {
        read_dot(f->vnode, out);
        pos++;
    } else if (pos == 1) {
        read_dotdot(f->vnode, out);
        pos++;
    } else {
        pos -= DOTS;
        err = f->vnode->ops->readdir(f->vnode, &pos, out);
        pos += DOTS;
    }
    if (!err)
        f->pos = (off_t)pos;
    return err;
}

static int read_dirent(DIR *dir, struct dirent *out)
{
    LIBC_HELD(&libc_fs_lock);
    struct vdirent v;
    int err = read_entry(dir->file, &v);

    if (err)
        return err;
    out->d_ino = v.ino;
    out->d_off = dir->file->pos;
    out->d_reclen = sizeof(*out);
    out->d_type = (unsigned char)IFTODT(v.mode);
    memcpy(out->d_name, v.name, v.len + 1);
    return 0;
}

struct dirent *readdir(DIR *dir)
{
    int err = read_dirent(dir, &dir->entry);

    if (!err)
        return &dir->entry;
    if (err != -ENOENT)
        errno = -err;
    return NULL;
}

int readdir_r(DIR *restrict dir, struct dirent *restrict entry,
              struct dirent **restrict result)
{
    int err = read_dirent(dir, entry);

    *result = err ? NULL : entry;
    return err == -ENOENT ? 0 : -err;
}

long telldir(DIR *dir)
{
    return dir->file->pos;
}

void seekdir(DIR *dir, long pos)
{
    LIBC_HELD(&libc_fs_lock);
    dir->file->pos = pos < 0 ? 0 : pos;
}

void rewinddir(DIR *dir)
{
    seekdir(dir, 0);
}

int dirfd(DIR *dir)
{
    return dir->fd;
}

int closedir(DIR *dir)
{
    int fd = dir->fd;

    free(dir);
    return close(fd);
}
