/*
 * vnode.h - a file, directory or link, whatever file system it lives in.
 *
 * A file system makes vnodes and gives them operations; fs/vfs.h resolves
 * paths to them; libc/ puts descriptors before them. A file system's own
 * structure embeds the vnode and is found again from it.
 *
 * References: whoever gets a vnode from a call here holds one and ends it
 * with vnode_put(). When the last one goes, ops->release() is called; the
 * file system decides whether the file itself stays.
 *
 * Calls return 0 or a negative errno value, results through the last
 * pointer, untouched on failure. The caller has checked arguments as far as
 * that can be done for all file systems: types (operations on a directory's
 * entries are called on directories only, read and write on regular files),
 * names (1..VNODE_NAME_MAX bytes, no slash, not "." or ".."), and that both
 * sides of link and rename belong to the same file system.
 *
 * A file has at most one vnode at a time, so that pointers tell files apart.
 * Not safe against concurrent use: one thread at a time may be in fs/.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define VNODE_NAME_MAX 255

struct vnode;

/* A name that need not be NUL-terminated. */
struct vname {
    const char *start;
    size_t len;
};

/* Nanoseconds since 1970-01-01 UTC. */
typedef int64_t vtime_t;

/* What stat() shows and chmod() and its kin change. */
struct vattr {
    uint64_t dev, ino;
    uint32_t mode; /* S_IFMT bits and permissions */
    uint32_t nlink;
    uint32_t uid, gid;
    uint64_t size;
    uint64_t rdev;   /* of a device */
    uint64_t blocks; /* of 512 bytes, in use */
    vtime_t atime, mtime, ctime;
};

/* Which fields setattr() takes from a vattr. */
enum {
    VATTR_MODE = 1 << 0, /* permissions only; the type never changes */
    VATTR_UID = 1 << 1,
    VATTR_GID = 1 << 2,
    VATTR_ATIME = 1 << 3,
    VATTR_MTIME = 1 << 4,
    /* With the bits above: the time is now, the field is not looked at. */
    VATTR_ATIME_NOW = 1 << 5,
    VATTR_MTIME_NOW = 1 << 6,
};

/* One entry as readdir() gives it. */
struct vdirent {
    uint64_t ino;
    uint32_t mode; /* the type bits; 0 if not known */
    size_t len;
    char name[VNODE_NAME_MAX + 1]; /* NUL-terminated */
};

/* How full a file system is, in blocks of block_size bytes. */
struct vstatfs {
    uint64_t block_size;
    uint64_t blocks, blocks_free;
    uint64_t files, files_free;
    bool read_only;
};

struct vnode_ops {
    /* The vnode of @name in @dir, or -ENOENT. ".." is asked for too: the
     * directory above, or the root itself; -ENOENT if @dir was removed. */
    int (*lookup)(struct vnode *dir, struct vname name, struct vnode **out);

    /* An existing regular file is opened, for writing too if @write. NULL:
     * nothing is to be done, and nothing can fail. -EACCES and the like where
     * somebody else decides. */
    int (*open)(struct vnode *file, bool write);

    /* Make a regular file or directory as the type in @mode says. -EEXIST;
     * -ENOENT if @dir was removed; -ENOSPC. */
    int (*create)(struct vnode *dir, struct vname name, uint32_t mode,
                  struct vnode **out);
    int (*symlink)(struct vnode *dir, struct vname name, struct vname target);
    int (*link)(struct vnode *dir, struct vname name, struct vnode *file);

    /* Remove @name, which is @victim: an empty directory (else -ENOTEMPTY)
     * or anything else. An open file's data stays until its release. */
    int (*unlink)(struct vnode *dir, struct vname name, struct vnode *victim);

    /* Make @from, which is @file, be named @to; @old is what @to names now
     * and is removed (NULL if nothing; an empty directory, else -ENOTEMPTY,
     * if @file is one; not a directory otherwise). */
    int (*rename)(struct vnode *from_dir, struct vname from, struct vnode *file,
                  struct vnode *to_dir, struct vname to, struct vnode *old);

    /* The first entry at or behind @pos (0: from the start), without "."
     * and ".."; @pos moves behind it. -ENOENT at the end. A position stays
     * good while entries come and go. */
    int (*readdir)(struct vnode *dir, uint64_t *pos, struct vdirent *out);

    /* The target, at most @size bytes of it, no NUL; returns its length. */
    int64_t (*readlink)(struct vnode *link, char *buf, size_t size);

    /* Return the bytes done, fewer than @n only at the end of the file or
     * of the space; 0 at the end of the file; -ENOSPC, -EFBIG, -EIO. */
    int64_t (*read)(struct vnode *file, void *buf, size_t n, uint64_t off);
    int64_t (*write)(struct vnode *file, const void *buf, size_t n,
                     uint64_t off);
    int (*truncate)(struct vnode *file, uint64_t size);

    /* Without @times the three times may be left out. */
    int (*getattr)(struct vnode *vn, bool times, struct vattr *attr);
    int (*setattr)(struct vnode *vn, unsigned which, const struct vattr *attr);
    /* Until what was done lasts; with @data only what reading it back needs:
     * the contents and the size, not the times. */
    int (*sync)(struct vnode *vn, bool data);
    int (*statfs)(struct vnode *vn, struct vstatfs *out);

    /* The last reference went. */
    void (*release)(struct vnode *vn);
};

struct vnode {
    const struct vnode_ops *ops;
    uint64_t dev, ino; /* together unique; dev tells file systems apart */
    uint32_t mode;     /* S_IFMT bits fixed, permissions current */
    uint32_t refs;
    uint32_t shared; /* mappings by MAP_SHARED: libc/mmap_shared.h */
    bool read_only;  /* nothing of this file system can be changed */
    /* Mounts (fs/mount.h): the root that covers this directory; the directory
     * that this root covers. */
    struct vnode *mounted, *covers;
};

/* vnode_get - one more reference. Returns @vn. */
static inline struct vnode *vnode_get(struct vnode *vn)
{
    vn->refs++;
    return vn;
}

/* vnode_put - end a reference; @vn may be NULL. */
static inline void vnode_put(struct vnode *vn)
{
    if (vn && --vn->refs == 0)
        vn->ops->release(vn);
}

/* vname_is - whether @name is the string @s. */
static inline bool vname_is(struct vname name, const char *s)
{
    size_t i = 0;

    while (i < name.len && s[i] && s[i] == name.start[i])
        i++;
    return i == name.len && !s[i];
}
