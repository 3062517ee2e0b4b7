/*
 * partition.c - partition tables: the MBR and the GPT. Pure parsers.
 */
#include "fs/partition.h"

#include <errno.h>
#include <string.h>

#define MBR_ENTRIES   446u
#define MBR_ENTRY     16u
#define MBR_SIGNATURE 510u
#define TYPE_GPT      0xee /* all of the disk, for those that know no GPT */
#define TYPE_EXTENDED 0x05
#define TYPE_EXT_LBA  0x0f
#define TYPE_EXT_OLD  0x85 /* Linux of long ago */

static uint32_t get32(const uint8_t *p)
{
    uint32_t v;

    memcpy(&v, p, sizeof(v));
    return v;
}

static uint64_t get64(const uint8_t *p)
{
    uint64_t v;

    memcpy(&v, p, sizeof(v));
    return v;
}

/* CRC32 as UEFI wants it: that of Ethernet and gzip, bit by bit. */
static uint32_t crc32(uint32_t crc, const uint8_t *p, size_t n)
{
    while (n-- > 0) {
        crc ^= *p++;
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
    }
    return crc;
}

enum partition_kind partition_kind(const uint8_t *sector)
{
    bool some = false;

    if (sector[MBR_SIGNATURE] != 0x55 || sector[MBR_SIGNATURE + 1] != 0xaa)
        return PARTITION_NONE;
    for (unsigned i = 0; i < 4; i++) {
        const uint8_t *e = sector + MBR_ENTRIES + i * MBR_ENTRY;

        if (e[4] == TYPE_GPT)
            return PARTITION_GPT;
        if (e[0] & 0x7f)
            return PARTITION_NONE; /* a boot sector's code, not a table */
        some |= e[4] != 0;
    }
    return some ? PARTITION_MBR : PARTITION_NONE;
}

static int check(uint64_t start, uint64_t count, uint64_t sectors,
                 struct partition *out)
{
    if (start == 0 || count == 0 || start >= sectors || count > sectors - start)
        return -EINVAL;
    *out = (struct partition){start, count};
    return 0;
}

int partition_mbr(const uint8_t *sector, unsigned number, uint64_t sectors,
                  struct partition *out)
{
    const uint8_t *e = sector + MBR_ENTRIES + (number - 1) * MBR_ENTRY;

    if (number < 1 || number > 4 || e[4] == 0)
        return -ENOENT;
    return check(get32(e + 8), get32(e + 12), sectors, out);
}

static bool is_extended(const uint8_t *e)
{
    return (e[4] == TYPE_EXTENDED || e[4] == TYPE_EXT_LBA ||
            e[4] == TYPE_EXT_OLD) &&
           get32(e + 12) != 0;
}

int partition_chain_begin(struct partition_chain *c, const uint8_t *sector,
                          uint64_t sectors)
{
    const uint8_t *e = sector + MBR_ENTRIES;
    int err;

    *c = (struct partition_chain){0};
    for (unsigned i = 0; i < 4; i++, e += MBR_ENTRY) {
        if (!is_extended(e))
            continue;
        err = check(get32(e + 8), get32(e + 12), sectors, &c->extended);
        if (!err)
            c->next = c->extended.start;
        return err;
    }
    return -ENOENT;
}

/* @start counts from the extended partition's. */
static int set_next(struct partition_chain *c, uint64_t start)
{
    if (start >= c->extended.sectors || c->count == PARTITION_LOGICAL_MAX)
        return -EINVAL;
    start += c->extended.start;
    for (unsigned i = 0; i < c->count; i++) {
        if (c->seen[i] == start)
            return -EINVAL;
    }
    c->next = start;
    return 0;
}

/* The partition counts from its own table, the next table from the start of
 * the extended partition. */
int partition_chain_step(struct partition_chain *c, const uint8_t *sector,
                         struct partition *out)
{
    const uint8_t *own = sector + MBR_ENTRIES, *next = own + MBR_ENTRY;
    uint64_t here = c->next, end = c->extended.start + c->extended.sectors;
    struct partition p;
    int err = 0;

    c->next = 0;
    c->seen[c->count++] = here;
    if (sector[MBR_SIGNATURE] != 0x55 || sector[MBR_SIGNATURE + 1] != 0xaa)
        return -EINVAL;
    if (is_extended(next))
        err = set_next(c, get32(next + 8));
    if (!err && (own[4] == 0 || get32(own + 12) == 0 || is_extended(own)))
        return -ENOENT;
    if (!err)
        err = check(here + get32(own + 8), get32(own + 12), end, &p);
    if (!err && get32(own + 8) == 0)
        err = -EINVAL; /* the table itself */
    if (err)
        c->next = 0;
    else
        *out = p;
    return err;
}

int partition_gpt_header(const uint8_t *sector, uint64_t sectors,
                         struct partition_gpt *out)
{
    static const uint8_t zeros[4];
    uint32_t size = get32(sector + 12), crc;
    struct partition_gpt g = {get64(sector + 72), get32(sector + 80),
                              get32(sector + 84), get32(sector + 88)};

    if (memcmp(sector, "EFI PART", 8) != 0 || size < 92 ||
        size > PARTITION_SECTOR)
        return -EINVAL;
    crc = crc32(UINT32_MAX, sector, 16);
    crc = crc32(crc, zeros, sizeof(zeros));
    crc = ~crc32(crc, sector + 20, size - 20);
    if (crc != get32(sector + 16) || g.count == 0 || g.count > 1024 ||
        g.size < 128 || g.size > 4096 || (g.size & (g.size - 1)) ||
        g.count * g.size > PARTITION_GPT_BYTES || g.entries < 2 ||
        g.entries >= sectors ||
        g.count * g.size / PARTITION_SECTOR > sectors - g.entries)
        return -EINVAL;
    *out = g;
    return 0;
}

int partition_gpt_entry(const struct partition_gpt *gpt, const uint8_t *entries,
                        unsigned number, uint64_t sectors,
                        struct partition *out)
{
    static const uint8_t none[16];
    const uint8_t *e = entries + (size_t)(number - 1) * gpt->size;
    uint64_t first, last;

    if (number < 1 || number > gpt->count)
        return -ENOENT;
    if (~crc32(UINT32_MAX, entries, (size_t)gpt->count * gpt->size) != gpt->crc)
        return -EINVAL;
    if (memcmp(e, none, sizeof(none)) == 0)
        return -ENOENT;
    first = get64(e + 32);
    last = get64(e + 40);
    if (last < first || last >= sectors)
        return -EINVAL;
    return check(first, last - first + 1, sectors, out);
}
