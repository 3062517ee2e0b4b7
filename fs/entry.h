/*
 * entry.h - enters one entry of an archive into a tree.
 */
#pragma once

#include "boot/archive.h"
#include "fs/vnode.h"

#define ENTRY_BUCKETS 64

struct entry_link;

/* The files of a cpio archive that have several names. All zeros: none. */
struct entry_links {
    struct entry_link *bucket[ENTRY_BUCKETS];
};

/*
 * entry_add - make the file that @entry describes, in place of what has its
 * name.
 *
 * Returns 0, or -EISDIR, -ENOTDIR, -ENOTEMPTY if the archive contradicts
 * itself; -ENOENT if a link's target is not there; -ENOSPC, -ENOMEM.
 */
int entry_add(struct vnode *root, const struct archive_entry *entry,
              struct entry_links *links);

/* entry_links_free - the archive is at its end. */
void entry_links_free(struct entry_links *links);
