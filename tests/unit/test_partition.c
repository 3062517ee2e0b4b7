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

    if (system("command -v sfdisk >/dev/null")) {
        printf("SKIPPED tables of sfdisk: there is none; apt install fdisk\n");
        return false;
    }
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

/* A table at sector @at: a partition, and the next table. */
static void ebr(uint32_t at, uint32_t start, uint32_t count, uint32_t next)
{
    uint8_t *e = disk + at * 512 + 446;

    memset(disk + at * 512, 0, 512);
    e[4] = count ? 0x83 : 0;
    put32(e + 8, start);
    put32(e + 12, count);
    if (next) {
        e[16 + 4] = 5;
        put32(e + 16 + 8, next);
        put32(e + 16 + 12, 1000);
    }
    disk[at * 512 + 510] = 0x55;
    disk[at * 512 + 511] = 0xaa;
}

static int step(struct partition_chain *c, struct partition *p)
{
    return partition_chain_step(c, disk + c->next * 512, p);
}

TEST(partition_logical)
{
    struct partition_chain c;
    struct partition p;

    memset(disk, 0, sizeof(disk));
    mbr_entry(1, 0x83, 2048, 1000);
    CHECK(partition_chain_begin(&c, disk, SECTORS) == -ENOENT);
    mbr_entry(2, 0x0f, 10000, 5000);
    CHECK(partition_chain_begin(&c, disk, 14999) == -EINVAL);
    CHECK(partition_chain_begin(&c, disk, SECTORS) == 0 && c.next == 10000);
    ebr(10000, 63, 100, 3000); /* in no order, one empty */
    ebr(13000, 0, 0, 2000);
    ebr(12000, 10, 2990, 0);
    CHECK(step(&c, &p) == 0 && p.start == 10063 && p.sectors == 100);
    CHECK(c.next == 13000 && step(&c, &p) == -ENOENT && c.next == 12000);
    CHECK(step(&c, &p) == 0 && p.start == 12010 && p.sectors == 2990);
    CHECK(c.next == 0);
    /* beyond the extended partition */
    ebr(10000, 63, 4938, 0);
    CHECK(partition_chain_begin(&c, disk, SECTORS) == 0);
    CHECK(step(&c, &p) == -EINVAL && c.next == 0);
    ebr(10000, 63, 100, 5000);
    CHECK(partition_chain_begin(&c, disk, SECTORS) == 0);
    CHECK(step(&c, &p) == -EINVAL && c.next == 0);
    ebr(10000, UINT32_MAX, UINT32_MAX, 0);
    CHECK(partition_chain_begin(&c, disk, SECTORS) == 0);
    CHECK(step(&c, &p) == -EINVAL && c.next == 0);
    /* zeros where a table should be */
    memset(disk + 10000 * 512, 0, 512);
    CHECK(partition_chain_begin(&c, disk, SECTORS) == 0);
    CHECK(step(&c, &p) == -EINVAL && c.next == 0);
}

TEST(partition_loops)
{
    struct partition_chain c;
    struct partition p;
    unsigned n = 0;

    memset(disk, 0, sizeof(disk));
    mbr_entry(1, 5, 10000, 5000);
    ebr(10000, 1, 10, 100);
    ebr(10100, 1, 10, 200);
    ebr(10200, 1, 10, 100);
    CHECK(partition_chain_begin(&c, disk, SECTORS) == 0);
    CHECK(step(&c, &p) == 0 && step(&c, &p) == 0);
    CHECK(step(&c, &p) == -EINVAL && c.next == 0);
    for (uint32_t i = 0; i < 100; i++)
        ebr(10000 + i * 10, 1, 9, (i + 1) * 10);
    CHECK(partition_chain_begin(&c, disk, SECTORS) == 0);
    while (step(&c, &p) == 0)
        n++;
    CHECK(n == PARTITION_LOGICAL_MAX - 1 && c.next == 0);
}

TEST(partition_logical_by_sfdisk)
{
    struct partition_chain c;
    struct partition p;

    if (!make_by_sfdisk("label: dos\\nstart=2048,size=2048\\n"
                        "start=8192,type=5\\nstart=10240,size=4096,type=83\\n"
                        "start=20480,size=8192,type=83\\n"))
        return;
    CHECK(partition_chain_begin(&c, disk, SECTORS) == 0 && c.next == 8192);
    CHECK(step(&c, &p) == 0 && p.start == 10240 && p.sectors == 4096);
    CHECK(step(&c, &p) == 0 && p.start == 20480 && p.sectors == 8192);
    CHECK(c.next == 0);
}
