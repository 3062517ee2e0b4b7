/*
 * partition.h - partition tables: the MBR and the GPT. Pure parsers.
 *
 * Partitions 1 to 4 of an MBR are in it; those from 5 on are in an extended
 * partition, each behind a sector like an MBR that also tells where the next
 * one is. [UEFI "GUID Partition Table (GPT) Disk Layout"]
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PARTITION_SECTOR 512u

struct partition {
    uint64_t start, sectors; /* of 512 bytes; sectors 0: there is none */
};

/* Where a GPT's entries are. */
struct partition_gpt {
    uint64_t entries; /* their first sector */
    uint32_t count;   /* 1..1024 */
    uint32_t size;    /* of one, 128..4096, a power of two */
    uint32_t crc;     /* of all of them */
};

#define PARTITION_GPT_BYTES (1u << 19) /* entries are never more */

enum partition_kind { PARTITION_NONE, PARTITION_MBR, PARTITION_GPT };

/*
 * partition_kind - which table the first sector of a disk says there is.
 */
enum partition_kind partition_kind(const uint8_t *sector);

/*
 * partition_mbr - entry @number (1..4) of an MBR.
 *
 * @sectors  of the disk. Returns 0; -ENOENT if there is none; -EINVAL if it
 * is not within the disk.
 */
int partition_mbr(const uint8_t *sector, unsigned number, uint64_t sectors,
                  struct partition *out);

#define PARTITION_FIRST_LOGICAL 5u
#define PARTITION_LOGICAL_MAX   60u

/* A walk along the logical partitions. */
struct partition_chain {
    struct partition extended;
    uint64_t next;                        /* sector to read; 0: the end */
    uint64_t seen[PARTITION_LOGICAL_MAX]; /* those that were read */
    unsigned count;
};

/*
 * partition_chain_begin - the extended partition of an MBR.
 *
 * -ENOENT: there is none; -EINVAL: it is not within the disk.
 */
int partition_chain_begin(struct partition_chain *c, const uint8_t *sector,
                          uint64_t sectors);

/*
 * partition_chain_step - what @sector, which was read from c->next, describes.
 *
 * Returns 0; -ENOENT: no partition, but there may be others behind it; -EINVAL:
 * no such table, not within the extended partition, or the chain has a loop or
 * is too long: c->next is 0 then.
 */
int partition_chain_step(struct partition_chain *c, const uint8_t *sector,
                         struct partition *out);

/*
 * partition_gpt_header - the second sector of a disk with a GPT.
 *
 * -EINVAL: a wrong signature, checksum or bound.
 */
int partition_gpt_header(const uint8_t *sector, uint64_t sectors,
                         struct partition_gpt *out);

/*
 * partition_gpt_entry - entry @number (from 1) of @entries, all of them.
 *
 * -ENOENT; -EINVAL also if their checksum is wrong.
 */
int partition_gpt_entry(const struct partition_gpt *gpt, const uint8_t *entries,
                        unsigned number, uint64_t sectors,
                        struct partition *out);
