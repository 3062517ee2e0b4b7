/*
 * prove_cpio.c - any bytes are read as a cpio archive within their bounds.
 *
 * prove_next() is the step of an induction: the reader may stand anywhere in
 * the archive, and stands in it afterwards, so what is proved of one entry
 * holds for all of them.
 *
 * Bounds: archives of up to SIZE bytes: one header of 110 and what follows.
 */
// proof: prove_next -DSIZE=128 --unwind 20

#include "tests/prove/prove.h"

#include "boot/archive.c"
#include "boot/cpio.c"

#ifndef SIZE
#define SIZE 1
#endif

/* Is [@p, @p + @len) inside the archive? */
static bool inside(const struct cpio *cpio, const void *p, uint64_t len)
{
    size_t offset = (const uint8_t *)p - cpio->bytes;

    return offset <= cpio->size && len <= cpio->size - offset;
}

void prove_next(void)
{
    uint8_t bytes[SIZE];
    struct cpio cpio;
    struct archive_entry entry;
    bool found;
    size_t size, before;

    ASSUME(size <= SIZE);
    cpio_open(&cpio, bytes, size);
    PROVE(cpio.pos == 0);
    cpio.pos = before;
    ASSUME(before <= size);

    enum archive_error error = cpio_next(&cpio, &entry, &found);

    PROVE(cpio.size == size && cpio.bytes == bytes);
    PROVE(cpio.pos <= size && cpio.error <= size);
    PROVE(!found || error == ARCHIVE_OK);
    if (!found)
        return;
    PROVE(cpio.pos > before); /* so reading comes to an end */
    PROVE(entry.name.len > 0 && entry.name.len <= ARCHIVE_PATH_MAX);
    PROVE(inside(&cpio, entry.name.start, entry.name.len));
    if (entry.type == ARCHIVE_FILE)
        PROVE(inside(&cpio, entry.data, entry.size));
    if (entry.type == ARCHIVE_SYMLINK)
        PROVE(inside(&cpio, entry.target.start, entry.target.len));
}
