/*
 * csum.c - the checksums of ext4: CRC32C, and CRC16 for old descriptors.
 *
 * CRC32C goes four bytes at a time by tables that are made at the first use.
 * [EXT4 "Checksums"]
 */
#include <string.h>

#include "fs/ext4/ext4.h"

#define CRC32C_POLY 0x82f63b78u /* reflected [RFC 3720 B.4] */
#define CRC16_POLY  0xa001u     /* reflected x^16 + x^15 + x^2 + 1 */

static uint32_t table[4][256];

static void make_table(void)
{
    for (uint32_t i = 0; i < 256; i++) {
        uint32_t crc = i;

        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? CRC32C_POLY : 0);
        table[0][i] = crc;
    }
    for (int t = 1; t < 4; t++) {
        for (uint32_t i = 0; i < 256; i++) {
            uint32_t before = table[t - 1][i];

            table[t][i] = before >> 8 ^ table[0][before & 0xff];
        }
    }
}

uint32_t csum_crc32c(uint32_t crc, const void *data, size_t n)
{
    const uint8_t *p = data;

    if (!table[0][1])
        make_table();
    for (; n >= 4; n -= 4, p += 4) {
        uint32_t word;

        memcpy(&word, p, 4);
        crc ^= word;
        crc = table[3][crc & 0xff] ^ table[2][crc >> 8 & 0xff] ^
              table[1][crc >> 16 & 0xff] ^ table[0][crc >> 24];
    }
    while (n-- > 0)
        crc = crc >> 8 ^ table[0][(crc ^ *p++) & 0xff];
    return crc;
}

uint16_t csum_crc16(uint16_t crc, const void *data, size_t n)
{
    const uint8_t *p = data;

    while (n-- > 0) {
        crc ^= *p++;
        for (int bit = 0; bit < 8; bit++)
            crc = (uint16_t)(crc >> 1 ^ (crc & 1 ? CRC16_POLY : 0));
    }
    return crc;
}

/* Where the checksum of a block is, which is also where what it covers ends:
 * before the end of a directory's block, behind the last slot of a node. */
static uint32_t tail_of(const struct ext4_fs *fs, uint16_t kind,
                        const uint8_t *data)
{
    const struct ext4_extent_header *h =
        (const struct ext4_extent_header *)(const void *)data;

    if (kind == KIND_DIR)
        return fs->block_size - DIRENT_TAIL_SIZE;
    return (uint32_t)(sizeof(*h) + h->max * sizeof(struct ext4_extent));
}

/* In a directory it is the last of the tail's 12 bytes. */
static uint32_t csum_offset(const struct ext4_fs *fs, uint16_t kind,
                            const uint8_t *data)
{
    return kind == KIND_DIR ? fs->block_size - 4 : tail_of(fs, kind, data);
}

uint32_t csum_block(const struct ext4_fs *fs, uint16_t kind, uint32_t owner,
                    const uint8_t *data)
{
    return csum_crc32c(owner, data, tail_of(fs, kind, data));
}

void csum_set_block(const struct ext4_fs *fs, struct buf *b)
{
    uint32_t sum = csum_block(fs, b->kind, b->owner, b->data);

    memcpy(b->data + csum_offset(fs, b->kind, b->data), &sum, sizeof(sum));
}

bool csum_block_ok(const struct ext4_fs *fs, uint16_t kind, uint32_t owner,
                   const uint8_t *data)
{
    uint32_t sum = csum_block(fs, kind, owner, data);

    return memcmp(data + csum_offset(fs, kind, data), &sum, sizeof(sum)) == 0;
}

uint16_t csum_desc(const struct ext4_fs *fs, uint32_t group,
                   const struct ext4_desc *desc)
{
    const uint32_t at = offsetof(struct ext4_desc, checksum);
    const uint8_t *raw = (const uint8_t *)desc;
    static const uint8_t zero[2];
    uint16_t crc;

    if (fs->csum) {
        uint32_t sum = csum_crc32c(fs->csum_seed, &group, sizeof(group));

        sum = csum_crc32c(sum, raw, at);
        sum = csum_crc32c(sum, zero, sizeof(zero));
        return (uint16_t)csum_crc32c(sum, raw + at + 2, fs->desc_size - at - 2);
    }
    crc = csum_crc16(UINT16_MAX, fs->super.uuid, sizeof(fs->super.uuid));
    crc = csum_crc16(crc, &group, sizeof(group));
    crc = csum_crc16(crc, raw, at);
    return csum_crc16(crc, raw + at + 2, fs->desc_size - at - 2);
}

uint32_t csum_inode(const struct ext4_fs *fs, uint32_t seed,
                    const struct ext4_raw_inode *raw)
{
    struct ext4_raw_inode copy = {0};
    uint32_t known = sizeof(copy);
    bool has_hi;

    if (fs->inode_size < known)
        known = fs->inode_size;
    memcpy(&copy, raw, known);
    has_hi = known > INODE_SIZE_OLD && copy.extra_isize >= 4;
    copy.checksum_lo = 0;
    if (has_hi)
        copy.checksum_hi = 0;
    seed = csum_crc32c(seed, &copy, known);
    return csum_crc32c(seed, (const uint8_t *)raw + known,
                       fs->inode_size - known);
}

uint32_t csum_super(const struct ext4_super *super)
{
    return csum_crc32c(UINT32_MAX, super,
                       offsetof(struct ext4_super, checksum));
}
