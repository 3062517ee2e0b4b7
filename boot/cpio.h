/*
 * cpio.h - reads a cpio archive in the "newc" format ("crc" too).
 *
 * [CPIO-NEWC] Linux Documentation/driver-api/early-userspace/buffer-format:
 * a header of 110 ASCII bytes, the name, the data, each padded to 4 bytes;
 * the end is an entry named TRAILER!!!.
 */
#pragma once

#include "boot/archive.h"

struct cpio {
    const uint8_t *bytes;
    size_t size;
    size_t pos;   /* of the next header */
    size_t error; /* offset of what cpio_next() complained about */
};

/* cpio_open - read the archive of at most @size bytes at @bytes. */
void cpio_open(struct cpio *cpio, const uint8_t *bytes, size_t size);

/*
 * cpio_next - the next entry.
 *
 * @found  false at the end of the archive; cpio->pos then is the offset
 *         behind its end mark, where another archive may follow
 *
 * Every field is checked before it is used. Returns ARCHIVE_OK, or what is
 * wrong, at cpio->error; the archive cannot be read on then.
 */
enum archive_error cpio_next(struct cpio *cpio, struct archive_entry *entry,
                             bool *found);
