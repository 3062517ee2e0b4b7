/*
 * gunzip.c - unpacks what gzip packed, in one go, by zlib's inflate.
 *
 * The size of the result is in the last four bytes, as far as they can be
 * trusted: deflate never packs better than 1032 to 1 [zlib technical
 * details], so a larger claim is not believed. If it turns out to be more,
 * the room doubles.
 */
#include "fs/gunzip.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <zlib.h>

#define RATIO_MAX  1032u
#define ROOM_MIN   4096u
#define PIECE_MAX  (1u << 30) /* zlib counts in unsigned int */
#define GZIP_ONLY  16         /* added to the window bits [zlib.h] */
#define MEMBER_MIN 18

static void *zlib_alloc(void *ctx, unsigned n, unsigned size)
{
    (void)ctx;
    return calloc(n, size);
}

static void zlib_free(void *ctx, void *p)
{
    (void)ctx;
    free(p);
}

static size_t guess_size(const uint8_t *in, size_t size)
{
    const uint8_t *p = in + size - 4;
    size_t claim = p[0] | p[1] << 8 | p[2] << 16 | (size_t)p[3] << 24;

    if (claim / RATIO_MAX > size || claim < ROOM_MIN)
        return ROOM_MIN;
    return claim;
}

/* Makes room in @out for more than its @size bytes. */
static bool grow(struct gunzip *out, size_t *room)
{
    uint8_t *bytes;

    if (*room > SIZE_MAX / 2)
        return false;
    bytes = realloc(out->bytes, *room * 2);
    if (!bytes)
        return false;
    out->bytes = bytes;
    *room *= 2;
    return true;
}

static unsigned piece(size_t n)
{
    return n < PIECE_MAX ? (unsigned)n : PIECE_MAX;
}

/* One call of inflate() on what is left on both sides. */
static int inflate_some(z_stream *z, const uint8_t *in, size_t size,
                        struct gunzip *out, size_t room)
{
    unsigned in_piece = piece(size - out->used);
    unsigned out_piece = piece(room - out->size);
    int status;

    z->next_in = (unsigned char *)(uintptr_t)(in + out->used);
    z->avail_in = in_piece;
    z->next_out = out->bytes + out->size;
    z->avail_out = out_piece;
    status = inflate(z, Z_NO_FLUSH);
    out->used += in_piece - z->avail_in;
    out->size += out_piece - z->avail_out;
    return status;
}

static bool another_member(const uint8_t *in, size_t size, size_t used)
{
    return size - used >= MEMBER_MIN && in[used] == 0x1f &&
           in[used + 1] == 0x8b;
}

static int inflate_all(z_stream *z, const uint8_t *in, size_t size,
                       struct gunzip *out, size_t room)
{
    for (;;) {
        int status = inflate_some(z, in, size, out, room);

        if (status == Z_STREAM_END) {
            if (!another_member(in, size, out->used))
                return 0;
            inflateReset(z);
        } else if (status == Z_MEM_ERROR) {
            return -ENOMEM;
        } else if (status != Z_OK && status != Z_BUF_ERROR) {
            return -EINVAL;
        } else if (out->size == room) {
            if (!grow(out, &room))
                return -ENOMEM;
        } else if (out->used == size) {
            return -EINVAL;
        }
    }
}

int gunzip(const uint8_t *in, size_t size, struct gunzip *out)
{
    z_stream z = {.zalloc = zlib_alloc, .zfree = zlib_free};
    size_t room;
    int err;

    *out = (struct gunzip){0};
    if (size < MEMBER_MIN)
        return -EINVAL;
    room = guess_size(in, size);
    out->bytes = malloc(room);
    if (!out->bytes)
        return -ENOMEM;
    if (inflateInit2(&z, MAX_WBITS + GZIP_ONLY) != Z_OK) {
        free(out->bytes);
        out->bytes = NULL;
        return -ENOMEM;
    }
    err = inflate_all(&z, in, size, out, room);
    inflateEnd(&z);
    if (err) {
        free(out->bytes);
        out->bytes = NULL;
    }
    return err;
}
