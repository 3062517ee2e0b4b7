/*
 * bios_area.c - see bios_area.h.
 */
#include "boot/bios_area.h"

#include "boot/bytes.h"

#define EBDA_SEGMENT 0x40e /* a word in the BIOS data area [MP 4] */
#define EBDA_SIZE    1024
#define EBDA_LOWEST  0x80000 /* base memory is 512 KiB or more [MP 4] */
#define BASE_LAST    0x9fc00 /* the last of 640 KiB */
#define BASE_SIZE    1024
#define ROM_START    0xe0000
#define ROM_SIZE     0x20000
#define STEP         16

/* In steps of a page, so that few ranges are asked for. */
#define CHUNK 4096

static uint64_t look(const struct physmem *pm, uint64_t start, uint64_t len,
                     uint64_t size, bool (*is)(const uint8_t *p))
{
    for (uint64_t at = start; at < start + len; at += CHUNK) {
        uint64_t left = start + len - at;
        uint64_t chunk = left < CHUNK ? left : CHUNK;
        const uint8_t *p = physmem_at(pm, at, chunk);

        /* one that reaches beyond the chunk is asked for by itself */
        for (uint64_t i = 0; p && i < chunk; i += STEP) {
            const uint8_t *q =
                size <= chunk - i ? p + i : physmem_at(pm, at + i, size);

            if (q && is(q))
                return at + i;
        }
    }
    return 0;
}

uint64_t bios_area_find(const struct physmem *pm, uint64_t size,
                        bool (*is)(const uint8_t *p))
{
    const uint8_t *word = physmem_at(pm, EBDA_SEGMENT, 2);
    uint64_t ebda = word ? bytes_get16(word) * 16ul : 0;
    uint64_t found = 0;

    /* qboot leaves anything in that word */
    if (ebda >= EBDA_LOWEST && ebda <= BASE_LAST)
        found = look(pm, ebda, EBDA_SIZE, size, is);
    if (!found)
        found = look(pm, BASE_LAST, BASE_SIZE, size, is);
    if (!found)
        found = look(pm, ROM_START, ROM_SIZE, size, is);
    return found;
}
