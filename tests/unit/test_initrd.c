/*
 * test_initrd.c - a directory packed by the tool, read by the runtime's parser.
 */
// cflags: -D_GNU_SOURCE
// links: tools/pith/cpio_write.c boot/cpio.c boot/archive.c

#include "tools/pith/cpio_write.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "boot/cpio.h"
#include "tests/check.h"

static char dir[64];

static char *path(const char *name)
{
    static char buffer[128];

    snprintf(buffer, sizeof(buffer), "%s/%s", dir, name);
    return buffer;
}

static void put(const char *name, const char *text, mode_t mode)
{
    FILE *out = fopen(path(name), "w");

    if (!CHECK(out))
        return;
    fputs(text, out);
    fclose(out);
    CHECK(chmod(path(name), mode) == 0);
}

static bool begin(void)
{
    strcpy(dir, "/tmp/pith-test-XXXXXX");
    unsetenv("SOURCE_DATE_EPOCH");
    return CHECK(mkdtemp(dir) != NULL);
}

static void end(void)
{
    char command[96];

    snprintf(command, sizeof(command), "rm -rf %s", dir);
    CHECK(system(command) == 0);
}

/* The archive of @root, from malloc(). */
static uint8_t *pack(const char *root, size_t *size)
{
    char *bytes = NULL, *bad = NULL;
    FILE *out = open_memstream(&bytes, size);

    CHECK(cpio_write(root, out, &bad) == 0 && !bad);
    CHECK(fclose(out) == 0);
    return (uint8_t *)bytes;
}

/* The next entry has this name, type and data (NULL: no data). */
static bool next_is(struct cpio *cpio, const char *name, enum archive_type type,
                    const char *data)
{
    struct archive_entry e;
    bool found;

    if (!CHECK(cpio_next(cpio, &e, &found) == ARCHIVE_OK) || !found)
        return false;
    if (type == ARCHIVE_SYMLINK &&
        (e.target.len != strlen(data) ||
         memcmp(e.target.start, data, e.target.len) != 0))
        return false;
    if (type == ARCHIVE_FILE &&
        (e.size != strlen(data) || memcmp(e.data, data, e.size) != 0))
        return false;
    return e.type == type && e.uid == 0 && e.gid == 0 &&
           e.name.len == strlen(name) &&
           memcmp(e.name.start, name, e.name.len) == 0;
}

static bool is_at_end(struct cpio *cpio)
{
    struct archive_entry e;
    bool found = true;

    return cpio_next(cpio, &e, &found) == ARCHIVE_OK && !found &&
           cpio->pos == cpio->size;
}

TEST(a_tree)
{
    struct cpio cpio;
    uint8_t *bytes;
    size_t size;

    if (!begin())
        return;
    CHECK(mkdir(path("sub"), 0750) == 0);
    CHECK(mkdir(path("empty"), 0700) == 0);
    put("sub/b.txt", "hello", 0644);
    put("sub/a", "", 0755);
    put("zero length", "123\n", 0600);
    CHECK(symlink("../gone", path("sub/link")) == 0);
    bytes = pack(dir, &size);
    cpio_open(&cpio, bytes, size);
    CHECK(next_is(&cpio, "empty", ARCHIVE_DIR, NULL));
    CHECK(next_is(&cpio, "sub", ARCHIVE_DIR, NULL));
    CHECK(next_is(&cpio, "sub/a", ARCHIVE_FILE, ""));
    CHECK(next_is(&cpio, "sub/b.txt", ARCHIVE_FILE, "hello"));
    CHECK(next_is(&cpio, "sub/link", ARCHIVE_SYMLINK, "../gone"));
    CHECK(next_is(&cpio, "zero length", ARCHIVE_FILE, "123\n"));
    CHECK(is_at_end(&cpio));
    free(bytes);
    end();
}

TEST(mode_and_time)
{
    struct timespec times[2] = {{1000000000, 5}, {1000000000, 5}};
    struct archive_entry e;
    struct cpio cpio;
    uint8_t *bytes;
    bool found;
    size_t size;

    if (!begin())
        return;
    put("x", "1", 0751);
    CHECK(utimensat(AT_FDCWD, path("x"), times, 0) == 0);
    bytes = pack(dir, &size);
    cpio_open(&cpio, bytes, size);
    CHECK(cpio_next(&cpio, &e, &found) == ARCHIVE_OK);
    CHECK(e.mode == 0751 && e.mtime == 1000000000 && e.nlink == 1);
    free(bytes);
    setenv("SOURCE_DATE_EPOCH", "900000000", 1);
    bytes = pack(dir, &size);
    cpio_open(&cpio, bytes, size);
    CHECK(cpio_next(&cpio, &e, &found) == ARCHIVE_OK);
    CHECK(e.mtime == 900000000);
    free(bytes);
    end();
}

TEST(slashes_behind_the_name_do_not_matter)
{
    size_t size, again_size;
    uint8_t *bytes, *again;

    if (!begin())
        return;
    put("x", "1", 0644);
    bytes = pack(dir, &size);
    strcat(dir, "//");
    again = pack(dir, &again_size);
    CHECK(size == again_size && memcmp(bytes, again, size) == 0);
    free(bytes);
    free(again);
    end();
}

TEST(an_empty_directory)
{
    struct cpio cpio;
    uint8_t *bytes;
    size_t size;

    if (!begin())
        return;
    bytes = pack(dir, &size);
    cpio_open(&cpio, bytes, size);
    CHECK(is_at_end(&cpio));
    free(bytes);
    end();
}

TEST(what_cannot_be_packed_is_named)
{
    char *bytes = NULL, *bad = NULL;
    size_t size;
    FILE *out = open_memstream(&bytes, &size);

    if (!begin())
        return;
    CHECK(mkfifo(path("fifo"), 0600) == 0);
    CHECK(cpio_write(dir, out, &bad) == -EMEDIUMTYPE);
    CHECK(bad && strcmp(bad, path("fifo")) == 0);
    free(bad);
    bad = NULL;
    CHECK(cpio_write(path("missing"), out, &bad) == -ENOENT);
    free(bad);
    fclose(out);
    free(bytes);
    end();
}
