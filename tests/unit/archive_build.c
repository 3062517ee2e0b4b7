/*
 * archive_build.c - makes cpio and tar archives, right ones and others.
 */
#include "tests/unit/archive_build.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

void archive_add(struct archive *a, const void *bytes, size_t size)
{
    uint8_t *grown = realloc(a->bytes, a->size + size + 1);

    if (!grown)
        abort();
    a->bytes = grown;
    if (size)
        memcpy(grown + a->size, bytes, size);
    a->size += size;
}

void archive_pad(struct archive *a, size_t align)
{
    while (a->size % align)
        archive_add(a, "", 1);
}

static struct file_spec complete(const struct file_spec *file)
{
    struct file_spec f = *file;

    if (f.mode == 0)
        f.mode = S_IFREG | 0644;
    if (f.size == 0 && f.data)
        f.size = strlen(f.data);
    if (f.nlink == 0)
        f.nlink = 1;
    if (f.ino == 0)
        f.ino = 7;
    return f;
}

size_t cpio_add(struct archive *a, const struct file_spec *file)
{
    struct file_spec f = complete(file);
    size_t offset = a->size;
    char header[128];

    snprintf(header, sizeof(header),
             "070701%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X",
             f.ino, f.mode, f.uid, f.gid, f.nlink, f.mtime, (unsigned)f.size, 8,
             1, f.rdev_major, f.rdev_minor, (unsigned)strlen(f.name) + 1, 0);
    archive_add(a, header, 110);
    archive_add(a, f.name, strlen(f.name) + 1);
    archive_pad(a, 4);
    archive_add(a, f.data, f.size);
    archive_pad(a, 4);
    return offset;
}

void cpio_end(struct archive *a)
{
    cpio_add(a, &(struct file_spec){.name = "TRAILER!!!"});
}

static void octal(char *p, int digits, size_t value)
{
    while (digits--) {
        p[digits] = (char)('0' + (value & 7));
        value >>= 3;
    }
}

static char flag_of(mode_t mode)
{
    switch (mode & S_IFMT) {
    case S_IFDIR:
        return '5';
    case S_IFLNK:
        return '2';
    case S_IFCHR:
        return '3';
    case S_IFBLK:
        return '4';
    case S_IFIFO:
        return '6';
    }
    return '0';
}

void tar_seal(struct archive *a, size_t offset)
{
    uint8_t *block = a->bytes + offset;
    unsigned sum = 0;

    memset(block + 148, ' ', 8);
    for (int i = 0; i < 512; i++)
        sum += block[i];
    octal((char *)block + 148, 6, sum);
    block[154] = 0;
}

size_t tar_add(struct archive *a, const struct file_spec *file)
{
    struct file_spec f = complete(file);
    size_t offset = a->size;
    char b[512] = {0};

    memcpy(b, f.name, strnlen(f.name, 100));
    octal(b + 100, 7, f.mode & 07777);
    octal(b + 108, 7, f.uid);
    octal(b + 116, 7, f.gid);
    octal(b + 124, 11, f.size);
    octal(b + 136, 11, f.mtime);
    b[156] = f.flag ? f.flag : flag_of(f.mode);
    if (f.target)
        memcpy(b + 157, f.target, strnlen(f.target, 100));
    memcpy(b + 257, "ustar\00000", 8);
    octal(b + 329, 7, f.rdev_major);
    octal(b + 337, 7, f.rdev_minor);
    archive_add(a, b, 512);
    tar_seal(a, offset);
    archive_add(a, f.data, f.size);
    archive_pad(a, 512);
    return offset;
}

void tar_end(struct archive *a)
{
    static const char zeros[1024];

    archive_add(a, zeros, sizeof(zeros));
}
