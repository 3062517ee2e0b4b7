/*
 * cpio_write.c - a directory as a cpio archive, for -initrd.
 *
 * "newc": a header of 110 characters, the name with its NUL, the content, each
 * padded to 4 bytes; the entry TRAILER!!! ends it [cpio(5)].
 */
#include "tools/pith/cpio_write.h"

#include <errno.h>
#include <fts.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void pad(FILE *out, uint64_t written, unsigned to)
{
    for (; written % to; written++)
        fputc(0, out);
}

struct entry {
    const char *name;
    uint32_t number, mode, links, mtime, size;
};

static void put_header(FILE *out, const struct entry *e)
{
    size_t name_size = strlen(e->name) + 1;

    fprintf(out, "070701%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X",
            e->number, e->mode, 0, 0, e->links, e->mtime, e->size, 0, 0, 0, 0,
            (unsigned)name_size, 0);
    fwrite(e->name, 1, name_size, out);
    pad(out, 110 + name_size, 4);
}

static int put_file(FILE *out, const char *path, uint32_t size)
{
    FILE *in = fopen(path, "rbe");
    uint32_t left = size;
    char chunk[65536];
    size_t n;
    int error = 0;

    if (!in)
        return -errno;
    while ((n = fread(chunk, 1, sizeof(chunk), in)) > 0 && n <= left) {
        fwrite(chunk, 1, n, out);
        left -= n;
    }
    if (ferror(in))
        error = -errno;
    else if (n > 0 || left > 0)
        error = -EAGAIN;
    fclose(in);
    pad(out, size, 4);
    return error;
}

static int put_link(FILE *out, const char *path, uint32_t size)
{
    char target[4096]; /* PATH_MAX */
    ssize_t n = readlink(path, target, sizeof(target));

    if (n < 0)
        return -errno;
    if ((size_t)n != size)
        return -EAGAIN;
    fwrite(target, 1, n, out);
    pad(out, n, 4);
    return 0;
}

static uint32_t limit_time(int64_t time)
{
    const char *epoch = getenv("SOURCE_DATE_EPOCH");
    int64_t limit = epoch && *epoch ? strtoll(epoch, NULL, 10) : UINT32_MAX;

    if (time > limit)
        time = limit;
    return time < 0 ? 0 : time > UINT32_MAX ? UINT32_MAX : time;
}

static int put_entry(FILE *out, const FTSENT *node, const char *name,
                     uint32_t number)
{
    const struct stat *st = node->fts_statp;
    struct entry e = {
        .name = name,
        .number = number,
        .mode = st->st_mode,
        .links = S_ISDIR(st->st_mode) ? 2 : 1,
        .mtime = limit_time(st->st_mtime),
        .size = S_ISDIR(st->st_mode) ? 0 : st->st_size,
    };

    if (!S_ISDIR(st->st_mode) && !S_ISREG(st->st_mode) && !S_ISLNK(st->st_mode))
        return -EMEDIUMTYPE;
    if (e.size != (uint64_t)st->st_size && S_ISREG(st->st_mode))
        return -EFBIG;
    put_header(out, &e);
    if (S_ISREG(st->st_mode))
        return put_file(out, node->fts_accpath, e.size);
    if (S_ISLNK(st->st_mode))
        return put_link(out, node->fts_accpath, e.size);
    return 0;
}

static int by_name(const FTSENT **a, const FTSENT **b)
{
    return strcmp((*a)->fts_name, (*b)->fts_name);
}

/* One step of the walk; 0, or a negative errno value. */
static int put_node(FILE *out, const FTSENT *node, size_t name_offset,
                    uint32_t *number)
{
    switch (node->fts_info) {
    case FTS_DP:
        return 0;
    case FTS_DNR:
    case FTS_ERR:
    case FTS_NS:
        return -node->fts_errno;
    default:
        if (node->fts_level == FTS_ROOTLEVEL)
            return node->fts_info == FTS_D ? 0 : -ENOTDIR;
        return put_entry(out, node, node->fts_path + name_offset, ++*number);
    }
}

/* Write every node below @root, which has no slash at its end. */
static int put_tree(FILE *out, char *root, char **bad)
{
    char *roots[] = {root, NULL};
    size_t name_offset = strcmp(root, "/") == 0 ? 1 : strlen(root) + 1;
    FTS *walk =
        fts_open(roots, FTS_PHYSICAL | FTS_COMFOLLOW | FTS_NOCHDIR, by_name);
    uint32_t number = 0;
    FTSENT *node;
    int error = 0;

    if (!walk)
        return -errno;
    while (!error && (errno = 0, node = fts_read(walk))) {
        error = put_node(out, node, name_offset, &number);
        if (error && bad)
            *bad = strdup(node->fts_path);
    }
    if (!error)
        error = -errno;
    fts_close(walk);
    return error;
}

int cpio_write(const char *dir, FILE *out, char **bad)
{
    static const struct entry trailer = {.name = "TRAILER!!!", .links = 1};
    size_t length = strlen(dir);
    char *root;
    int error;

    while (length > 1 && dir[length - 1] == '/')
        length--;
    root = strndup(dir, length);
    if (!root)
        return -ENOMEM;
    error = put_tree(out, root, bad);
    put_header(out, &trailer);
    free(root);
    return error;
}
