/*
 * test_cpio.c - archives in the newc format, right and wrong ones.
 */
// links: boot/cpio.c boot/archive.c tests/unit/archive_build.c

#include "boot/cpio.h"
#include "tests/check.h"
#include "tests/unit/archive_build.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static bool text_is(struct archive_text t, const char *s)
{
    return t.len == strlen(s) && memcmp(t.start, s, t.len) == 0;
}

/* Reads all entries; what ended it, and where. */
static enum archive_error read_all(const struct archive *a, unsigned *count,
                                   size_t *error)
{
    struct archive_entry e;
    struct cpio cpio;
    bool found = true;
    enum archive_error err = ARCHIVE_OK;

    cpio_open(&cpio, a->bytes, a->size);
    for (*count = 0; !err && found; *count += found && !err)
        err = cpio_next(&cpio, &e, &found);
    *error = cpio.error;
    return err;
}

/* One entry, perhaps spoilt: @at its offset, then the end mark. */
static enum archive_error one(const struct file_spec *file, size_t at,
                              const char *spoil, size_t *error)
{
    struct archive a = {0};
    enum archive_error err;
    unsigned count;

    cpio_add(&a, file);
    cpio_end(&a);
    if (spoil)
        memcpy(a.bytes + at, spoil, strlen(spoil));
    err = read_all(&a, &count, error);
    free(a.bytes);
    return err;
}

TEST(attributes)
{
    struct archive a = {0};
    struct archive_entry e;
    struct cpio cpio;
    bool found;

    cpio_add(&a, &(struct file_spec){.name = "bin/true",
                                     .mode = S_IFREG | 04755,
                                     .data = "12345",
                                     .uid = 1000,
                                     .gid = 0xffffffff,
                                     .mtime = 1700000000,
                                     .nlink = 2,
                                     .ino = 99});
    cpio_end(&a);
    cpio_open(&cpio, a.bytes, a.size);
    CHECK(cpio_next(&cpio, &e, &found) == ARCHIVE_OK && found);
    CHECK(e.type == ARCHIVE_FILE && text_is(e.name, "bin/true"));
    CHECK(e.mode == 04755 && e.uid == 1000 && e.gid == 0xffffffff);
    CHECK(e.mtime == 1700000000 && e.nlink == 2 && e.ino == 99);
    CHECK(e.dev == (UINT64_C(8) << 32 | 1));
    CHECK(e.size == 5 && memcmp(e.data, "12345", 5) == 0);
    CHECK(e.data > a.bytes && e.data < a.bytes + a.size);
    CHECK(cpio_next(&cpio, &e, &found) == ARCHIVE_OK && !found);
    CHECK(cpio.pos == a.size);
    free(a.bytes);
}

TEST(types)
{
    static const struct {
        uint32_t mode;
        enum archive_type type;
    } known[] = {
        {S_IFREG, ARCHIVE_FILE},         {S_IFDIR, ARCHIVE_DIR},
        {S_IFCHR, ARCHIVE_CHAR_DEVICE},  {S_IFIFO, ARCHIVE_FIFO},
        {S_IFBLK, ARCHIVE_BLOCK_DEVICE}, {S_IFSOCK, ARCHIVE_SOCKET},
    };
    size_t error;

    for (unsigned i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        struct archive a = {0};
        struct archive_entry e;
        struct cpio cpio;
        bool found;

        cpio_add(&a, &(struct file_spec){.name = "x",
                                         .mode = known[i].mode | 0600,
                                         .rdev_major = 4,
                                         .rdev_minor = 64});
        cpio_open(&cpio, a.bytes, a.size);
        CHECK(cpio_next(&cpio, &e, &found) == ARCHIVE_OK && found);
        CHECK(e.type == known[i].type && e.mode == 0600);
        CHECK(e.rdev == (UINT64_C(4) << 32 | 64));
        free(a.bytes);
    }
    CHECK(one(&(struct file_spec){.name = "x", .mode = 0170000}, 0, NULL,
              &error) == ARCHIVE_BAD_TYPE &&
          error == 14);
    CHECK(one(&(struct file_spec){.name = "x", .mode = 0644}, 0, NULL,
              &error) == ARCHIVE_BAD_TYPE);
    CHECK(one(&(struct file_spec){.name = "x", .mode = 0300644}, 0, NULL,
              &error) == ARCHIVE_BAD_TYPE);
}

TEST(symlinks)
{
    struct archive a = {0};
    struct archive_entry e;
    struct cpio cpio;
    bool found;
    size_t error;

    cpio_add(
        &a, &(struct file_spec){.name = "l", .mode = S_IFLNK, .data = "../up"});
    /* Linux's gen_init_cpio counts the NUL. */
    cpio_add(&a, &(struct file_spec){
                     .name = "m", .mode = S_IFLNK, .data = "up", .size = 3});
    cpio_open(&cpio, a.bytes, a.size);
    CHECK(cpio_next(&cpio, &e, &found) == ARCHIVE_OK && found);
    CHECK(e.type == ARCHIVE_SYMLINK && text_is(e.target, "../up"));
    CHECK(e.size == 0);
    CHECK(cpio_next(&cpio, &e, &found) == ARCHIVE_OK && found);
    CHECK(text_is(e.target, "up"));
    free(a.bytes);
    CHECK(one(&(struct file_spec){.name = "l", .mode = S_IFLNK}, 0, NULL,
              &error) == ARCHIVE_BAD_TARGET);
    CHECK(one(
              &(struct file_spec){
                  .name = "l", .mode = S_IFLNK, .data = "a\0b", .size = 3},
              0, NULL, &error) == ARCHIVE_BAD_TARGET);
}

TEST(names)
{
    static const char *const good[] = {
        ".", "/", "a", "/a", "./a/./b", "a//b/", "..a", "a..", "...",
    };
    static const char *const bad[] = {"..", "../a", "a/..", "a/../b", "/.."};
    size_t error;

    for (unsigned i = 0; i < sizeof(good) / sizeof(good[0]); i++)
        CHECK(one(&(struct file_spec){.name = good[i]}, 0, NULL, &error) ==
              ARCHIVE_OK);
    for (unsigned i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        CHECK(one(&(struct file_spec){.name = bad[i]}, 0, NULL, &error) ==
                  ARCHIVE_BAD_NAME &&
              error == 110);
    CHECK(one(&(struct file_spec){.name = ""}, 0, NULL, &error) ==
          ARCHIVE_BAD_NAME);
}

/* A name of @len letters. */
static enum archive_error named(size_t len, bool slashes)
{
    char *name = malloc(len + 1);
    enum archive_error err;
    size_t error;

    for (size_t i = 0; i < len; i++)
        name[i] = slashes && i % 100 == 99 ? '/' : 'a';
    name[len] = '\0';
    err = one(&(struct file_spec){.name = name}, 0, NULL, &error);
    free(name);
    return err;
}

TEST(name_lengths)
{
    CHECK(named(ARCHIVE_NAME_MAX, false) == ARCHIVE_OK);
    CHECK(named(ARCHIVE_NAME_MAX + 1, false) == ARCHIVE_BAD_NAME);
    CHECK(named(ARCHIVE_PATH_MAX, true) == ARCHIVE_OK);
    CHECK(named(ARCHIVE_PATH_MAX + 1, true) == ARCHIVE_BAD_NAME);
}

TEST(spoilt_fields)
{
    static const struct file_spec file = {.name = "file", .data = "data"};
    size_t error;

    CHECK(one(&file, 0, "070703", &error) == ARCHIVE_BAD_MAGIC);
    for (size_t field = 6; field < 110; field += 8) {
        for (size_t i = 0; i < 8; i++) {
            CHECK(one(&file, field + i, "g", &error) == ARCHIVE_BAD_NUMBER);
            CHECK(error == field);
            CHECK(one(&file, field + i, "-", &error) == ARCHIVE_BAD_NUMBER);
            CHECK(one(&file, field + i, " ", &error) == ARCHIVE_BAD_NUMBER);
        }
    }
    /* filesize and namesize, up to what wraps 32 bits */
    CHECK(one(&file, 54, "ffffffff", &error) == ARCHIVE_TRUNCATED);
    CHECK(one(&file, 54, "fffffffc", &error) == ARCHIVE_TRUNCATED);
    CHECK(one(&file, 94, "ffffffff", &error) == ARCHIVE_BAD_NAME);
    CHECK(one(&file, 94, "00000000", &error) == ARCHIVE_BAD_NAME);
    CHECK(one(&file, 94, "00000001", &error) == ARCHIVE_BAD_NAME);
    CHECK(one(&file, 94, "00000004", &error) == ARCHIVE_BAD_NAME);
    CHECK(one(&file, 94, "00000006", &error) == ARCHIVE_BAD_NAME);
}

TEST(checksums)
{
    static const struct file_spec file = {.name = "file", .data = "ab"};
    size_t error;

    CHECK(one(&file, 0, "070702", &error) == ARCHIVE_BAD_CHECKSUM);
    CHECK(error == 116);
    /* 'a' + 'b' == 0xc3; without a file there is nothing to sum */
    CHECK(one(&(struct file_spec){.name = "d", .mode = S_IFDIR}, 0, "070702",
              &error) == ARCHIVE_OK);
    {
        struct archive a = {0};
        unsigned count;

        cpio_add(&a, &file);
        cpio_end(&a);
        memcpy(a.bytes, "070702", 6);
        memcpy(a.bytes + 102, "000000C3", 8);
        CHECK(read_all(&a, &count, &error) == ARCHIVE_OK && count == 1);
        free(a.bytes);
    }
}

/* Cut anywhere, an archive is never taken for a whole one. */
TEST(truncated_anywhere)
{
    struct archive a = {0}, cut = {0};
    unsigned count;
    size_t error;

    cpio_add(&a, &(struct file_spec){.name = "d", .mode = S_IFDIR | 0755});
    cpio_add(&a, &(struct file_spec){.name = "d/f", .data = "contents"});
    cpio_end(&a);
    /* The padding behind the end mark may be missing. */
    CHECK(a.size % 4 == 0 && a.bytes[a.size - 1] == '\0');
    for (size_t size = 0; size < a.size - 3; size++) {
        enum archive_error err;

        cut.bytes = malloc(size);
        cut.size = size;
        if (size)
            memcpy(cut.bytes, a.bytes, size);
        err = read_all(&cut, &count, &error);
        CHECK(err == ARCHIVE_TRUNCATED || err == ARCHIVE_NO_END);
        CHECK(error <= size);
        free(cut.bytes);
    }
    CHECK(read_all(&a, &count, &error) == ARCHIVE_OK && count == 2);
    free(a.bytes);
}

TEST(detection)
{
    static const struct {
        const char *bytes;
        size_t len;
        enum archive_format format;
    } known[] = {
        {"070701", 6, ARCHIVE_CPIO_NEWC}, {"070702", 6, ARCHIVE_CPIO_NEWC},
        {"070707", 6, ARCHIVE_CPIO_OLD},  {"\xc7\x71", 2, ARCHIVE_CPIO_OLD},
        {"\x1f\x8b", 2, ARCHIVE_GZIP},    {"\3757zXZ\0", 6, ARCHIVE_XZ},
        {"\177ELF", 4, ARCHIVE_ELF},      {"\x28\xb5\x2f\xfd", 4, ARCHIVE_ZSTD},
        {"BZh91", 5, ARCHIVE_BZIP2},      {"07070", 5, ARCHIVE_UNKNOWN},
        {"\x1f", 1, ARCHIVE_UNKNOWN},     {"", 0, ARCHIVE_UNKNOWN},
        {"hello", 5, ARCHIVE_UNKNOWN},
    };

    for (unsigned i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        uint8_t *bytes = malloc(known[i].len);

        memcpy(bytes, known[i].bytes, known[i].len);
        CHECK(archive_detect(bytes, known[i].len) == known[i].format);
        free(bytes);
    }
}
