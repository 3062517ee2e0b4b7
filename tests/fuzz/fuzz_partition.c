/*
 * fuzz_partition.c - any bytes as a disk's first sectors and as pith.mount=.
 *
 * What is found lies within the disk, whatever the table says.
 */
// links: fs/partition.c fs/mount_option.c

#include "fs/mount_option.h"
#include "fs/partition.h"
#include "tests/fuzz/fuzz.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define SECTORS 5000u

static void check(int err, const struct partition *p)
{
    if (!err)
        MUST(p->start > 0 && p->sectors > 0 && p->start < SECTORS &&
             p->sectors <= SECTORS - p->start);
}

/* Each sector is the MBR or a table of the chain, wherever it says it is. */
static void read_chain(const uint8_t *sectors, size_t size)
{
    struct partition_chain c;
    struct partition p;
    unsigned steps = 0;

    if (partition_chain_begin(&c, sectors, SECTORS))
        return;
    while (c.next) {
        uint64_t at = c.next % (size / 512) * 512;
        int err;

        MUST(c.next < SECTORS && steps++ < PARTITION_LOGICAL_MAX);
        err = partition_chain_step(&c, sectors + at, &p);
        check(err, &p);
        if (err && err != -ENOENT)
            MUST(c.next == 0);
    }
}

static void read_tables(const uint8_t *sectors, size_t size)
{
    struct partition_gpt g;
    struct partition p;
    uint8_t *entries;

    (void)partition_kind(sectors);
    for (unsigned n = 0; n < 6; n++)
        check(partition_mbr(sectors, n, SECTORS, &p), &p);
    read_chain(sectors, size);
    if (size < 1024 || partition_gpt_header(sectors + 512, SECTORS, &g))
        return;
    MUST((uint64_t)g.count * g.size <= PARTITION_GPT_BYTES);
    entries = calloc(g.count, g.size);
    MUST(entries);
    memcpy(entries, sectors + 1024,
           size - 1024 < g.count * g.size ? size - 1024 : g.count * g.size);
    for (unsigned n = 0; n < 6; n++)
        check(partition_gpt_entry(&g, entries, n, SECTORS, &p), &p);
    free(entries);
}

static void read_option(const uint8_t *data, size_t size)
{
    char text[600];
    const char *p = text;
    struct mount_option o;

    if (size >= sizeof(text))
        size = sizeof(text) - 1;
    memcpy(text, data, size);
    text[size] = '\0';
    while (*p) {
        const char *before = p;

        if (mount_option_next(&p, &o))
            break;
        MUST(p > before && o.path[0] == '/' && strlen(o.source) > 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    read_option(data, size);
    if (size >= 512)
        read_tables(data, size);
    return 0;
}
