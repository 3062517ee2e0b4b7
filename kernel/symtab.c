/*
 * symtab.c - reads what `pith symtab` wrote (symtab_format.h).
 *
 * Compilation gives the section its header; the tool replaces the content.
 */
#include "kernel/symtab.h"

#include "kernel/base.h"
#include "kernel/image.h"
#include "kernel/symtab_format.h"

__attribute__((section(".pith_symtab"),
               used)) static const struct symtab_header empty = {
    SYMTAB_MAGIC, 0, 0, sizeof(struct symtab_header)};

static const struct symtab_header *header(void)
{
    return (const struct symtab_header *)symtab_start;
}

uint64_t image_limit(void)
{
    uint64_t start = IMAGE_ADDR(symtab_start);

    if (header()->magic != SYMTAB_MAGIC)
        return start;
    return start + header()->total_size;
}

static const uint8_t *read_distance(const uint8_t *p, const uint8_t *end,
                                    uint64_t *out)
{
    *out = 0;
    for (unsigned shift = 0; p < end && shift < 35; shift += 7) {
        *out |= (uint64_t)(*p & 0x7f) << shift;
        if (!(*p++ & 0x80))
            break;
    }
    return p;
}

bool symtab_find(uint64_t addr, struct symbol *out)
{
    const struct symtab_header *h = header();
    const uint8_t *p = (const uint8_t *)(h + 1);
    const uint8_t *end = (const uint8_t *)h + h->total_size;
    struct symbol last = {"", 0};
    uint64_t at = h->base, distance;

    if (h->magic != SYMTAB_MAGIC)
        return false;
    for (uint32_t i = 0; i < h->count && p < end; i++) {
        p = read_distance(p, end, &distance);
        at += distance;
        if (addr < at)
            break;
        last = (struct symbol){(const char *)p, at};
        while (p < end && *p++)
            continue;
    }
    if (last.name[0] == '\0')
        return false;
    *out = last;
    return true;
}
