/*
 * mkdisk_copy.c - from the host's files to those of a volume.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include "fs/machine.h"
#include "tools/pith/mkdisk.h"
#include "tools/pith/pith.h"

#define NS    INT64_C(1000000000)
#define CHUNK (1u << 20)

/* --- what fs/ext4 asks of the machine --- */

int64_t mkdisk_time(void)
{
    const char *epoch = getenv("SOURCE_DATE_EPOCH");

    return epoch && *epoch ? strtoll(epoch, NULL, 10) : time(NULL);
}

bool machine_time(vtime_t *now)
{
    *now = mkdisk_time() * NS;
    return true;
}

void machine_corrupt(const char *name, const char *what, uint64_t number)
{
    message("%s: %s (%llu)", name, what, (unsigned long long)number);
}

/* --- the disk --- */

static int transfer(struct disk *d, uint64_t off, const struct disk_vec *vec,
                    unsigned count, bool write)
{
    const struct mkdisk_file *f = (const struct mkdisk_file *)d;

    for (unsigned i = 0; i < count; i++) {
        char *p = vec[i].base;

        for (size_t done = 0; done < vec[i].len;) {
            size_t left = vec[i].len - done;
            ssize_t n = write ? pwrite(f->fd, p + done, left, (off_t)off)
                              : pread(f->fd, p + done, left, (off_t)off);

            if (n <= 0)
                return n < 0 && errno == ENOSPC ? -ENOSPC : -EIO;
            done += (size_t)n;
            off += (uint64_t)n;
        }
    }
    return 0;
}

static int read_file(struct disk *d, uint64_t off, const struct disk_vec *vec,
                     unsigned count)
{
    return transfer(d, off, vec, count, false);
}

static int write_file(struct disk *d, uint64_t off, const struct disk_vec *vec,
                      unsigned count)
{
    return transfer(d, off, vec, count, true);
}

/* Nobody sees the file before it is whole. */
static int flush_file(struct disk *d)
{
    (void)d;
    return 0;
}

void mkdisk_open(struct mkdisk_file *file, int fd, uint64_t size)
{
    *file = (struct mkdisk_file){.disk = {.name = "mkdisk",
                                          .size = size,
                                          .read = read_file,
                                          .write = write_file,
                                          .flush = flush_file},
                                 .fd = fd};
}

/* --- the walk over the host's tree --- */

/* A file that has several names there. */
struct link {
    struct link *next;
    dev_t dev;
    ino_t ino;
    struct vnode *vn;
};

struct copy {
    struct mkdisk_need *need; /* only count */
    struct link *links;
    char *buf;
    char *bad;
    struct stat own[2]; /* the image, and what becomes it: not copied */
};

static bool is_own(const struct copy *c, const struct stat *st)
{
    for (int i = 0; i < 2; i++) {
        if (c->own[i].st_nlink && c->own[i].st_dev == st->st_dev &&
            c->own[i].st_ino == st->st_ino)
            return true;
    }
    return false;
}

static int note(struct copy *c, const char *path, int err)
{
    if (err && !c->bad)
        c->bad = strdup(path);
    return err;
}

static int copy_data(struct vnode *vn, int fd, char *buf)
{
    uint64_t off = 0;
    ssize_t n;

    while ((n = read(fd, buf, CHUNK)) > 0) {
        bool zero = buf[0] == 0 && memcmp(buf, buf + 1, (size_t)n - 1) == 0;

        if (!zero) {
            int64_t done = vn->ops->write(vn, buf, (size_t)n, off);

            if (done < n)
                return done < 0 ? (int)done : -ENOSPC;
        }
        off += (uint64_t)n;
    }
    return n < 0 ? -errno : vn->ops->truncate(vn, off);
}

static int copy_file(struct copy *c, struct vnode *dir, struct vname name,
                     const char *path, const struct stat *st,
                     struct vnode **out)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW), err;

    if (fd < 0)
        return -errno;
    err = dir->ops->create(dir, name, S_IFREG | (st->st_mode & 07777), out);
    if (!err) {
        err = copy_data(*out, fd, c->buf);
        if (err)
            vnode_put(*out);
    }
    close(fd);
    return err;
}

static int copy_link(struct vnode *dir, struct vname name, const char *path,
                     struct vnode **out)
{
    char target[4096];
    ssize_t n = readlink(path, target, sizeof(target));
    int err;

    if (n < 0)
        return -errno;
    err = dir->ops->symlink(dir, name, (struct vname){target, (size_t)n});
    return err ? err : dir->ops->lookup(dir, name, out);
}

static void set_attributes(struct vnode *vn, const struct stat *st)
{
    int64_t limit = mkdisk_time();
    struct vattr a = {.mode = st->st_mode & 07777};

    a.mtime = st->st_mtim.tv_sec * NS + st->st_mtim.tv_nsec;
    if (st->st_mtim.tv_sec > limit)
        a.mtime = limit * NS;
    a.atime = a.mtime;
    (void)vn->ops->setattr(vn, VATTR_MODE | VATTR_ATIME | VATTR_MTIME, &a);
}

static int copy_tree(struct copy *c, struct vnode *dir, const char *path);

static struct link *find_link(const struct copy *c, const struct stat *st)
{
    struct link *l = st->st_nlink > 1 && S_ISREG(st->st_mode) ? c->links : NULL;

    while (l && (l->dev != st->st_dev || l->ino != st->st_ino))
        l = l->next;
    return l;
}

static int remember(struct copy *c, const struct stat *st, struct vnode *vn)
{
    struct link *l;

    if (st->st_nlink < 2 || !S_ISREG(st->st_mode))
        return 0;
    l = malloc(sizeof(*l));
    if (!l)
        return -ENOMEM;
    *l = (struct link){c->links, st->st_dev, st->st_ino, vnode_get(vn)};
    c->links = l;
    return 0;
}

static int make_one(struct copy *c, struct vnode *dir, struct vname name,
                    const char *path, const struct stat *st)
{
    struct link *l = find_link(c, st);
    struct vnode *vn = NULL;
    int err;

    if (l)
        return dir->ops->link(dir, name, l->vn);
    if (S_ISDIR(st->st_mode))
        err = dir->ops->lookup(dir, name, &vn); /* lost+found is there */
    else if (S_ISREG(st->st_mode))
        err = copy_file(c, dir, name, path, st, &vn);
    else
        err = copy_link(dir, name, path, &vn);
    if (S_ISDIR(st->st_mode) && err == -ENOENT)
        err = dir->ops->create(dir, name, S_IFDIR | (st->st_mode & 07777), &vn);
    if (err || !vn)
        return err;
    if (S_ISDIR(st->st_mode))
        err = copy_tree(c, vn, path);
    if (!err)
        err = remember(c, st, vn);
    set_attributes(vn, st);
    vnode_put(vn);
    return err;
}

static int count_one(struct copy *c, const char *path, const struct stat *st)
{
    c->need->files++;
    c->need->bytes += (uint64_t)st->st_size + 4096;
    return S_ISDIR(st->st_mode) ? copy_tree(c, NULL, path) : 0;
}

static int handle(struct copy *c, struct vnode *dir, const char *path,
                  const char *name)
{
    struct vname vname = {name, strlen(name)};
    struct stat st;
    int err;

    if (lstat(path, &st))
        return note(c, path, -errno);
    if (is_own(c, &st))
        return 0;
    if (!S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode) && !S_ISLNK(st.st_mode))
        return note(c, path, -EMEDIUMTYPE);
    err = dir ? make_one(c, dir, vname, path, &st) : count_one(c, path, &st);
    return note(c, path, err);
}

/* The entries of @path in the order of their names, so that the same tree
 * gives the same volume. Without @dir they are only counted. */
static int copy_tree(struct copy *c, struct vnode *dir, const char *path)
{
    struct dirent **list;
    int n = scandir(path, &list, NULL, alphasort), err = 0;

    if (n < 0)
        return note(c, path, -errno);
    for (int i = 0; i < n; i++) {
        const char *name = list[i]->d_name;
        char *below;

        if (!err && strcmp(name, ".") != 0 && strcmp(name, "..") != 0) {
            if (asprintf(&below, "%s/%s", path, name) < 0) {
                err = -ENOMEM;
            } else {
                err = handle(c, dir, below, name);
                free(below);
            }
        }
        free(list[i]);
    }
    free(list);
    return err;
}

int mkdisk_measure(const char *dir, const char *file, struct mkdisk_need *need,
                   char **bad)
{
    struct copy c = {.need = need};
    int err;

    (void)stat(file, &c.own[0]); /* or it stays 0: there is none */
    err = copy_tree(&c, NULL, dir);
    *bad = c.bad;
    return err;
}

static int make_lost_found(struct vnode *root)
{
    struct vnode *vn;
    int err = root->ops->create(root, (struct vname){"lost+found", 10},
                                S_IFDIR | 0700, &vn);

    if (!err)
        vnode_put(vn);
    return err;
}

int mkdisk_copy(struct vnode *root, const char *dir, const char *file, int fd,
                char **bad)
{
    struct copy c = {.buf = malloc(CHUNK)};
    int err = c.buf ? make_lost_found(root) : -ENOMEM;

    (void)stat(file, &c.own[0]);
    (void)fstat(fd, &c.own[1]);
    if (!err && dir)
        err = copy_tree(&c, root, dir);
    while (c.links) {
        struct link *l = c.links;

        c.links = l->next;
        vnode_put(l->vn);
        free(l);
    }
    free(c.buf);
    *bad = c.bad;
    return err;
}
