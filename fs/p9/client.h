/*
 * client.h - calls of 9P2000.L, each a request and its reply.
 *
 * A fid is the client's number for a file at the host. All calls return 0, or
 * a count, or a negative errno value: the host's own, or -EIO once the device
 * is gone or has lied, or -ENAMETOOLONG if the request is too long.
 */
#pragma once

#include "fs/p9/message.h"

struct p9dev;

#define P9_FIDS     16384u /* at a time: two for each open file */
#define P9_DATA_MAX (512u * 1024)
#define P9_TX       4096u
#define P9_RX       8192u /* the longest reply without data: a link */

struct p9_client {
    struct p9dev *dev;
    uint32_t data_max; /* bytes of a read or write */
    uint16_t tag;
    uint32_t fid_hint;
    uint64_t fids[P9_FIDS / 64]; /* in use */
    uint8_t tx[P9_TX], rx[P9_RX];
};

/* p9_start - agree on the protocol and the size of messages. @c: zeros, dev. */
int p9_start(struct p9_client *c);

/* p9_fid_new - a number that is not in use; -ENFILE. p9_fid_free - the end of
 * one that the host does not know. */
int p9_fid_new(struct p9_client *c, uint32_t *fid);
void p9_fid_free(struct p9_client *c, uint32_t fid);

/* p9_attach - @fid is the root of the host's folder @tree, "" for the one. */
int p9_attach(struct p9_client *c, uint32_t fid, struct p9_qid *qid);

/*
 * p9_walk - a new fid, for @name in the directory @fid.
 *
 * @name  NULL: for the same file; then @qid is not set
 */
int p9_walk(struct p9_client *c, uint32_t fid, const struct vname *name,
            uint32_t *out, struct p9_qid *qid);

/* p9_clunk - the end of @fid, which may be P9_NOFID. */
void p9_clunk(struct p9_client *c, uint32_t fid);

/* p9_lopen - open @fid; @flags as P9_RDONLY and its kin. */
int p9_lopen(struct p9_client *c, uint32_t fid, uint32_t flags);

/* p9_lcreate - make @name in @fid, which becomes the new file, open. */
int p9_lcreate(struct p9_client *c, uint32_t fid, struct vname name,
               uint32_t flags, uint32_t mode, struct p9_qid *qid);

/* p9_read, p9_write - at most c->data_max bytes; how many there were. */
int64_t p9_read(struct p9_client *c, uint32_t fid, void *buf, uint32_t n,
                uint64_t off);
int64_t p9_write(struct p9_client *c, uint32_t fid, const void *buf, uint32_t n,
                 uint64_t off);

/* p9_readdir - entries for p9_get_entry() behind position @off; 0: the end. */
int64_t p9_readdir(struct p9_client *c, uint32_t fid, void *buf, uint32_t n,
                   uint64_t off);

int p9_getattr(struct p9_client *c, uint32_t fid, struct vattr *attr);

/* p9_setattr - @which: P9_SET_*; those fields of @attr. */
int p9_setattr(struct p9_client *c, uint32_t fid, uint32_t which,
               const struct vattr *attr);

int p9_mkdir(struct p9_client *c, uint32_t dir, struct vname name,
             uint32_t mode);
int p9_mknod(struct p9_client *c, uint32_t dir, struct vname name,
             uint32_t mode);
int p9_symlink(struct p9_client *c, uint32_t dir, struct vname name,
               struct vname target);
int64_t p9_readlink(struct p9_client *c, uint32_t fid, char *buf, size_t size);
int p9_link(struct p9_client *c, uint32_t dir, struct vname name, uint32_t fid);
int p9_unlinkat(struct p9_client *c, uint32_t dir, struct vname name,
                uint32_t flags);
int p9_renameat(struct p9_client *c, uint32_t from_dir, struct vname from,
                uint32_t to_dir, struct vname to);
int p9_fsync(struct p9_client *c, uint32_t fid, bool data);
int p9_statfs(struct p9_client *c, uint32_t fid, struct vstatfs *out);

/* p9_lie - give the device up: what the host said contradicts itself. -EIO. */
int p9_lie(struct p9_client *c, const char *what, uint64_t value,
           uint64_t limit);
