/*
 * cpio.c - reads a cpio archive in the "newc" format ("crc" too).
 *
 * All positions are offsets into the archive and never beyond its size, so
 * that no sum can overflow: a length is compared with what is left.
 */
#include "boot/cpio.h"

/* The header: the magic, then fields of 8 hexadecimal digits [CPIO-NEWC]. */
enum {
    MAGIC_LEN = 6,
    FIELD_LEN = 8,
};
enum field {
    F_INO,
    F_MODE,
    F_UID,
    F_GID,
    F_NLINK,
    F_MTIME,
    F_FILESIZE,
    F_DEVMAJOR,
    F_DEVMINOR,
    F_RDEVMAJOR,
    F_RDEVMINOR,
    F_NAMESIZE,
    F_CHECK,
    FIELDS,
};
#define HEADER_LEN (MAGIC_LEN + FIELDS * FIELD_LEN)

_Static_assert(HEADER_LEN == 110, "[CPIO-NEWC]");

/* st_mode, as cpio stores it [POSIX sys/stat.h, values of every Unix]. */
enum {
    MODE_TYPE = 0170000,
    MODE_PERMISSIONS = 07777,
    MODE_FIFO = 0010000,
    MODE_CHAR = 0020000,
    MODE_DIR = 0040000,
    MODE_BLOCK = 0060000,
    MODE_FILE = 0100000,
    MODE_SYMLINK = 0120000,
    MODE_SOCKET = 0140000,
};

static const char trailer[] = "TRAILER!!!";

static enum archive_error fail(struct cpio *cpio, size_t offset,
                               enum archive_error error)
{
    cpio->error = offset;
    return error;
}

static int hex_digit(uint8_t c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

static bool hex_parse(const uint8_t *p, uint32_t *value)
{
    uint32_t v = 0;

    for (int i = 0; i < FIELD_LEN; i++) {
        int digit = hex_digit(p[i]);

        if (digit < 0)
            return false;
        v = v << 4 | (uint32_t)digit;
    }
    *value = v;
    return true;
}

static bool magic_ok(const uint8_t *p)
{
    return p[0] == '0' && p[1] == '7' && p[2] == '0' && p[3] == '7' &&
           p[4] == '0' && (p[5] == '1' || p[5] == '2');
}

static enum archive_error read_header(struct cpio *cpio, uint32_t *field)
{
    const uint8_t *p = cpio->bytes + cpio->pos;
    size_t left = cpio->size - cpio->pos;

    if (left == 0)
        return fail(cpio, cpio->pos, ARCHIVE_NO_END);
    if (left < HEADER_LEN)
        return fail(cpio, cpio->pos, ARCHIVE_TRUNCATED);
    if (!magic_ok(p))
        return fail(cpio, cpio->pos, ARCHIVE_BAD_MAGIC);
    for (int i = 0; i < FIELDS; i++) {
        size_t at = MAGIC_LEN + (size_t)i * FIELD_LEN;

        if (!hex_parse(p + at, &field[i]))
            return fail(cpio, cpio->pos + at, ARCHIVE_BAD_NUMBER);
    }
    return ARCHIVE_OK;
}

static bool type_of_mode(uint32_t mode, enum archive_type *type)
{
    switch (mode & ~(uint32_t)MODE_PERMISSIONS) {
    case MODE_FILE:
        *type = ARCHIVE_FILE;
        return true;
    case MODE_DIR:
        *type = ARCHIVE_DIR;
        return true;
    case MODE_SYMLINK:
        *type = ARCHIVE_SYMLINK;
        return true;
    case MODE_CHAR:
        *type = ARCHIVE_CHAR_DEVICE;
        return true;
    case MODE_BLOCK:
        *type = ARCHIVE_BLOCK_DEVICE;
        return true;
    case MODE_FIFO:
        *type = ARCHIVE_FIFO;
        return true;
    case MODE_SOCKET:
        *type = ARCHIVE_SOCKET;
        return true;
    }
    return false;
}

/* Takes @len bytes at the position, and the padding behind them, which may
 * be missing at the very end. @begin: where the padding counts from. */
static bool take(struct cpio *cpio, size_t begin, size_t len,
                 const uint8_t **bytes)
{
    size_t left = cpio->size - cpio->pos;
    size_t pad = -(cpio->pos - begin + len) & 3;

    if (len > left)
        return false;
    *bytes = cpio->bytes + cpio->pos;
    cpio->pos += len;
    left -= len;
    cpio->pos += pad < left ? pad : left;
    return true;
}

static enum archive_error read_name(struct cpio *cpio, size_t header,
                                    uint32_t namesize,
                                    struct archive_text *name)
{
    size_t at = header + HEADER_LEN;
    const uint8_t *bytes;

    if (namesize < 2 || namesize > ARCHIVE_PATH_MAX + 1)
        return fail(cpio, header + MAGIC_LEN + F_NAMESIZE * FIELD_LEN,
                    ARCHIVE_BAD_NAME);
    cpio->pos = at;
    if (!take(cpio, header, namesize, &bytes))
        return fail(cpio, at, ARCHIVE_TRUNCATED);
    name->start = (const char *)bytes;
    name->len = namesize - 1;
    if (bytes[namesize - 1] != '\0' || !archive_name_ok(*name))
        return fail(cpio, at, ARCHIVE_BAD_NAME);
    return ARCHIVE_OK;
}

static bool is_trailer(struct archive_text name)
{
    if (name.len != sizeof(trailer) - 1)
        return false;
    for (size_t i = 0; i < name.len; i++) {
        if (name.start[i] != trailer[i])
            return false;
    }
    return true;
}

/* "crc" archives hold the sum of a file's bytes [CPIO-NEWC c_chksum]. */
static bool sum_ok(const uint8_t *data, size_t size, uint32_t check)
{
    uint32_t sum = 0;

    for (size_t i = 0; i < size; i++)
        sum += data[i];
    return sum == check;
}

static enum archive_error read_data(struct cpio *cpio, size_t header,
                                    const uint32_t *field,
                                    struct archive_entry *entry)
{
    size_t at = cpio->pos, size = field[F_FILESIZE];
    bool has_sum = cpio->bytes[header + MAGIC_LEN - 1] == '2';

    if (!take(cpio, at, size, &entry->data))
        return fail(cpio, header + MAGIC_LEN + F_FILESIZE * FIELD_LEN,
                    ARCHIVE_TRUNCATED);
    if (entry->type == ARCHIVE_FILE) {
        entry->size = size;
        if (has_sum && !sum_ok(entry->data, size, field[F_CHECK]))
            return fail(cpio, at, ARCHIVE_BAD_CHECKSUM);
    } else if (entry->type == ARCHIVE_SYMLINK) {
        /* Linux's gen_init_cpio counts the target's NUL. */
        if (size > 0 && entry->data[size - 1] == '\0')
            size--;
        entry->target.start = (const char *)entry->data;
        entry->target.len = size;
        if (!archive_target_ok(entry->target))
            return fail(cpio, at, ARCHIVE_BAD_TARGET);
    }
    return ARCHIVE_OK;
}

static void set_attributes(struct archive_entry *entry, const uint32_t *field)
{
    entry->mode = field[F_MODE] & MODE_PERMISSIONS;
    entry->uid = field[F_UID];
    entry->gid = field[F_GID];
    entry->mtime = field[F_MTIME];
    entry->nlink = field[F_NLINK];
    entry->dev = (uint64_t)field[F_DEVMAJOR] << 32 | field[F_DEVMINOR];
    entry->ino = field[F_INO];
    entry->rdev = (uint64_t)field[F_RDEVMAJOR] << 32 | field[F_RDEVMINOR];
}

void cpio_open(struct cpio *cpio, const uint8_t *bytes, size_t size)
{
    *cpio = (struct cpio){.bytes = bytes, .size = size};
}

enum archive_error cpio_next(struct cpio *cpio, struct archive_entry *entry,
                             bool *found)
{
    size_t header = cpio->pos;
    uint32_t field[FIELDS];
    enum archive_error err = read_header(cpio, field);

    *entry = (struct archive_entry){0};
    *found = false;
    if (!err)
        err = read_name(cpio, header, field[F_NAMESIZE], &entry->name);
    if (err || is_trailer(entry->name))
        return err;
    if (!type_of_mode(field[F_MODE], &entry->type))
        return fail(cpio, header + MAGIC_LEN + F_MODE * FIELD_LEN,
                    ARCHIVE_BAD_TYPE);
    set_attributes(entry, field);
    err = read_data(cpio, header, field, entry);
    *found = err == ARCHIVE_OK;
    return err;
}
