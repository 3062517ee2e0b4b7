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

#define SECTOR    512
#define LABEL_MAX 20 /* [VIRTIO "Block Device", GET_ID] */

struct disk_option {
    char file[4096];
    char label[LABEL_MAX + 1];
    bool read_only;
    const char *format;
};

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
    if (len == 0 || len > LABEL_MAX)
        return false;
    for (size_t i = 0; i < len; i++) {
        if (label[i] <= ' ' || label[i] > '~' || label[i] == ':' ||
            label[i] == ';')
            return false;
    }
    return true;
}

static int read_options(const char *p, struct disk_option *o)
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
                        (int)len, p, LABEL_MAX);
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
static int look_at(struct disk_option *o)
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

int run_disk_add(const char *text, struct words *disks)
{
    const char *end = end_of_file(text);
    char *file, *label;
    unsigned number = (unsigned)disks->count / 2;
    struct disk_option o = {0};
    int status;

    if (end == text || (size_t)(end - text) >= sizeof(o.file))
        return fail(STATUS_TOOL, "run: -d %s: give a FILE", text);
    memcpy(o.file, text, (size_t)(end - text));
    status = read_options(end, &o);
    if (!status)
        status = look_at(&o);
    if (status)
        return status;
    file = double_commas(o.file);
    label = double_commas(o.label);
    words_add(disks, "id=disk%u,if=none,format=%s,cache=writeback%s,file=%s",
              number, o.format, o.read_only ? ",readonly=on" : "", file);
    words_add(disks, "drive=disk%u%s%s", number, *label ? ",serial=" : "",
              label);
    free(file);
    free(label);
    return 0;
}
