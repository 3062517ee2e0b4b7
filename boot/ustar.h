/*
 * ustar.h - reads a tar archive.
 *
 * POSIX ustar [POSIX pax, "ustar Interchange Format"], with pax extended
 * headers (path, linkpath, size, mtime, uid, gid) and GNU's long names and
 * base-256 numbers. Sparse files and multi-volume archives are refused.
 */
#pragma once

#include "boot/archive.h"

struct ustar {
    const uint8_t *bytes;
    size_t size;
    size_t pos;     /* of the next header */
    size_t error;   /* offset of what ustar_next() complained about */
    char name[256]; /* prefix and name put together, until the next call */
};

/* ustar_open - read the archive of at most @size bytes at @bytes. */
void ustar_open(struct ustar *tar, const uint8_t *bytes, size_t size);

/*
 * ustar_next - the next entry.
 *
 * @found  false at the end of the archive. What follows the first block of
 *         zeros is padding and not looked at.
 *
 * entry->name may lie in @tar and then lasts until the next call. Every
 * field is checked before it is used. Returns ARCHIVE_OK, or what is wrong,
 * at tar->error; the archive cannot be read on then.
 */
enum archive_error ustar_next(struct ustar *tar, struct archive_entry *entry,
                              bool *found);
