/*
 * fuzz_cpio.c - any bytes as a cpio archive.
 */
// links: boot/cpio.c boot/archive.c

#include "boot/cpio.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

static void check_inside(const void *p, size_t len, const uint8_t *bytes,
                         size_t size)
{
    const uint8_t *start = p;

    MUST(start >= bytes && start <= bytes + size);
    MUST(len <= (size_t)(bytes + size - start));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t *bytes = malloc(size); /* so that ASan sees its end */
    struct archive_entry e;
    enum archive_error err = ARCHIVE_OK;
    struct cpio cpio;
    bool found = true;

    if (size)
        memcpy(bytes, data, size);
    (void)archive_detect(bytes, size);
    cpio_open(&cpio, bytes, size);
    while (!err && found) {
        size_t before = cpio.pos;

        err = cpio_next(&cpio, &e, &found);
        MUST(cpio.pos <= size && cpio.error <= size);
        MUST(!(err && found));
        if (!found)
            continue;
        MUST(cpio.pos > before);
        check_inside(e.name.start, e.name.len, bytes, size);
        MUST(archive_name_ok(e.name));
        if (e.type == ARCHIVE_SYMLINK)
            check_inside(e.target.start, e.target.len, bytes, size);
        if (e.type == ARCHIVE_FILE)
            check_inside(e.data, e.size, bytes, size);
    }
    free(bytes);
    return 0;
}
