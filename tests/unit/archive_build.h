/*
 * archive_build.h - makes cpio and tar archives, right ones and others.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* An archive that grows; free() its bytes. All zeros: empty. */
struct archive {
    uint8_t *bytes;
    size_t size;
};

/* An entry. What is 0 or NULL gets a usual value. */
struct file_spec {
    const char *name;
    uint32_t mode; /* with the type; 0: a regular file, 0644 */
    const void *data;
    size_t size;        /* 0: strlen(data), if there is any */
    const char *target; /* tar: of a link */
    char flag;          /* tar: the type flag; 0: from the mode */
    uint32_t uid, gid, mtime, nlink, ino;
    uint32_t rdev_major, rdev_minor;
};

/* archive_add - append bytes as they are. */
void archive_add(struct archive *a, const void *bytes, size_t size);

/* archive_pad - append zeros up to a multiple of @align. */
void archive_pad(struct archive *a, size_t align);

/* cpio_add - append an entry in the newc format. Returns its offset. */
size_t cpio_add(struct archive *a, const struct file_spec *file);

/* cpio_end - append the end mark. */
void cpio_end(struct archive *a);

/* tar_add - append a ustar entry. Returns its offset. */
size_t tar_add(struct archive *a, const struct file_spec *file);

/* tar_seal - make the checksum of the header at @offset right. */
void tar_seal(struct archive *a, size_t offset);

/* tar_end - append the two blocks of zeros. */
void tar_end(struct archive *a);
