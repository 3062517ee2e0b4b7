/*
 * archive.h - what an initial archive is, and what it holds.
 *
 * Shared by the readers of the two formats (boot/cpio.h, boot/ustar.h).
 * Nothing is copied: names, link targets and data are pointers into the
 * archive's bytes, which therefore must stay.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ARCHIVE_NAME_MAX 255  /* bytes in one component of a name */
#define ARCHIVE_PATH_MAX 1023 /* bytes in a name or a link's target */

enum archive_format {
    ARCHIVE_UNKNOWN,
    ARCHIVE_CPIO_NEWC, /* "070701", or "070702" with checksums */
    ARCHIVE_USTAR,     /* POSIX tar, GNU's and pax's dialects included */
    ARCHIVE_GZIP,
    /* Recognised only to be named in the refusal. */
    ARCHIVE_CPIO_OLD,
    ARCHIVE_XZ,
    ARCHIVE_ZSTD,
    ARCHIVE_BZIP2,
    ARCHIVE_LZ4,
    ARCHIVE_ELF,
};

enum archive_type {
    ARCHIVE_FILE,
    ARCHIVE_DIR,
    ARCHIVE_SYMLINK,
    ARCHIVE_HARDLINK, /* of an earlier entry, named by target (tar) */
    ARCHIVE_CHAR_DEVICE,
    ARCHIVE_BLOCK_DEVICE,
    ARCHIVE_FIFO,
    ARCHIVE_SOCKET,
};

/* What is wrong with an archive. */
enum archive_error {
    ARCHIVE_OK,
    ARCHIVE_BAD_MAGIC,    /* no header where one must be */
    ARCHIVE_BAD_NUMBER,   /* a numeric field holds something else */
    ARCHIVE_BAD_CHECKSUM, /* of the header (tar) or the data (cpio crc) */
    ARCHIVE_BAD_TYPE,     /* a file type that is not known */
    ARCHIVE_BAD_NAME,     /* empty, too long, holds NUL or ".." */
    ARCHIVE_BAD_TARGET,   /* the same for the target of a link */
    ARCHIVE_BAD_RECORD,   /* a pax record is malformed */
    ARCHIVE_UNSUPPORTED,  /* sparse file or piece of a volume (tar) */
    ARCHIVE_TRUNCATED,    /* the archive ends inside an entry */
    ARCHIVE_NO_END,       /* it ends without its end mark */
};

/* Text in the archive, not NUL-terminated. */
struct archive_text {
    const char *start;
    size_t len;
};

struct archive_entry {
    enum archive_type type;
    struct archive_text name;
    struct archive_text target; /* ARCHIVE_SYMLINK, ARCHIVE_HARDLINK */
    const uint8_t *data;        /* ARCHIVE_FILE: @size bytes in place */
    uint64_t size;
    uint32_t mode; /* the low 12 bits of st_mode */
    uint32_t uid, gid;
    int64_t mtime; /* seconds since 1970 */
    /* cpio: entries with nlink > 1 and the same device and inode are links
     * of one file, whose data comes with only one of them. tar: 1, 0, 0. */
    uint32_t nlink;
    uint64_t dev, ino;
    uint64_t rdev; /* of a device: major << 32 | minor */
};

/*
 * archive_detect - what format the @size bytes at @bytes begin in.
 *
 * Looks at no more than the first 512 bytes.
 */
enum archive_format archive_detect(const uint8_t *bytes, size_t size);

/* archive_format_name - "cpio (newc)", "gzip", ...; never NULL. */
const char *archive_format_name(enum archive_format format);

/* archive_error_text - "bad checksum", ...; never NULL. */
const char *archive_error_text(enum archive_error error);

/*
 * archive_name_ok - whether @name may be the name of an entry.
 *
 * It must not be empty, contain NUL or a component ".." (an archive has no
 * business outside its own tree), nor exceed ARCHIVE_NAME_MAX in a component
 * or ARCHIVE_PATH_MAX in all. Leading, doubled and trailing slashes and
 * components "." are fine.
 */
bool archive_name_ok(struct archive_text name);

/*
 * archive_target_ok - whether @target may be what a symbolic link contains.
 *
 * Anything of 1 to ARCHIVE_PATH_MAX bytes without NUL: ".." is fine here, as
 * following it never leaves the root.
 */
bool archive_target_ok(struct archive_text target);
