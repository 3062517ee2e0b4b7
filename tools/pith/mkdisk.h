/*
 * mkdisk.h - the parts of `pith mkdisk`.
 */
#pragma once

#include <stdint.h>

#include "fs/disk.h"
#include "fs/ext4/mount.h"

/* A file as a disk. */
struct mkdisk_file {
    struct disk disk;
    int fd;
};

/* mkdisk_open - make @file from the open, sparse file @fd of @size bytes. */
void mkdisk_open(struct mkdisk_file *file, int fd, uint64_t size);

/* mkdisk_time - now in seconds, or SOURCE_DATE_EPOCH. */
int64_t mkdisk_time(void);

struct mkdisk_need {
    uint64_t bytes, files;
};

/*
 * mkdisk_measure - what lies below @dir.
 *
 * @file  is not counted, if it lies there: the disk image that was there before
 * @bad  on failure the path that was the cause, from malloc()
 *
 * Returns 0 or a negative errno value; -EMEDIUMTYPE: neither file, directory
 * nor link.
 */
int mkdisk_measure(const char *dir, const char *file, struct mkdisk_need *need,
                   char **bad);

/*
 * mkdisk_copy - copy what lies below @dir to @root; @dir may be NULL.
 *
 * Makes lost+found, which e2fsck looks for. Hard links stay, holes come back
 * where whole pieces of a file are zeros. Neither @file nor the open @fd, which
 * becomes it, is copied. Errors as mkdisk_measure() has them, and -ENOSPC.
 */
int mkdisk_copy(struct vnode *root, const char *dir, const char *file, int fd,
                char **bad);
