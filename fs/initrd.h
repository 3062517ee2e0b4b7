/*
 * initrd.h - fills a tree from an initial archive.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fs/vnode.h"

/* Why an archive was refused; all of it fits one line. */
struct initrd_error {
    const char *what;
    uint64_t offset; /* of the fault, in the bytes given or unpacked */
    bool unpacked;   /* the latter */
    char name[64];   /* of the entry at fault, cut; "" if it has none */
};

/*
 * initrd_load - put all entries of an archive into a tree in memory.
 *
 * @root   of a tmpfs
 * @bytes  cpio (newc), several of them, or tar, plain or gzip; files refer
 *         to the bytes, which must last and are not written
 *
 * A later entry replaces an earlier one of the same name. Directories that
 * the archive does not name are made. Names cannot leave the tree.
 *
 * Returns 0; -EINVAL with @err filled if the archive is corrupt, of another
 * format, or does not fit into memory; the tree is in an undefined state then.
 */
int initrd_load(struct vnode *root, const uint8_t *bytes, size_t size,
                struct initrd_error *err);
