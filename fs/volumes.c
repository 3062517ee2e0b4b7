/*
 * volumes.c - pith.mount=: from the option to disks and host folders in the
 * tree of files.
 *
 * Done before the program starts; what cannot be done refuses the boot in one
 * line. [UEFI "GUID Partition Table (GPT) Disk Layout"]
 */
#include "fs/volumes.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "fs/blk_disk.h"
#include "fs/ext4/mount.h"
#include "fs/machine.h"
#include "fs/mount.h"
#include "fs/mount_option.h"
#include "fs/p9/mount.h"
#include "fs/partition.h"
#include "fs/vfs.h"
#include "kernel/base.h"
#include "kernel/boot.h"
#include "kernel/p9dev.h"

#define FIRST_DEV   16u /* st_dev of the first volume */
#define CACHE_MIN   (512u * 1024)
#define CACHE_MAX   (32u * 1024 * 1024)
#define CACHE_SHARE 8u  /* of free memory: one in so many */
#define PARTITIONS  16u /* looked at for LABEL= and UUID= */
#define UUID_TEXT   36u

struct volume {
    struct mount mount;
    struct blk_disk disk;
};

static int read_sectors(struct blkdev *dev, uint64_t sector, void *to,
                        uint32_t n)
{
    return blkdev_read(dev, sector, to, (size_t)n * PARTITION_SECTOR);
}

static int find_gpt(struct blkdev *dev, uint8_t *sector, unsigned number,
                    struct partition *out)
{
    struct partition_gpt gpt;
    uint32_t bytes;
    uint8_t *entries;
    int err = read_sectors(dev, 1, sector, 1);

    if (!err)
        err = partition_gpt_header(sector, dev->sectors, &gpt);
    if (err)
        return err;
    bytes =
        (gpt.count * gpt.size + PARTITION_SECTOR - 1) & ~(PARTITION_SECTOR - 1);
    entries = malloc(bytes);
    if (!entries)
        return -ENOMEM;
    err = read_sectors(dev, gpt.entries, entries, bytes / PARTITION_SECTOR);
    if (!err)
        err = partition_gpt_entry(&gpt, entries, number, dev->sectors, out);
    free(entries);
    return err;
}

/* Those of an extended partition count from 5. */
static int find_logical(struct blkdev *dev, uint8_t *sector, unsigned number,
                        struct partition *out)
{
    struct partition_chain chain;
    unsigned n = PARTITION_FIRST_LOGICAL;
    int err = partition_chain_begin(&chain, sector, dev->sectors);

    while (!err && chain.next) {
        err = read_sectors(dev, chain.next, sector, 1);
        if (!err)
            err = partition_chain_step(&chain, sector, out);
        if (!err && n++ == number)
            return 0;
        if (err == -ENOENT)
            err = 0;
    }
    return err ? err : -ENOENT;
}

/* Partition @number of @dev; 0 is all of it. */
static int find_partition(struct blkdev *dev, unsigned number,
                          struct partition *out)
{
    uint8_t sector[PARTITION_SECTOR];
    int err;

    *out = (struct partition){0, dev->sectors};
    if (number == 0)
        return 0;
    err = read_sectors(dev, 0, sector, 1);
    if (err)
        return err;
    switch (partition_kind(sector)) {
    case PARTITION_MBR:
        if (number >= PARTITION_FIRST_LOGICAL)
            return find_logical(dev, sector, number, out);
        return partition_mbr(sector, number, dev->sectors, out);
    case PARTITION_GPT:
        return find_gpt(dev, sector, number, out);
    default:
        return -ENOENT;
    }
}

static int set_disk(struct blk_disk *disk, struct blkdev *dev, unsigned number)
{
    struct partition p;
    int err = find_partition(dev, number, &p);

    if (!err)
        blk_disk_init(disk, dev, p.start, p.sectors, number);
    return err;
}

/* "vda" or "vda1". */
static int find_by_name(const char *name, struct blk_disk *disk)
{
    size_t len = strcspn(name, "0123456789");
    char base[BLK_NAME];
    struct blkdev *dev;
    unsigned number = 0;

    if (len >= sizeof(base))
        return -ENOENT;
    memcpy(base, name, len);
    base[len] = '\0';
    for (const char *p = name + len; *p; p++) {
        if (*p < '0' || *p > '9' || number > 1024)
            return -ENOENT;
        number = number * 10 + (unsigned)(*p - '0');
    }
    dev = blkdev_find(base);
    return dev ? set_disk(disk, dev, number) : -ENOENT;
}

static char digit(unsigned n)
{
    return (char)(n < 10 ? '0' + n : 'a' + n - 10);
}

static void uuid_text(const uint8_t *uuid, char *out)
{
    for (unsigned i = 0; i < 16; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            *out++ = '-';
        *out++ = digit(uuid[i] >> 4);
        *out++ = digit(uuid[i] & 15);
    }
    *out = '\0';
}

static bool same_text(const char *a, const char *b)
{
    for (; *a && *b; a++, b++) {
        char x = *a >= 'A' && *a <= 'Z' ? (char)(*a + 32) : *a;

        if (x != *b)
            return false;
    }
    return *a == *b;
}

/* "LABEL=x" or "UUID=x" of the volume on @disk; a label is also what the VMM
 * calls the disk, its serial number. */
static bool is_wanted(struct blk_disk *disk, const char *source)
{
    char label[17], uuid[UUID_TEXT + 1];
    uint8_t raw[16];

    if (disk->start == 0 && strncmp(source, "LABEL=", 6) == 0 &&
        strcmp(source + 6, disk->dev->serial) == 0)
        return true;
    if (ext4_probe(&disk->disk, label, raw))
        return false;
    if (strncmp(source, "LABEL=", 6) == 0)
        return strcmp(source + 6, label) == 0;
    uuid_text(raw, uuid);
    return same_text(source + 5, uuid);
}

static int find_by_content(const char *source, struct blk_disk *disk)
{
    for (struct blkdev *d = blkdev_next(NULL); d; d = blkdev_next(d)) {
        for (unsigned n = 0; n <= PARTITIONS; n++) {
            if (set_disk(disk, d, n) == 0 && is_wanted(disk, source))
                return 0;
        }
    }
    return -ENOENT;
}

static int find_disk(const char *source, struct blk_disk *disk)
{
    blkdev_probe();
    if (strncmp(source, "LABEL=", 6) == 0 || strncmp(source, "UUID=", 5) == 0)
        return find_by_content(source, disk);
    return find_by_name(source, disk);
}

/* The directory and those above it, made if they are not there. */
static int make_dir(char *path, struct vnode **out)
{
    struct vnode *root = vfs_root();
    int err = 0;

    for (char *p = strchr(path + 1, '/'); p && !err; p = strchr(p + 1, '/')) {
        *p = '\0';
        err = vfs_mkdir(root, path, 0755);
        *p = '/';
        if (err == -EEXIST)
            err = 0;
    }
    if (!err)
        err = vfs_mkdir(root, path, 0755);
    if (err && err != -EEXIST)
        return err;
    return vfs_lookup(root, path, true, out);
}

static uint32_t cache_size(const struct disk *disk)
{
    uint64_t total, left, size;

    machine_memory(&total, &left);
    size = left / CACHE_SHARE;
    if (size > CACHE_MAX)
        size = CACHE_MAX;
    if (size > disk->size)
        size = disk->size;
    return size < CACHE_MIN ? CACHE_MIN : (uint32_t)size;
}

static int sync_ext4(void *fs)
{
    return ext4_sync(fs);
}

static int close_ext4(void *fs)
{
    return ext4_close(fs);
}

/* @m, whose root is there, becomes part of the tree. */
static void enter(struct mount *m, struct mount_option *o, const char *name,
                  bool read_only)
{
    struct vnode *dir;
    int err = make_dir(o->path, &dir);

    if (!err)
        err = mount_attach(m, dir);
    if (err)
        refuse("pith.mount: %s cannot be mounted on %s (error %d)", name,
               o->path, -err);
    log_info("%s on %s, %s", name, o->path,
             read_only ? "read-only" : "read-write");
}

static void mount_disk(struct mount_option *o, unsigned number)
{
    struct ext4_options options = {.dev = FIRST_DEV + number,
                                   .read_only = o->read_only};
    struct volume *v = calloc(1, sizeof(*v));
    struct ext4_fs *fs;
    const char *why;
    int err;

    if (!v)
        refuse("pith.mount: no memory for %s", o->source);
    err = find_disk(o->source, &v->disk);
    if (err)
        refuse("pith.mount: there is no disk %s (error %d); %u disks found",
               o->source, -err, blkdev_probe());
    options.cache_bytes = cache_size(&v->disk.disk);
    err = ext4_mount(&v->disk.disk, &options, &fs, &v->mount.root, &why);
    if (err)
        refuse("pith.mount: %s on %s cannot be mounted: %s (error %d)",
               v->disk.name, o->path, why, -err);
    v->mount.fs = fs;
    v->mount.sync = sync_ext4;
    v->mount.close = close_ext4;
    enter(&v->mount, o, v->disk.name,
          options.read_only || v->disk.disk.read_only);
}

static void mount_folder(struct mount_option *o, unsigned number)
{
    struct mount *m = calloc(1, sizeof(*m));
    struct p9dev *dev = p9dev_find(o->source);
    struct p9_fs *fs;
    int err;

    if (!m)
        refuse("pith.mount: no memory for %s", o->source);
    if (!dev)
        refuse("pith.mount: there is no host folder %s; %u folders found",
               o->source, p9dev_count());
    err = p9_mount(dev, FIRST_DEV + number, o->read_only, &fs, &m->root);
    if (err)
        refuse("pith.mount: host folder %s on %s cannot be mounted (error %d)",
               o->source, o->path, -err);
    m->fs = fs;
    m->sync = p9_sync;
    m->close = p9_close;
    enter(m, o, o->source, o->read_only);
}

void volumes_mount(const char *text)
{
    for (unsigned n = 0; *text; n++) {
        struct mount_option option;
        const char *why = mount_option_next(&text, &option);

        if (why)
            refuse("pith.mount=%s: %s", text, why);
        if (strcmp(option.type, "9p") == 0)
            mount_folder(&option, n);
        else
            mount_disk(&option, n);
    }
}
