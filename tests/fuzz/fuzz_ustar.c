/*
 * fuzz_ustar.c - any bytes as a tar archive.
 *
 * Input: one byte, then the archive. Where the byte is odd, the checksum of
 * every block is made right first, or hardly any input would get behind it.
 */
// links: boot/ustar.c boot/pax.c boot/archive.c

#include "boot/ustar.h"
#include "tests/fuzz/fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK 512

static void seal(uint8_t *block)
{
    unsigned sum = 0;
    char text[16];

    memset(block + 148, ' ', 8);
    for (int i = 0; i < BLOCK; i++)
        sum += block[i];
    snprintf(text, sizeof(text), "%06o", sum);
    memcpy(block + 148, text, 7);
}

static void check_entry(const struct ustar *tar, const struct archive_entry *e)
{
    const char *end = (const char *)tar->bytes + tar->size;

    MUST(archive_name_ok(e->name));
    if (e->name.start != tar->name)
        MUST(e->name.start + e->name.len <= end);
    if (e->type == ARCHIVE_SYMLINK || e->type == ARCHIVE_HARDLINK)
        MUST(archive_target_ok(e->target));
    if (e->type == ARCHIVE_FILE) {
        MUST(e->data >= tar->bytes && e->data <= tar->bytes + tar->size);
        MUST(e->size <= (uint64_t)(tar->bytes + tar->size - e->data));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct archive_entry e;
    enum archive_error err = ARCHIVE_OK;
    struct ustar tar;
    uint8_t *bytes;
    bool found = true;

    if (size == 0)
        return 0;
    bytes = malloc(--size); /* so that ASan sees its end */
    if (size)
        memcpy(bytes, data + 1, size);
    for (size_t i = 0; (data[0] & 1) && i + BLOCK <= size; i += BLOCK)
        seal(bytes + i);
    ustar_open(&tar, bytes, size);
    while (!err && found) {
        size_t before = tar.pos;

        err = ustar_next(&tar, &e, &found);
        MUST(tar.pos <= size && tar.error <= size);
        MUST(!(err && found));
        if (found) {
            MUST(tar.pos > before);
            check_entry(&tar, &e);
        }
    }
    free(bytes);
    return 0;
}
