/*
 * blkif_abi.h - requests and answers of a PV disk [XEN io/blkif.h].
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

enum {
    BLKIF_READ = 0,
    BLKIF_WRITE = 1,
    BLKIF_FLUSH = 3,
    BLKIF_DISCARD = 5,
    BLKIF_INDIRECT = 6,
};

enum { BLKIF_OKAY = 0, BLKIF_NOT_SUPPORTED = -2 };
enum { BLKIF_INFO_READ_ONLY = 4 };

#define BLKIF_DIRECT 11u /* segments in a request */

struct blkif_piece {
    uint32_t ref;
    uint8_t first, last; /* sectors of the page */
    uint16_t pad;
};
_Static_assert(sizeof(struct blkif_piece) == 8, "[XEN io/blkif.h]");

struct blkif_rw {
    uint8_t op, pieces;
    uint16_t handle;
    uint32_t pad;
    uint64_t id, sector;
    struct blkif_piece piece[BLKIF_DIRECT];
};
_Static_assert(offsetof(struct blkif_rw, id) == 8, "[XEN io/blkif.h]");
_Static_assert(offsetof(struct blkif_rw, piece) == 24, "[XEN io/blkif.h]");
_Static_assert(sizeof(struct blkif_rw) == 112, "[XEN io/blkif.h]");

struct blkif_trim {
    uint8_t op, flag;
    uint16_t handle;
    uint32_t pad;
    uint64_t id, sector, sectors;
};
_Static_assert(offsetof(struct blkif_trim, sectors) == 24, "[XEN blkif.h]");

struct blkif_far {
    uint8_t op, real_op;
    uint16_t pieces;
    uint32_t pad;
    uint64_t id, sector;
    uint16_t handle, pad2;
    uint32_t table[8]; /* references of pages of struct blkif_piece */
};
_Static_assert(offsetof(struct blkif_far, table) == 28, "[XEN io/blkif.h]");

struct blkif_answer {
    uint64_t id;
    uint8_t op, pad;
    int16_t status;
    uint32_t pad2;
};
_Static_assert(offsetof(struct blkif_answer, status) == 10, "[XEN blkif.h]");
_Static_assert(sizeof(struct blkif_answer) == 16, "[XEN io/blkif.h]");

union blkif_any {
    struct blkif_rw rw;
    struct blkif_trim trim;
    struct blkif_far far;
};
_Static_assert(sizeof(union blkif_any) == 112, "[XEN io/blkif.h]");
