/*
 * tmpfs_file.c - the contents of a regular file in memory.
 *
 * What a byte below the size reads as: its block's, if there is one; else
 * the image's, if that goes so far; else zero. Bytes of a block behind the
 * file's end are always zero, so that a file may grow over them.
 */
#include <errno.h>
#include <string.h>

#include "fs/tmpfs_node.h"

#define SIZE_LIMIT (BLOCKS_MAX * BLOCK_SIZE)

static size_t smaller(uint64_t a, uint64_t b)
{
    return (size_t)(a < b ? a : b);
}

/* Copies from where no block is: the image, then zeros. */
static void read_hole(const struct tmp_file *f, uint8_t *buf, size_t n,
                      uint64_t off)
{
    size_t from_image = 0;

    if (off < f->image_size)
        from_image = smaller(n, f->image_size - off);
    if (from_image)
        memcpy(buf, f->image + off, from_image);
    memset(buf + from_image, 0, n - from_image);
}

int64_t tmp_file_read(struct vnode *vn, void *buf, size_t n, uint64_t off)
{
    const struct tmp_file *f = &tmp_node_of(vn)->file;
    uint8_t *to = buf;

    if (off >= f->size)
        return 0;
    n = smaller(n, f->size - off);
    if (f->blocks.count == 0) {
        read_hole(f, to, n, off);
        return (int64_t)n;
    }
    for (size_t done = 0, piece; done < n; done += piece) {
        uint64_t at = off + done;
        const uint8_t *block = blocks_find(&f->blocks, at / BLOCK_SIZE);

        piece = smaller(n - done, BLOCK_SIZE - at % BLOCK_SIZE);
        if (block)
            memcpy(to + done, block + at % BLOCK_SIZE, piece);
        else
            read_hole(f, to + done, piece, at);
    }
    return (int64_t)n;
}

/* The block at @index for a write of @n bytes: as it is, or a new one. */
static uint8_t *block_for_write(struct tmp_file *f, uint64_t index, size_t n)
{
    uint8_t *block = blocks_find(&f->blocks, index);

    if (block)
        return block;
    block = blocks_add(&f->blocks, index);
    if (block && n < BLOCK_SIZE)
        read_hole(f, block, BLOCK_SIZE, index * BLOCK_SIZE);
    return block;
}

int64_t tmp_file_write(struct vnode *vn, const void *buf, size_t n,
                       uint64_t off)
{
    struct tmp_node *node = tmp_node_of(vn);
    struct tmp_file *f = &node->file;
    const uint8_t *from = buf;
    size_t done = 0;

    if (n == 0)
        return 0;
    if (off >= SIZE_LIMIT)
        return -EFBIG;
    n = smaller(n, SIZE_LIMIT - off);
    while (done < n) {
        uint64_t at = off + done;
        size_t piece = smaller(n - done, BLOCK_SIZE - at % BLOCK_SIZE);
        uint8_t *block = block_for_write(f, at / BLOCK_SIZE, piece);

        if (!block)
            break;
        memcpy(block + at % BLOCK_SIZE, from + done, piece);
        done += piece;
    }
    if (done == 0)
        return -ENOSPC;
    if (off + done > f->size)
        f->size = off + done;
    tmp_node_changed(node);
    return (int64_t)done;
}

int tmp_file_truncate(struct vnode *vn, uint64_t size)
{
    struct tmp_node *node = tmp_node_of(vn);
    struct tmp_file *f = &node->file;

    if (size > SIZE_LIMIT)
        return -EFBIG;
    if (size < f->size) {
        uint8_t *last = blocks_find(&f->blocks, size / BLOCK_SIZE);

        blocks_cut(&f->blocks, (size + BLOCK_SIZE - 1) / BLOCK_SIZE);
        if (last && size % BLOCK_SIZE)
            memset(last + size % BLOCK_SIZE, 0, BLOCK_SIZE - size % BLOCK_SIZE);
        f->image_size = smaller(f->image_size, size);
    }
    f->size = size;
    tmp_node_changed(node);
    return 0;
}
