/*
 * test_ustar.c - tar archives of all dialects, right and wrong ones.
 */
// links: boot/ustar.c boot/pax.c boot/archive.c tests/unit/archive_build.c

#include "boot/ustar.h"
#include "tests/check.h"
#include "tests/unit/archive_build.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static struct ustar tar;
static struct archive_entry entry;

static bool text_is(struct archive_text t, const char *s)
{
    return t.len == strlen(s) && memcmp(t.start, s, t.len) == 0;
}

/* The first entry of @a, which is freed later by done(). */
static enum archive_error first(struct archive *a)
{
    bool found;
    enum archive_error err;

    ustar_open(&tar, a->bytes, a->size);
    err = ustar_next(&tar, &entry, &found);
    CHECK(found == (err == ARCHIVE_OK));
    return err;
}

static bool is_end(void)
{
    struct archive_entry e;
    bool found;

    return ustar_next(&tar, &e, &found) == ARCHIVE_OK && !found;
}

static void done(struct archive *a)
{
    free(a->bytes);
    *a = (struct archive){0};
}

TEST(attributes)
{
    struct archive a = {0};

    tar_add(&a, &(struct file_spec){.name = "bin/true",
                                    .mode = S_IFREG | 04755,
                                    .data = "12345",
                                    .uid = 1000,
                                    .gid = 100,
                                    .mtime = 1700000000});
    tar_end(&a);
    CHECK(archive_detect(a.bytes, a.size) == ARCHIVE_USTAR);
    CHECK(first(&a) == ARCHIVE_OK);
    CHECK(entry.type == ARCHIVE_FILE && text_is(entry.name, "bin/true"));
    CHECK(entry.mode == 04755 && entry.uid == 1000 && entry.gid == 100);
    CHECK(entry.mtime == 1700000000 && entry.nlink == 1);
    CHECK(entry.size == 5 && entry.data == a.bytes + 512);
    CHECK(is_end());
    done(&a);
}

TEST(types)
{
    static const struct {
        char flag;
        enum archive_type type;
    } known[] = {
        {'0', ARCHIVE_FILE},        {'7', ARCHIVE_FILE},
        {'1', ARCHIVE_HARDLINK},    {'2', ARCHIVE_SYMLINK},
        {'3', ARCHIVE_CHAR_DEVICE}, {'4', ARCHIVE_BLOCK_DEVICE},
        {'5', ARCHIVE_DIR},         {'6', ARCHIVE_FIFO},
    };
    struct archive a = {0};

    for (unsigned i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        tar_add(&a, &(struct file_spec){.name = "x",
                                        .flag = known[i].flag,
                                        .target = "y",
                                        .rdev_major = 8,
                                        .rdev_minor = 3});
        tar_end(&a);
        CHECK(first(&a) == ARCHIVE_OK && entry.type == known[i].type);
        if (known[i].flag == '1' || known[i].flag == '2')
            CHECK(text_is(entry.target, "y"));
        if (known[i].flag == '3' || known[i].flag == '4')
            CHECK(entry.rdev == (UINT64_C(8) << 32 | 3));
        CHECK(is_end());
        done(&a);
    }
}

TEST(types_refused)
{
    static const char sparse[] = "SMND", unknown[] = "89a\xff";
    struct archive a = {0};

    for (int i = 0; i < 4; i++) {
        tar_add(&a, &(struct file_spec){.name = "x", .flag = sparse[i]});
        CHECK(first(&a) == ARCHIVE_UNSUPPORTED && tar.error == 156);
        done(&a);
        tar_add(&a, &(struct file_spec){.name = "x", .flag = unknown[i]});
        CHECK(first(&a) == ARCHIVE_BAD_TYPE && tar.error == 156);
        done(&a);
    }
}

/* Of the kinds that have no data, a size is not followed [POSIX pax]. */
TEST(size_of_a_link_is_no_data)
{
    struct archive a = {0};
    size_t at = tar_add(
        &a, &(struct file_spec){.name = "x", .flag = '1', .target = "y"});

    memcpy(a.bytes + at + 124, "00000001000", 11);
    tar_seal(&a, at);
    tar_end(&a);
    CHECK(first(&a) == ARCHIVE_OK && is_end());
    done(&a);
}

TEST(old_directories_end_in_a_slash)
{
    struct archive a = {0};
    size_t at = tar_add(&a, &(struct file_spec){.name = "dir/"});

    a.bytes[at + 156] = '\0';
    tar_seal(&a, at);
    CHECK(first(&a) == ARCHIVE_OK && entry.type == ARCHIVE_DIR);
    done(&a);
}

TEST(full_fields_need_no_nul)
{
    char name[101], joined[257];
    struct archive a = {0};
    size_t at;

    memset(name, 'n', 100);
    name[100] = '\0';
    at = tar_add(
        &a, &(struct file_spec){.name = name, .flag = '2', .target = name});
    CHECK(first(&a) == ARCHIVE_OK);
    CHECK(text_is(entry.name, name) && text_is(entry.target, name));

    memset(a.bytes + at + 345, 'p', 155);
    tar_seal(&a, at);
    CHECK(first(&a) == ARCHIVE_OK && entry.name.len == 256);
    memset(joined, 'p', 155);
    joined[155] = '/';
    memcpy(joined + 156, name, 101);
    CHECK(text_is(entry.name, joined));
    done(&a);
}

/* GNU's own format has other things where POSIX has the prefix. */
TEST(gnu_has_no_prefix)
{
    struct archive a = {0};
    size_t at = tar_add(&a, &(struct file_spec){.name = "n"});

    memcpy(a.bytes + at + 257, "ustar  ", 8);
    memcpy(a.bytes + at + 345, "14000000000", 11);
    tar_seal(&a, at);
    CHECK(first(&a) == ARCHIVE_OK && text_is(entry.name, "n"));
    done(&a);
}

TEST(gnu_long_names)
{
    char name[600], target[500];
    struct archive a = {0};

    memset(name, 'x', sizeof(name));
    for (size_t i = 50; i < sizeof(name); i += 50)
        name[i] = '/';
    name[sizeof(name) - 1] = '\0';
    memset(target, 'y', sizeof(target));
    target[sizeof(target) - 1] = '\0';
    tar_add(&a, &(struct file_spec){.name = "././@LongLink",
                                    .flag = 'K',
                                    .data = target,
                                    .size = sizeof(target)});
    tar_add(&a, &(struct file_spec){.name = "././@LongLink",
                                    .flag = 'L',
                                    .data = name,
                                    .size = sizeof(name)});
    tar_add(&a, &(struct file_spec){.name = "cut", .flag = '2', .target = "c"});
    tar_add(&a, &(struct file_spec){.name = "next"});
    CHECK(first(&a) == ARCHIVE_OK);
    CHECK(text_is(entry.name, name) && text_is(entry.target, target));
    {
        bool found;

        CHECK(ustar_next(&tar, &entry, &found) == ARCHIVE_OK && found);
        CHECK(text_is(entry.name, "next"));
    }
    done(&a);
}

TEST(a_long_name_is_checked_too)
{
    struct archive a = {0};

    tar_add(&a,
            &(struct file_spec){
                .name = "x", .flag = 'L', .data = "a/../../etc", .size = 12});
    tar_add(&a, &(struct file_spec){.name = "x"});
    CHECK(first(&a) == ARCHIVE_BAD_NAME);
    done(&a);
}

static void add_pax(struct archive *a, const char *records, size_t size)
{
    tar_add(a, &(struct file_spec){.name = "PaxHeaders/x",
                                   .flag = 'x',
                                   .data = records,
                                   .size = size});
}

TEST(pax_records)
{
    static const char records[] = "18 path=long/name\n"
                                  "16 linkpath=p/q\n"
                                  "30 mtime=1700000001.987654321\n"
                                  "18 uid=4000000000\n"
                                  "9 gid=33\n"
                                  "20 comment=whatever\n"
                                  "25 SCHILY.xattr.user.x=a\n";
    struct archive a = {0};

    add_pax(&a, records, sizeof(records) - 1);
    tar_add(&a, &(struct file_spec){.name = "n", .flag = '2', .target = "t"});
    CHECK(first(&a) == ARCHIVE_OK);
    CHECK(text_is(entry.name, "long/name") && text_is(entry.target, "p/q"));
    CHECK(entry.mtime == 1700000001 && entry.uid == 4000000000u);
    CHECK(entry.gid == 33);
    done(&a);
}

TEST(pax_size_replaces_the_header)
{
    struct archive a = {0};
    size_t at;

    add_pax(&a, "10 size=5\n", 10);
    at = tar_add(&a, &(struct file_spec){.name = "n", .data = "12345"});
    memcpy(a.bytes + at + 124, "00000000000", 11);
    tar_seal(&a, at);
    tar_end(&a);
    CHECK(first(&a) == ARCHIVE_OK && entry.size == 5 && is_end());
    done(&a);
}

TEST(pax_negative_time_and_empty_value)
{
    struct archive a = {0};

    add_pax(&a, "12 mtime=-3\n8 path=\n", 20);
    tar_add(&a, &(struct file_spec){.name = "n"});
    CHECK(first(&a) == ARCHIVE_OK && entry.mtime == -3);
    CHECK(text_is(entry.name, "n"));
    done(&a);
}

TEST(pax_records_spoilt)
{
    static const char *const bad[] = {
        "x",
        "\n",
        " ",
        "5",
        "0 a=b\n",
        "3 a\n",
        "6 a=b",
        "7 a=b\n",
        "5 a=b\n",
        "6 =bb\n",
        "6 abc\n",
        "6_a=b\n",
        "99999999999999999999 a=b\n",
        "18446744073709551622 a=b\n",
        "11 size=-1\n",
        "12 size=1x1\n",
        "29 size=99999999999999999999\n",
        "28 size=9223372036854775808\n",
        "18 uid=4294967296\n",
        "12 mtime=x1\n",
        "14 mtime=1.x2\n",
        "11 mtime=-\n",
    };
    struct archive a = {0};

    for (unsigned i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        add_pax(&a, bad[i], strlen(bad[i]));
        tar_add(&a, &(struct file_spec){.name = "n"});
        if (!CHECK(first(&a) == ARCHIVE_BAD_RECORD && tar.error == 512))
            printf("  with \"%s\"\n", bad[i]);
        done(&a);
    }
    add_pax(&a, "22 GNU.sparse.major=1\n", 22);
    tar_add(&a, &(struct file_spec){.name = "n"});
    CHECK(first(&a) == ARCHIVE_UNSUPPORTED);
    done(&a);
}

/* A global header describes the archive, and a label the volume. */
TEST(headers_that_are_skipped)
{
    struct archive a = {0};

    tar_add(&a, &(struct file_spec){.name = "pax_global_header",
                                    .flag = 'g',
                                    .data = "52 comment=0123\n"});
    tar_add(&a, &(struct file_spec){.name = "label", .flag = 'V'});
    tar_add(&a, &(struct file_spec){.name = "n"});
    CHECK(first(&a) == ARCHIVE_OK && text_is(entry.name, "n"));
    done(&a);
}

static enum archive_error with_field(size_t offset, const char *text,
                                     size_t len)
{
    struct archive a = {0};
    size_t at = tar_add(&a, &(struct file_spec){.name = "n", .data = "data"});
    enum archive_error err;

    memcpy(a.bytes + at + offset, text, len);
    tar_seal(&a, at);
    tar_end(&a);
    err = first(&a);
    done(&a);
    return err;
}

TEST(numbers)
{
    CHECK(with_field(108, "\0\0\0\0\0\0\0", 8) == ARCHIVE_OK);
    CHECK(entry.uid == 0);
    CHECK(with_field(108, "   12 \0", 8) == ARCHIVE_OK && entry.uid == 10);
    CHECK(with_field(108, "77777777", 8) == ARCHIVE_OK);
    CHECK(entry.uid == 077777777);
    CHECK(with_field(108, "12x", 3) == ARCHIVE_BAD_NUMBER);
    CHECK(with_field(108, "8", 1) == ARCHIVE_BAD_NUMBER);
    CHECK(with_field(100, "-1", 2) == ARCHIVE_BAD_NUMBER);
    CHECK(with_field(124, "1 1", 3) == ARCHIVE_BAD_NUMBER);
    CHECK(with_field(136, "x", 1) == ARCHIVE_BAD_NUMBER);
}

TEST(binary_numbers)
{
    CHECK(with_field(124, "\x80\0\0\0\0\0\0\0\0\0\0\4", 12) == ARCHIVE_OK);
    CHECK(entry.size == 4);
    CHECK(with_field(136, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xfe",
                     12) == ARCHIVE_OK);
    CHECK(entry.mtime == -2);
    CHECK(with_field(124, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xfe",
                     12) == ARCHIVE_BAD_NUMBER);
    CHECK(with_field(124, "\x80\0\0\0\x7f\xff\xff\xff\xff\xff\xff\xff", 12) ==
          ARCHIVE_TRUNCATED);
    CHECK(with_field(124, "\x80\0\0\0\x80\0\0\0\0\0\0\0", 12) ==
          ARCHIVE_BAD_NUMBER);
    CHECK(with_field(124, "\x80\0\0\1\0\0\0\0\0\0\0\0", 12) ==
          ARCHIVE_BAD_NUMBER);
}

TEST(size_beyond_the_end)
{
    CHECK(with_field(124, "77777777777", 11) == ARCHIVE_TRUNCATED);
    CHECK(with_field(124, "777777777777", 12) == ARCHIVE_TRUNCATED);
    CHECK(tar.error == 124);
}

/* Any byte of the header changed: the checksum, or what it protects. */
TEST(every_byte_of_the_header_is_checked)
{
    struct archive a = {0};

    tar_add(&a, &(struct file_spec){.name = "n", .data = "data"});
    tar_end(&a);
    for (size_t i = 0; i < 512; i++) {
        enum archive_error err;

        a.bytes[i] ^= 0x40;
        err = first(&a);
        CHECK(err ==
              (i >= 257 && i < 265 ? ARCHIVE_BAD_MAGIC : ARCHIVE_BAD_CHECKSUM));
        a.bytes[i] ^= 0x40;
    }
    CHECK(first(&a) == ARCHIVE_OK);
    done(&a);
}

TEST(names_that_leave_the_tree)
{
    static const char *const bad[] = {"..", "../x", "a/../x", "/..", ""};
    struct archive a = {0};

    for (unsigned i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        tar_add(&a, &(struct file_spec){.name = bad[i]});
        CHECK(first(&a) == ARCHIVE_BAD_NAME && tar.error == 0);
        done(&a);
    }
    tar_add(&a, &(struct file_spec){
                    .name = "x", .flag = '1', .target = "../etc/passwd"});
    CHECK(first(&a) == ARCHIVE_BAD_TARGET && tar.error == 157);
    done(&a);
    tar_add(&a, &(struct file_spec){.name = "x", .flag = '2'});
    CHECK(first(&a) == ARCHIVE_BAD_TARGET);
    done(&a);
}

TEST(truncated_anywhere)
{
    struct archive a = {0};

    add_pax(&a, "18 path=long/name\n", 18);
    tar_add(&a, &(struct file_spec){.name = "n", .data = "data"});
    for (size_t size = 0; size <= a.size; size++) {
        uint8_t *bytes = malloc(size);
        bool found = true;
        enum archive_error err = ARCHIVE_OK;

        if (size)
            memcpy(bytes, a.bytes, size);
        ustar_open(&tar, bytes, size);
        while (!err && found)
            err = ustar_next(&tar, &entry, &found);
        CHECK(err == ARCHIVE_TRUNCATED || err == ARCHIVE_NO_END);
        CHECK(tar.error <= size);
        free(bytes);
    }
    done(&a);
}
