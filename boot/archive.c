/*
 * archive.c - names the formats of an initial archive; checks its names.
 *
 * Magic numbers: [CPIO-NEWC] for cpio, [POSIX pax] for ustar, RFC 1952 for
 * gzip; the others are those of file(1).
 */
#include "boot/archive.h"

#define MAGIC_MAX 6

struct magic {
    enum archive_format format;
    uint16_t offset;
    uint8_t len;
    char bytes[MAGIC_MAX];
};

static const struct magic magics[] = {
    {ARCHIVE_CPIO_NEWC, 0, 6, "070701"},
    {ARCHIVE_CPIO_NEWC, 0, 6, "070702"},
    {ARCHIVE_CPIO_OLD, 0, 6, "070707"},
    {ARCHIVE_CPIO_OLD, 0, 2, "\xc7\x71"},
    {ARCHIVE_CPIO_OLD, 0, 2, "\x71\xc7"},
    {ARCHIVE_USTAR, 257, 5, "ustar"},
    {ARCHIVE_GZIP, 0, 2, "\x1f\x8b"},
    {ARCHIVE_XZ, 0, 6, "\3757zXZ"},
    {ARCHIVE_ZSTD, 0, 4, "\x28\xb5\x2f\xfd"},
    {ARCHIVE_BZIP2, 0, 3, "BZh"},
    {ARCHIVE_LZ4, 0, 4, "\x02\x21\x4c\x18"},
    {ARCHIVE_LZ4, 0, 4, "\x04\x22\x4d\x18"},
    {ARCHIVE_ELF, 0, 4, "\177ELF"},
};

static const char *const format_names[] = {
    [ARCHIVE_UNKNOWN] = "unknown",   [ARCHIVE_CPIO_NEWC] = "cpio (newc)",
    [ARCHIVE_USTAR] = "tar (ustar)", [ARCHIVE_GZIP] = "gzip",
    [ARCHIVE_CPIO_OLD] = "old cpio", [ARCHIVE_XZ] = "xz",
    [ARCHIVE_ZSTD] = "zstd",         [ARCHIVE_BZIP2] = "bzip2",
    [ARCHIVE_LZ4] = "lz4",           [ARCHIVE_ELF] = "ELF",
};

static const char *const error_texts[] = {
    [ARCHIVE_OK] = "no error",
    [ARCHIVE_BAD_MAGIC] = "no entry header",
    [ARCHIVE_BAD_NUMBER] = "bad number",
    [ARCHIVE_BAD_CHECKSUM] = "bad checksum",
    [ARCHIVE_BAD_TYPE] = "unknown file type",
    [ARCHIVE_BAD_NAME] = "bad name",
    [ARCHIVE_BAD_TARGET] = "bad link target",
    [ARCHIVE_BAD_RECORD] = "bad pax record",
    [ARCHIVE_UNSUPPORTED] = "unsupported entry",
    [ARCHIVE_TRUNCATED] = "truncated entry",
    [ARCHIVE_NO_END] = "no end mark",
};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static bool magic_matches(const struct magic *m, const uint8_t *bytes,
                          size_t size)
{
    if (size < m->offset || size - m->offset < m->len)
        return false;
    for (size_t i = 0; i < m->len; i++) {
        if (bytes[m->offset + i] != (uint8_t)m->bytes[i])
            return false;
    }
    return true;
}

enum archive_format archive_detect(const uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < COUNT(magics); i++) {
        if (magic_matches(&magics[i], bytes, size))
            return magics[i].format;
    }
    return ARCHIVE_UNKNOWN;
}

const char *archive_format_name(enum archive_format format)
{
    return (size_t)format < COUNT(format_names) ? format_names[format] : "?";
}

const char *archive_error_text(enum archive_error error)
{
    return (size_t)error < COUNT(error_texts) ? error_texts[error] : "?";
}

bool archive_target_ok(struct archive_text target)
{
    for (size_t i = 0; i < target.len; i++) {
        if (target.start[i] == '\0')
            return false;
    }
    return target.len > 0 && target.len <= ARCHIVE_PATH_MAX;
}

static bool component_ok(const char *name, size_t len)
{
    if (len == 2 && name[0] == '.' && name[1] == '.')
        return false;
    return len <= ARCHIVE_NAME_MAX;
}

bool archive_name_ok(struct archive_text name)
{
    size_t begin = 0;

    if (!archive_target_ok(name))
        return false;
    for (size_t i = 0; i <= name.len; i++) {
        if (i < name.len && name.start[i] != '/')
            continue;
        if (!component_ok(name.start + begin, i - begin))
            return false;
        begin = i + 1;
    }
    return true;
}
