/*
 * test_partition.c - partition tables, also those that sfdisk writes.
 */
// links: fs/partition.c
// cflags: -D_GNU_SOURCE

#include "fs/partition.h"
#include "tests/check.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SECTORS 40960u

static uint8_t disk[SECTORS * PARTITION_SECTOR];

static void put32(uint8_t *p, uint32_t v)
{
    memcpy(p, &v, sizeof(v));
}

static void mbr_entry(unsigned n, uint8_t type, uint32_t start, uint32_t count)
{
    uint8_t *e = disk + 446 + (n - 1) * 16;

    e[4] = type;
    put32(e + 8, start);
    put32(e + 12, count);
    disk[510] = 0x55;
    disk[511] = 0xaa;
}

static int mbr(unsigned n, struct partition *p)
{
    return partition_mbr(disk, n, SECTORS, p);
}

TEST(partition_mbr)
{
    struct partition p;

    memset(disk, 0, sizeof(disk));
    CHECK(partition_kind(disk) == PARTITION_NONE);
    mbr_entry(1, 0x83, 2048, 1000);
    mbr_entry(2, 0x83, 40000, 960);
    mbr_entry(3, 0x83, 40000, 961);
    mbr_entry(4, 0x83, 0, 10);
    CHECK(partition_kind(disk) == PARTITION_MBR);
    CHECK(mbr(1, &p) == 0 && p.start == 2048 && p.sectors == 1000);
    CHECK(mbr(2, &p) == 0 && p.start == 40000 && p.sectors == 960);
    CHECK(mbr(3, &p) == -EINVAL && mbr(4, &p) == -EINVAL);
    CHECK(mbr(0, &p) == -ENOENT && mbr(5, &p) == -ENOENT);
    mbr_entry(1, 0, 2048, 1000);
    CHECK(mbr(1, &p) == -ENOENT);
    mbr_entry(2, 0x83, UINT32_MAX, UINT32_MAX);
    CHECK(mbr(2, &p) == -EINVAL);
    disk[446] = 0x11; /* no flag of an entry */
    CHECK(partition_kind(disk) == PARTITION_NONE);
    mbr_entry(1, 0xee, 1, SECTORS - 1);
    CHECK(partition_kind(disk) == PARTITION_GPT);
}

/* What sfdisk writes; false if it is not on this host. */
static bool make_by_sfdisk(const char *script)
{
    char command[256], path[64];
    FILE *f;

    if (system("command -v sfdisk >/dev/null"))
        return false;
    snprintf(path, sizeof(path), "/tmp/partition-%d.img", (int)getpid());
    snprintf(command, sizeof(command),
             "truncate -s %u %s && printf '%s' | sfdisk -q %s >/dev/null",
             (unsigned)sizeof(disk), path, script, path);
    CHECK(system(command) == 0);
    f = fopen(path, "rb");
    CHECK(f && fread(disk, 1, sizeof(disk), f) == sizeof(disk));
    if (f)
        fclose(f);
    unlink(path);
    return true;
}

TEST(partition_gpt)
{
    struct partition_gpt g;
    struct partition p;
    uint8_t *entries;

    if (!make_by_sfdisk("label: gpt\\nstart=2048,size=4096\\nsize=8192\\n"))
        return;
    CHECK(partition_kind(disk) == PARTITION_GPT);
    if (!CHECK(partition_gpt_header(disk + 512, SECTORS, &g) == 0))
        return;
    CHECK(g.count == 128 && g.size == 128 && g.entries == 2);
    entries = disk + g.entries * 512;
    CHECK(partition_gpt_entry(&g, entries, 1, SECTORS, &p) == 0);
    CHECK(p.start == 2048 && p.sectors == 4096);
    CHECK(partition_gpt_entry(&g, entries, 2, SECTORS, &p) == 0);
    CHECK(p.start == 6144 && p.sectors == 8192);
    CHECK(partition_gpt_entry(&g, entries, 3, SECTORS, &p) == -ENOENT);
    CHECK(partition_gpt_entry(&g, entries, 0, SECTORS, &p) == -ENOENT);
    CHECK(partition_gpt_entry(&g, entries, 129, SECTORS, &p) == -ENOENT);
    CHECK(partition_gpt_entry(&g, entries, 1, 6000, &p) == -EINVAL);
    entries[40]++;
    CHECK(partition_gpt_entry(&g, entries, 1, SECTORS, &p) == -EINVAL);
    disk[512 + 80]++;
    CHECK(partition_gpt_header(disk + 512, SECTORS, &g) == -EINVAL);
}
