/*
 * initrd.c - fills a tree from an initial archive.
 *
 * As Linux reads its own: archives may stand one behind the other, cpio
 * then tar last, with zeros between them, each plain or gzip.
 */
#include "fs/initrd.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "boot/archive.h"
#include "boot/cpio.h"
#include "boot/ustar.h"
#include "fs/entry.h"
#include "fs/gunzip.h"
#include "fs/tmpfs.h"

struct loader {
    struct vnode *root;
    const uint8_t *bytes;
    size_t size, pos;
    struct entry_links links;
    struct initrd_error *err;
};

static int fail(struct loader *l, size_t offset, const char *what)
{
    l->err->what = what;
    l->err->offset = offset;
    return -EINVAL;
}

static const char *entry_error_text(int err)
{
    switch (err) {
    case -ENOSPC:
    case -ENOMEM:
        return "no memory for its files";
    case -ENOENT:
        return "link to an entry that is not there";
    case -ELOOP:
        return "symbolic links in a circle";
    default:
        return "file and directory of one name";
    }
}

static int add(struct loader *l, size_t offset,
               const struct archive_entry *entry)
{
    int err = entry_add(l->root, entry, &l->links);
    size_t len = entry->name.len;

    if (!err)
        return 0;
    if (len >= sizeof(l->err->name))
        len = sizeof(l->err->name) - 1;
    memcpy(l->err->name, entry->name.start, len);
    l->err->name[len] = '\0';
    return fail(l, offset, entry_error_text(err));
}

static int load_cpio(struct loader *l)
{
    size_t begin = l->pos;
    struct archive_entry entry;
    struct cpio cpio;
    bool found = true;
    int err = 0;

    cpio_open(&cpio, l->bytes + begin, l->size - begin);
    while (!err && found) {
        size_t at = begin + cpio.pos;
        enum archive_error bad = cpio_next(&cpio, &entry, &found);

        if (bad)
            err = fail(l, begin + cpio.error, archive_error_text(bad));
        else if (found)
            err = add(l, at, &entry);
    }
    entry_links_free(&l->links);
    l->pos = begin + cpio.pos;
    return err;
}

static int load_ustar(struct loader *l)
{
    size_t begin = l->pos;
    struct archive_entry entry;
    struct ustar tar;
    bool found = true;
    int err = 0;

    ustar_open(&tar, l->bytes + begin, l->size - begin);
    while (!err && found) {
        size_t at = begin + tar.pos;
        enum archive_error bad = ustar_next(&tar, &entry, &found);

        if (bad)
            err = fail(l, begin + tar.error, archive_error_text(bad));
        else if (found)
            err = add(l, at, &entry);
    }
    l->pos = l->size;
    return err;
}

static int refuse_format(struct loader *l, enum archive_format format)
{
    switch (format) {
    case ARCHIVE_CPIO_OLD:
        return fail(l, l->pos, "cpio of an old format (make it with -H newc)");
    case ARCHIVE_XZ:
    case ARCHIVE_ZSTD:
    case ARCHIVE_BZIP2:
    case ARCHIVE_LZ4:
        return fail(l, l->pos, "a compression other than gzip");
    case ARCHIVE_ELF:
        return fail(l, l->pos, "an ELF file, not an archive");
    case ARCHIVE_GZIP:
        return fail(l, l->pos, "gzip inside gzip");
    default:
        return fail(l, l->pos, "neither cpio nor tar, plain or gzip");
    }
}

static void skip_zeros(struct loader *l)
{
    while (l->pos < l->size && l->bytes[l->pos] == 0)
        l->pos++;
}

/* Loads one archive at the position, which is not packed. */
static int load_plain(struct loader *l)
{
    enum archive_format format =
        archive_detect(l->bytes + l->pos, l->size - l->pos);

    if (format == ARCHIVE_CPIO_NEWC)
        return load_cpio(l);
    if (format == ARCHIVE_USTAR)
        return load_ustar(l);
    return refuse_format(l, format);
}

static int load_gzip(struct loader *outer)
{
    struct loader l = {.root = outer->root, .err = outer->err};
    struct gunzip unpacked;
    int err =
        gunzip(outer->bytes + outer->pos, outer->size - outer->pos, &unpacked);

    outer->pos += unpacked.used;
    if (err)
        return fail(outer, outer->pos,
                    err == -ENOMEM ? "no memory to unpack it"
                                   : "corrupt gzip data");
    l.bytes = unpacked.bytes;
    l.size = unpacked.size;
    l.err->unpacked = true;
    do {
        err = load_plain(&l);
        skip_zeros(&l);
    } while (!err && l.pos < l.size);
    if (!err)
        l.err->unpacked = false;
    return err;
}

int initrd_load(struct vnode *root, const uint8_t *bytes, size_t size,
                struct initrd_error *err)
{
    struct loader l = {.root = root, .bytes = bytes, .size = size, .err = err};
    int result;

    *err = (struct initrd_error){.what = ""};
    tmpfs_set_building(root, true);
    do {
        bool gzip = archive_detect(bytes + l.pos, size - l.pos) == ARCHIVE_GZIP;

        result = gzip ? load_gzip(&l) : load_plain(&l);
        skip_zeros(&l);
    } while (!result && l.pos < l.size);
    tmpfs_set_building(root, false);
    return result;
}
