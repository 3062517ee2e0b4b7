/*
 * test_archive_tree.c - initial archives as trees of files.
 */
// links: fs/walk.c fs/vfs.c fs/tmpfs.c fs/tmpfs_dir.c fs/tmpfs_file.c
// links: fs/blocks.c fs/stamp.c fs/entry.c fs/initrd.c fs/gunzip.c
// links: boot/archive.c boot/cpio.c boot/ustar.c boot/pax.c
// links: tests/unit/archive_build.c tests/unit/tree.c
// cflags: -Dmalloc=limited_malloc -Dcalloc=limited_calloc
// cflags: -Drealloc=limited_realloc
// ldlibs: -lz

#include "fs/initrd.h"
#include "fs/vfs.h"
#include "tests/check.h"
#include "tests/unit/archive_build.h"
#include "tests/unit/tree.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <zlib.h>

/* What was unpacked stays for good: a program has one initial archive. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "detect_leaks=0";
}

static struct initrd_error error;
static struct archive archive;
static struct archive kept[64]; /* what the tree may refer to */
static unsigned nr_kept;

/* Loads what was built; the bytes stay until the next test begins. */
static int load(void)
{
    int err = initrd_load(tree_root, archive.bytes, archive.size, &error);

    CHECK((err == 0) == (error.what[0] == '\0'));
    CHECK(nr_kept < 64);
    kept[nr_kept++] = archive;
    archive = (struct archive){0};
    return err;
}

static void begin(void)
{
    tree_new();
    while (nr_kept)
        free(kept[--nr_kept].bytes);
}

static bool says(const char *what)
{
    bool same = strcmp(error.what, what) == 0;

    if (!same)
        printf("  it says: %s%s%s\n", error.name, *error.name ? ": " : "",
               error.what);
    return same;
}

static struct vattr attr_of(const char *path)
{
    struct vattr attr = {0};
    struct vnode *vn;

    if (CHECK(vfs_lookup(tree_root, path, false, &vn) == 0)) {
        vn->ops->getattr(vn, true, &attr);
        vnode_put(vn);
    }
    return attr;
}

static void cpio(const char *name, uint32_t mode, const char *data)
{
    cpio_add(&archive,
             &(struct file_spec){
                 .name = name, .mode = mode, .data = data, .mtime = 1000});
}

TEST(a_cpio_archive)
{
    begin();
    cpio(".", S_IFDIR | 0711, NULL);
    cpio("dir", S_IFDIR | 0750, NULL);
    cpio("dir/file", S_IFREG | 0640, "text");
    cpio("dir/empty", S_IFREG | 0640, NULL);
    cpio("link", S_IFLNK | 0777, "dir/file");
    cpio("null", S_IFCHR | 0666, NULL);
    cpio_end(&archive);
    archive_pad(&archive, 512);
    CHECK(load() == 0);
    CHECK(tree_reads("/link", "text") && tree_reads("/dir/empty", ""));
    CHECK(attr_of("/").mode == (S_IFDIR | 0711));
    CHECK(attr_of("/dir").mode == (S_IFDIR | 0750));
    CHECK(attr_of("/dir/file").mode == (S_IFREG | 0640));
    CHECK(attr_of("/null").mode == (S_IFCHR | 0666));
    /* Of directories too, though they were filled later. */
    CHECK(attr_of("/dir").mtime == INT64_C(1000000000000));
    CHECK(attr_of("/dir/file").mtime == INT64_C(1000000000000));
}

TEST(data_is_used_in_place_and_never_written)
{
    struct vnode *vn;
    uint8_t *copy;

    begin();
    cpio("file", S_IFREG | 0644, "unwritten");
    cpio_end(&archive);
    copy = malloc(archive.size);
    memcpy(copy, archive.bytes, archive.size);
    CHECK(load() == 0);
    CHECK(vfs_open(tree_root, "file", VFS_OPEN_WRITE, 0, &vn) == 0);
    CHECK(vn->ops->write(vn, "UN", 2, 0) == 2);
    vnode_put(vn);
    CHECK(tree_reads("file", "UNwritten"));
    CHECK(memcmp(copy, kept[0].bytes, kept[0].size) == 0);
    CHECK(vfs_unlink(tree_root, "file") == 0);
    free(copy);
}

TEST(directories_that_are_not_named)
{
    begin();
    cpio("/a/b//c/file", S_IFREG | 0644, "deep");
    cpio("a", S_IFDIR | 0700, NULL);
    cpio_end(&archive);
    CHECK(load() == 0);
    CHECK(tree_reads("a/b/c/file", "deep"));
    CHECK(attr_of("a").mode == (S_IFDIR | 0700));
    CHECK(attr_of("a/b").mode == (S_IFDIR | 0755));
}

TEST(later_entries_replace_earlier_ones)
{
    begin();
    cpio("file", S_IFREG | 0644, "first");
    cpio("file", S_IFREG | 0600, "second");
    cpio("x", S_IFLNK | 0777, "nowhere");
    cpio("x", S_IFREG | 0644, "file now");
    cpio("file", S_IFLNK | 0777, "x");
    cpio("d", S_IFLNK | 0777, "nowhere");
    cpio("d", S_IFDIR | 0755, NULL);
    cpio_end(&archive);
    CHECK(load() == 0);
    CHECK(tree_reads("file", "file now"));
    CHECK(S_ISDIR(attr_of("d").mode));
}

TEST(entries_through_links)
{
    begin();
    cpio("usr/lib", S_IFDIR | 0755, NULL);
    cpio("lib", S_IFLNK | 0777, "usr/lib");
    cpio("lib/file", S_IFREG | 0644, "text");
    cpio("lib", S_IFDIR | 0711, NULL);
    cpio("up", S_IFLNK | 0777, "../../..");
    cpio("up/top", S_IFREG | 0644, "inside");
    cpio_end(&archive);
    CHECK(load() == 0);
    CHECK(tree_reads("usr/lib/file", "text") && tree_reads("/top", "inside"));
    CHECK(S_ISLNK(attr_of("lib").mode));
    CHECK(attr_of("usr/lib").mode == (S_IFDIR | 0711));
}

/* cpio gives the data of a file with several names once, often at last. */
TEST(hard_links_of_cpio)
{
    begin();
    for (int i = 0; i < 3; i++) {
        static const char *const names[] = {"a", "b", "d/c"};

        cpio_add(&archive, &(struct file_spec){.name = names[i],
                                               .nlink = 3,
                                               .ino = 42,
                                               .data = i == 2 ? "data" : NULL});
    }
    cpio_add(&archive,
             &(struct file_spec){.name = "other", .nlink = 3, .ino = 43});
    cpio_end(&archive);
    CHECK(load() == 0);
    CHECK(tree_reads("a", "data") && tree_reads("d/c", "data"));
    CHECK(attr_of("a").ino == attr_of("b").ino && attr_of("b").nlink == 3);
    CHECK(attr_of("other").nlink == 1 && tree_reads("other", ""));
}

TEST(hard_links_of_tar)
{
    begin();
    tar_add(&archive, &(struct file_spec){.name = "a", .data = "data"});
    tar_add(&archive,
            &(struct file_spec){.name = "d/b", .flag = '1', .target = "a"});
    tar_add(&archive,
            &(struct file_spec){.name = "a", .flag = '1', .target = "./a"});
    tar_end(&archive);
    CHECK(load() == 0);
    CHECK(tree_reads("d/b", "data") && attr_of("a").nlink == 2);

    begin();
    tar_add(&archive,
            &(struct file_spec){.name = "b", .flag = '1', .target = "none"});
    tar_end(&archive);
    CHECK(load() == -EINVAL && says("link to an entry that is not there"));
    CHECK(strcmp(error.name, "b") == 0 && error.offset == 0);
}

TEST(archives_one_behind_the_other)
{
    begin();
    cpio("a", S_IFREG | 0644, "1");
    cpio_end(&archive);
    archive_pad(&archive, 512);
    cpio("b", S_IFREG | 0644, "2");
    cpio_end(&archive);
    tar_add(&archive, &(struct file_spec){.name = "c", .data = "3"});
    tar_end(&archive);
    CHECK(load() == 0);
    CHECK(tree_reads("a", "1") && tree_reads("b", "2") && tree_reads("c", "3"));
}

TEST(an_archive_that_contradicts_itself)
{
    begin();
    cpio("x", S_IFREG | 0644, NULL);
    cpio("x/y", S_IFREG | 0644, NULL);
    cpio_end(&archive);
    CHECK(load() == -EINVAL && says("file and directory of one name"));
    CHECK(strcmp(error.name, "x/y") == 0 && error.offset == 112);

    begin();
    cpio("x/y", S_IFREG | 0644, NULL);
    cpio("x", S_IFREG | 0644, NULL);
    cpio_end(&archive);
    CHECK(load() == -EINVAL && says("file and directory of one name"));

    begin();
    cpio("a", S_IFLNK | 0777, "b");
    cpio("b", S_IFLNK | 0777, "a");
    cpio("a/x", S_IFREG | 0644, NULL);
    cpio_end(&archive);
    CHECK(load() == -EINVAL && says("symbolic links in a circle"));
}

TEST(faults_are_named_with_their_place)
{
    begin();
    cpio("a", S_IFREG | 0644, "1");
    cpio("b", S_IFREG | 0644, "2");
    cpio_end(&archive);
    archive.bytes[116 + 30] = 'x';
    CHECK(load() == -EINVAL && says("bad number"));
    CHECK(error.offset == 116 + 30 && !error.unpacked);

    begin();
    cpio("a", S_IFREG | 0644, "1");
    CHECK(load() == -EINVAL && says("no end mark") && error.offset == 116);

    begin();
    cpio("a", S_IFREG | 0644, "1");
    cpio_end(&archive);
    archive_add(&archive, "\0\0\0\0rest", 8);
    CHECK(load() == -EINVAL && says("neither cpio nor tar, plain or gzip"));
}

static int load_bytes(const char *bytes, size_t size)
{
    begin();
    archive_add(&archive, bytes, size);
    return load();
}

TEST(other_formats)
{
    CHECK(load_bytes("070707000", 9) == -EINVAL);
    CHECK(says("cpio of an old format (make it with -H newc)"));
    CHECK(load_bytes("\3757zXZ\0\0\0", 8) == -EINVAL);
    CHECK(says("a compression other than gzip"));
    CHECK(load_bytes("\177ELF\2\1\1", 7) == -EINVAL);
    CHECK(says("an ELF file, not an archive"));
    CHECK(load_bytes("print('hello')", 14) == -EINVAL);
    CHECK(says("neither cpio nor tar, plain or gzip"));
    CHECK(load_bytes("\0\0\0\0", 4) == -EINVAL);
    CHECK(load_bytes("", 0) == -EINVAL);
}

/* Packs what was built into one member, appended to @out. */
static void pack(struct archive *out)
{
    size_t room = archive.size + 1024;
    uint8_t *packed = malloc(room);
    z_stream z = {0};

    deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
    z.next_in = archive.bytes;
    z.avail_in = (unsigned)archive.size;
    z.next_out = packed;
    z.avail_out = (unsigned)room;
    CHECK(deflate(&z, Z_FINISH) == Z_STREAM_END);
    archive_add(out, packed, room - z.avail_out);
    deflateEnd(&z);
    free(packed);
    free(archive.bytes);
    archive = (struct archive){0};
}

static void build_compressible(size_t size)
{
    char *data = malloc(size + 1);

    for (size_t i = 0; i < size; i++)
        data[i] = (char)('a' + i * i % 23);
    data[size] = '\0';
    cpio("big", S_IFREG | 0644, data);
    cpio("small", S_IFREG | 0644, "small");
    cpio_end(&archive);
    free(data);
}

TEST(gzip)
{
    struct archive packed = {0};

    begin();
    build_compressible(100000);
    pack(&packed);
    archive = packed;
    CHECK(load() == 0);
    CHECK(attr_of("big").size == 100000 && tree_reads("small", "small"));
}

TEST(gzip_in_several_members_and_pieces)
{
    struct archive packed = {0}, second;
    size_t half;

    /* One archive cut into two members. */
    begin();
    build_compressible(50000);
    half = archive.size / 2;
    second = (struct archive){0};
    archive_add(&second, archive.bytes + half, archive.size - half);
    archive.size = half;
    pack(&packed);
    archive = second;
    pack(&packed);
    archive = packed;
    CHECK(load() == 0);
    CHECK(attr_of("big").size == 50000 && tree_reads("small", "small"));

    /* A plain archive, then a packed one. */
    begin();
    packed = (struct archive){0};
    cpio("plain", S_IFREG | 0644, "plain");
    cpio_end(&archive);
    archive_pad(&archive, 512);
    second = archive;
    archive = (struct archive){0};
    tar_add(&archive, &(struct file_spec){.name = "packed", .data = "p"});
    tar_end(&archive);
    pack(&second);
    archive = second;
    CHECK(load() == 0);
    CHECK(tree_reads("plain", "plain") && tree_reads("packed", "p"));
}

/* A changed bit that changes nothing (padding, the time) may pass. */
TEST(gzip_spoilt)
{
    struct archive packed = {0};

    build_compressible(20000);
    pack(&packed);
    for (size_t i = 0; i < packed.size; i++) {
        static const char other[] = "neither cpio nor tar, plain or gzip";
        static const char corrupt[] = "corrupt gzip data";
        int err;

        begin();
        archive_add(&archive, packed.bytes, packed.size);
        archive.bytes[i] ^= 0x80;
        err = load();
        if (err)
            CHECK(strcmp(error.what, i < 2 ? other : corrupt) == 0);
        else
            CHECK(tree_reads("small", "small") && attr_of("big").size == 20000);
    }
    for (size_t size = 1; size < packed.size; size += 13) {
        begin();
        archive_add(&archive, packed.bytes, size);
        CHECK(load() == -EINVAL);
    }
    free(packed.bytes);
}

TEST(faults_inside_gzip)
{
    struct archive packed = {0};

    begin();
    cpio("a", S_IFREG | 0644, "1");
    pack(&packed);
    archive = packed;
    CHECK(load() == -EINVAL && says("no end mark"));
    CHECK(error.unpacked && error.offset == 116);
}

TEST(memory_runs_out)
{
    struct archive packed = {0};
    int err = -1;

    cpio("d/a", S_IFREG | 0644, "1");
    cpio("d/l", S_IFLNK | 0777, "a");
    cpio_add(&archive, &(struct file_spec){.name = "h", .nlink = 2});
    cpio_end(&archive);
    pack(&packed);
    for (long n = 1; err && n < 200; n++) {
        begin();
        archive = (struct archive){0};
        archive_add(&archive, packed.bytes, packed.size);
        tree_allocations_left = n;
        err = load();
        tree_allocations_left = -1;
        CHECK(err == 0 || strncmp(error.what, "no memory ", 10) == 0);
    }
    CHECK(err == 0 && tree_reads("d/l", "1"));
    free(packed.bytes);
}

/* Files of an archive have all their times from it. */
TEST(looking_at_files_asks_no_clock)
{
    begin();
    cpio("file", S_IFREG | 0644, "text");
    cpio_end(&archive);
    CHECK(load() == 0);
    tree_time_asked = 0;
    CHECK(attr_of("file").ctime == attr_of("file").mtime);
    CHECK(tree_time_asked == 0);
}
