/*
 * run_disk.c - the disks of a guest: `pith run -d`.
 */
#include "tools/pith/run_disk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <linux/fs.h>

#include "tools/pith/pith.h"
#include "tools/pith/run.h"

#define SECTOR 512

/* FILE ends at the first comma that an option follows: a name may have
 * commas too. */
static const char *end_of_file(const char *text)
{
    for (const char *p = strchr(text, ','); p; p = strchr(p + 1, ',')) {
        if (strncmp(p, ",ro", 3) == 0 && (p[3] == ',' || !p[3]))
            return p;
        if (strncmp(p, ",rw", 3) == 0 && (p[3] == ',' || !p[3]))
            return p;
        if (strncmp(p, ",label=", 7) == 0)
            return p;
    }
    return text + strlen(text);
}

static bool label_ok(const char *label, size_t len)
{
    if (len == 0 || len > RUN_LABEL_MAX)
        return false;
    for (size_t i = 0; i < len; i++) {
        if (label[i] <= ' ' || label[i] > '~' || label[i] == ':' ||
            label[i] == ';')
            return false;
    }
    return true;
}

static int read_options(const char *p, struct run_disk *o)
{
    while (*p == ',') {
        size_t len = strcspn(++p, ",");

        if (len == 2 && strncmp(p, "ro", 2) == 0) {
            o->read_only = true;
        } else if (len == 2 && strncmp(p, "rw", 2) == 0) {
            o->read_only = false;
        } else if (len > 6 && strncmp(p, "label=", 6) == 0 &&
                   label_ok(p + 6, len - 6)) {
            memcpy(o->label, p + 6, len - 6);
            o->label[len - 6] = '\0';
        } else {
            return fail(STATUS_TOOL,
                        "run: -d: %.*s is not ro, rw or label=NAME with 1 to "
                        "%d characters",
                        (int)len, p, RUN_LABEL_MAX);
        }
        p += len;
    }
    return 0;
}

static int check_size(int fd, const char *file)
{
    unsigned long long size;
    struct stat st;

    if (fstat(fd, &st))
        return fail(STATUS_TOOL, "%s: %s", file, strerror(errno));
    size = (unsigned long long)st.st_size;
    if (S_ISBLK(st.st_mode)) {
        if (ioctl(fd, BLKGETSIZE64, &size))
            return fail(STATUS_TOOL, "%s: %s", file, strerror(errno));
    } else if (!S_ISREG(st.st_mode)) {
        return fail(STATUS_TOOL, "%s: not a file or disk", file);
    }
    if (size == 0 || size % SECTOR)
        return fail(STATUS_TOOL,
                    "%s: %llu bytes are no disk: not a multiple of %d", file,
                    size, SECTOR);
    return 0;
}

/* A raw image, or QEMU's own format, which says so at its start. */
static int look_at(struct run_disk *o)
{
    char magic[4] = "";
    int fd = open(o->file, (o->read_only ? O_RDONLY : O_RDWR) | O_CLOEXEC);
    int status;

    if (fd < 0)
        return fail(STATUS_TOOL, "%s: %s%s", o->file, strerror(errno),
                    errno == EACCES || errno == EROFS ? "; ,ro would only read"
                                                      : "");
    o->format = "raw";
    if (pread(fd, magic, sizeof(magic), 0) == sizeof(magic) &&
        memcmp(magic, "QFI\xfb", sizeof(magic)) == 0)
        o->format = "qcow2";
    status = check_size(fd, o->file);
    close(fd);
    return status;
}

static void add_words(const struct run_disk *disk, unsigned number,
                      struct words *words)
{
    char *file = double_commas(disk->file), *label = double_commas(disk->label);

    words_add(words, "id=disk%u,if=none,format=%s,cache=writeback%s,file=%s",
              number, disk->format, disk->read_only ? ",readonly=on" : "",
              file);
    words_add(words, "drive=disk%u%s%s", number, *label ? ",serial=" : "",
              label);
    free(file);
    free(label);
}

int run_disk_add(const char *text, struct run_options *o)
{
    const char *end = end_of_file(text);
    struct run_disk *disk = &o->disk[o->nr_disks];
    int status;

    if (o->nr_disks == RUN_DISKS_MAX)
        return fail(STATUS_TOOL, "run: -d %s: more than %d disks", text,
                    RUN_DISKS_MAX);
    if (end == text || (size_t)(end - text) >= sizeof(disk->file))
        return fail(STATUS_TOOL, "run: -d %s: give a FILE", text);
    memcpy(disk->file, text, (size_t)(end - text));
    status = read_options(end, disk);
    if (!status)
        status = look_at(disk);
    if (status)
        return status;
    add_words(disk, o->nr_disks++, &o->disks);
    return 0;
}
