/*
 * ustar.c - reads a tar archive.
 *
 * An entry is a header of one 512-byte block and its data, padded to whole
 * blocks. A pax header ('x') or a GNU long name ('L', 'K') is an entry of
 * its own whose data describes the entry behind it.
 *
 * All positions are offsets into the archive and never beyond its size, so
 * that no sum can overflow: a length is compared with what is left.
 */
#include "boot/ustar.h"

#include "boot/pax.h"

#define BLOCK 512u

/* Fields of the header [POSIX pax, "ustar Header Block"]: offset, length. */
struct field {
    uint16_t offset, len;
};
static const struct field f_name = {0, 100}, f_mode = {100, 8},
                          f_uid = {108, 8}, f_gid = {116, 8},
                          f_size = {124, 12}, f_mtime = {136, 12},
                          f_chksum = {148, 8}, f_linkname = {157, 100},
                          f_magic = {257, 8}, f_devmajor = {329, 8},
                          f_devminor = {337, 8}, f_prefix = {345, 155};
#define TYPEFLAG 156

static enum archive_error fail(struct ustar *tar, size_t offset,
                               enum archive_error error)
{
    tar->error = offset;
    return error;
}

static struct archive_text text_of(const uint8_t *block, struct field f)
{
    struct archive_text t = {(const char *)block + f.offset, 0};

    while (t.len < f.len && t.start[t.len] != '\0')
        t.len++;
    return t;
}

/* GNU's binary numbers: big-endian, two's complement but for the top bit,
 * which marks them. */
static bool binary_number(const uint8_t *p, size_t len, int64_t *value)
{
    bool negative = p[0] & 0x40;
    uint64_t v = negative ? UINT64_MAX : 0, sign = v >> 56;

    for (size_t i = 0; i < len; i++) {
        uint8_t byte = i == 0 ? (p[0] & 0x7f) | (negative ? 0x80 : 0) : p[i];

        if (v >> 56 != sign)
            return false;
        v = v << 8 | byte;
    }
    *value = (int64_t)v;
    return (*value < 0) == negative;
}

/* Octal digits among blanks and NULs; nothing at all is 0. */
static bool number(const uint8_t *block, struct field f, int64_t *value)
{
    const uint8_t *p = block + f.offset;
    size_t i = 0;
    int64_t v = 0;

    if (p[0] & 0x80)
        return binary_number(p, f.len, value);
    while (i < f.len && p[i] == ' ')
        i++;
    for (; i < f.len && p[i] >= '0' && p[i] <= '7'; i++)
        v = v << 3 | (p[i] - '0');
    for (; i < f.len; i++) {
        if (p[i] != ' ' && p[i] != '\0')
            return false;
    }
    *value = v;
    return true;
}

static bool checksum_ok(const uint8_t *block)
{
    int64_t stored;
    uint32_t sum = 0;

    for (unsigned i = 0; i < BLOCK; i++) {
        bool own = i >= f_chksum.offset && i < f_chksum.offset + f_chksum.len;

        sum += own ? ' ' : block[i];
    }
    return number(block, f_chksum, &stored) && stored == sum;
}

static bool is_zero(const uint8_t *block)
{
    for (unsigned i = 0; i < BLOCK; i++) {
        if (block[i])
            return false;
    }
    return true;
}

/* Whether the magic and version field reads @s. */
static bool magic_is(const uint8_t *block, const char *s)
{
    for (unsigned i = 0; i < f_magic.len; i++) {
        if (block[f_magic.offset + i] != (uint8_t)s[i])
            return false;
    }
    return true;
}

/* POSIX has a prefix; GNU's own format uses its place for other things. */
static bool is_posix(const uint8_t *block)
{
    return magic_is(block, "ustar\00000");
}

static bool is_gnu(const uint8_t *block)
{
    return magic_is(block, "ustar  ");
}

/* The next header, whose magic and checksum are right; NULL at the end. */
static enum archive_error read_header(struct ustar *tar, const uint8_t **block)
{
    const uint8_t *p = tar->bytes + tar->pos;
    size_t left = tar->size - tar->pos;

    *block = NULL;
    if (left == 0)
        return fail(tar, tar->pos, ARCHIVE_NO_END);
    if (left < BLOCK)
        return fail(tar, tar->pos, ARCHIVE_TRUNCATED);
    if (is_zero(p))
        return ARCHIVE_OK;
    if (!is_posix(p) && !is_gnu(p))
        return fail(tar, tar->pos + f_magic.offset, ARCHIVE_BAD_MAGIC);
    if (!checksum_ok(p))
        return fail(tar, tar->pos + f_chksum.offset, ARCHIVE_BAD_CHECKSUM);
    *block = p;
    tar->pos += BLOCK;
    return ARCHIVE_OK;
}

/* Takes @size bytes of data and their padding. */
static bool take_data(struct ustar *tar, uint64_t size, const uint8_t **data)
{
    size_t left = tar->size - tar->pos;
    size_t pad = -(size_t)size & (BLOCK - 1);

    if (size > left)
        return false;
    *data = tar->bytes + tar->pos;
    tar->pos += size;
    left -= size;
    tar->pos += pad < left ? pad : left;
    return true;
}

static bool type_of_flag(uint8_t flag, enum archive_type *type)
{
    static const uint8_t types[] = {
        ARCHIVE_FILE,        ARCHIVE_HARDLINK,     ARCHIVE_SYMLINK,
        ARCHIVE_CHAR_DEVICE, ARCHIVE_BLOCK_DEVICE, ARCHIVE_DIR,
        ARCHIVE_FIFO,        ARCHIVE_FILE,
    };

    if (flag == '\0')
        flag = '0';
    if (flag < '0' || flag > '7')
        return false;
    *type = types[flag - '0'];
    return true;
}

/* Joins prefix and name by a slash, in the reader's own storage. */
static struct archive_text header_name(struct ustar *tar, const uint8_t *block)
{
    struct archive_text prefix = text_of(block, f_prefix);
    struct archive_text name = text_of(block, f_name), whole;
    size_t len = 0;

    if (!is_posix(block) || prefix.len == 0)
        return name;
    for (size_t i = 0; i < prefix.len; i++)
        tar->name[len++] = prefix.start[i];
    tar->name[len++] = '/';
    for (size_t i = 0; i < name.len; i++)
        tar->name[len++] = name.start[i];
    whole.start = tar->name;
    whole.len = len;
    return whole;
}

/* A GNU long name counts the NUL at its end. */
static struct archive_text long_name(const uint8_t *data, size_t size)
{
    struct archive_text t = {(const char *)data, size};

    if (size && data[size - 1] == '\0')
        t.len--;
    return t;
}

/* Whether @flag is an entry that only describes others; takes it then. */
static enum archive_error read_meta(struct ustar *tar, uint8_t flag,
                                    int64_t size, struct pax *pax,
                                    bool *is_meta)
{
    size_t at = tar->pos, offset = 0;
    const uint8_t *data;
    enum archive_error err = ARCHIVE_OK;

    *is_meta = flag == 'x' || flag == 'X' || flag == 'g' || flag == 'L' ||
               flag == 'K' || flag == 'V';
    if (!*is_meta)
        return ARCHIVE_OK;
    if (!take_data(tar, (uint64_t)size, &data))
        return fail(tar, at - BLOCK + f_size.offset, ARCHIVE_TRUNCATED);
    if (flag == 'x' || flag == 'X')
        err = pax_parse((const char *)data, (size_t)size, pax, &offset);
    else if (flag == 'L')
        pax->name = long_name(data, (size_t)size);
    else if (flag == 'K')
        pax->target = long_name(data, (size_t)size);
    return err ? fail(tar, at + offset, err) : ARCHIVE_OK;
}

static enum archive_error set_names(struct ustar *tar, const uint8_t *block,
                                    const struct pax *pax,
                                    struct archive_entry *entry)
{
    size_t header = tar->pos - BLOCK;

    entry->name = pax->name.start ? pax->name : header_name(tar, block);
    if (!archive_name_ok(entry->name))
        return fail(tar, header, ARCHIVE_BAD_NAME);
    /* Before POSIX, a directory was a file whose name ends in a slash. */
    if (entry->type == ARCHIVE_FILE &&
        entry->name.start[entry->name.len - 1] == '/')
        entry->type = ARCHIVE_DIR;
    if (entry->type != ARCHIVE_SYMLINK && entry->type != ARCHIVE_HARDLINK)
        return ARCHIVE_OK;
    entry->target =
        pax->target.start ? pax->target : text_of(block, f_linkname);
    if (entry->type == ARCHIVE_SYMLINK ? !archive_target_ok(entry->target)
                                       : !archive_name_ok(entry->target))
        return fail(tar, header + f_linkname.offset, ARCHIVE_BAD_TARGET);
    return ARCHIVE_OK;
}

static enum archive_error set_attributes(struct ustar *tar,
                                         const uint8_t *block,
                                         const struct pax *pax,
                                         struct archive_entry *entry)
{
    size_t header = tar->pos - BLOCK;
    int64_t mode, uid = pax->uid, gid = pax->gid;

    if (!number(block, f_mode, &mode) || mode < 0)
        return fail(tar, header + f_mode.offset, ARCHIVE_BAD_NUMBER);
    if (!pax->has_uid && (!number(block, f_uid, &uid) || uid < 0))
        return fail(tar, header + f_uid.offset, ARCHIVE_BAD_NUMBER);
    if (!pax->has_gid && (!number(block, f_gid, &gid) || gid < 0))
        return fail(tar, header + f_gid.offset, ARCHIVE_BAD_NUMBER);
    entry->mtime = pax->mtime;
    if (!pax->has_mtime && !number(block, f_mtime, &entry->mtime))
        return fail(tar, header + f_mtime.offset, ARCHIVE_BAD_NUMBER);
    entry->mode = mode & 07777;
    entry->uid = (uint32_t)uid;
    entry->gid = (uint32_t)gid;
    entry->nlink = 1;
    return ARCHIVE_OK;
}

static enum archive_error set_device(struct ustar *tar, const uint8_t *block,
                                     struct archive_entry *entry)
{
    size_t header = tar->pos - BLOCK;
    int64_t major, minor;

    if (!number(block, f_devmajor, &major) || major < 0 || major > UINT32_MAX)
        return fail(tar, header + f_devmajor.offset, ARCHIVE_BAD_NUMBER);
    if (!number(block, f_devminor, &minor) || minor < 0 || minor > UINT32_MAX)
        return fail(tar, header + f_devminor.offset, ARCHIVE_BAD_NUMBER);
    entry->rdev = (uint64_t)major << 32 | (uint64_t)minor;
    return ARCHIVE_OK;
}

static enum archive_error read_entry(struct ustar *tar, const uint8_t *block,
                                     uint64_t size, const struct pax *pax,
                                     struct archive_entry *entry)
{
    size_t header = tar->pos - BLOCK;
    uint8_t flag = block[TYPEFLAG];
    enum archive_error err;

    if (!type_of_flag(flag, &entry->type))
        return fail(tar, header + TYPEFLAG,
                    flag >= 'A' && flag <= 'Z' ? ARCHIVE_UNSUPPORTED
                                               : ARCHIVE_BAD_TYPE);
    err = set_names(tar, block, pax, entry);
    if (!err)
        err = set_attributes(tar, block, pax, entry);
    if (!err && (entry->type == ARCHIVE_CHAR_DEVICE ||
                 entry->type == ARCHIVE_BLOCK_DEVICE))
        err = set_device(tar, block, entry);
    if (err || entry->type != ARCHIVE_FILE)
        return err;
    if (!take_data(tar, size, &entry->data))
        return fail(tar, header + f_size.offset, ARCHIVE_TRUNCATED);
    entry->size = size;
    return ARCHIVE_OK;
}

void ustar_open(struct ustar *tar, const uint8_t *bytes, size_t size)
{
    *tar = (struct ustar){.bytes = bytes, .size = size};
}

enum archive_error ustar_next(struct ustar *tar, struct archive_entry *entry,
                              bool *found)
{
    struct pax pax = {0};
    const uint8_t *block;
    enum archive_error err;
    bool is_meta = true;
    int64_t size;

    *entry = (struct archive_entry){0};
    *found = false;
    while (is_meta) {
        err = read_header(tar, &block);
        if (err || !block)
            return err;
        if (!number(block, f_size, &size) || size < 0)
            return fail(tar, tar->pos - BLOCK + f_size.offset,
                        ARCHIVE_BAD_NUMBER);
        err = read_meta(tar, block[TYPEFLAG], size, &pax, &is_meta);
        if (err)
            return err;
    }
    if (pax.has_size)
        size = (int64_t)pax.size;
    err = read_entry(tar, block, (uint64_t)size, &pax, entry);
    *found = err == ARCHIVE_OK;
    return err;
}
