/*
 * mkdisk.c - `pith mkdisk`: a disk image with an ext4 volume, filled from a
 * directory.
 *
 * Written by the runtime's own file system code (fs/ext4), compiled for the
 * host: no root, no loop device, no mkfs. The file is sparse.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fs/ext4/mkfs.h"
#include "tools/pith/mkdisk.h"
#include "tools/pith/pith.h"
#include "tools/pith/size.h"

#define CACHE_BYTES (64u << 20)
#define LABEL_MAX   16u

static const char usage[] =
    "Usage: pith mkdisk FILE [--size SIZE] [--from DIR] [--label NAME]\n"
    "Make a disk image: an ext4 volume over all of FILE, which is replaced.\n"
    "\n"
    "  -s, --size SIZE  64M, 2G; default: as DIR needs, and as much again,\n"
    "                   64M at least\n"
    "      --from DIR   copy what is below it, but FILE; user and group are 0\n"
    "  -l, --label NAME the volume's name, at most 16 bytes: for\n"
    "                   pith.mount=LABEL=NAME:/data\n"
    "  -h, --help       this text\n"
    "\n"
    "With SOURCE_DATE_EPOCH the same tree gives the same bytes.\n"
    "\n"
    "Exit status: 0 done, 125 an error.\n";

struct mkdisk {
    const char *file, *from, *label;
    uint64_t size;
    struct mkfs_options mkfs;
    struct mkdisk_need need;
};

static int read_options(int argc, char **argv, struct mkdisk *m)
{
    static const struct option options[] = {
        {"size", required_argument, NULL, 's'},
        {"from", required_argument, NULL, 'f'},
        {"label", required_argument, NULL, 'l'},
        {"help", no_argument, NULL, 'h'},
        {0},
    };
    int c;

    while ((c = getopt_long(argc, argv, ":s:l:h", options, NULL)) != -1) {
        if (c == 'h') {
            fputs(usage, stdout);
            return 1;
        }
        if (c == 'f')
            m->from = optarg;
        else if (c == 'l')
            m->label = optarg;
        else if (c != 's')
            return fail_option("mkdisk", argv, c);
        else if (size_parse(optarg, &m->size) || m->size < MKFS_MIN)
            return fail(STATUS_TOOL, "mkdisk: --size %s is no size from 2M on",
                        optarg);
    }
    if (argc - optind != 1)
        return fail(STATUS_TOOL, "mkdisk: give a FILE; see pith mkdisk --help");
    if (m->label && strlen(m->label) > LABEL_MAX)
        return fail(STATUS_TOOL, "mkdisk: --label %s has more than %u bytes",
                    m->label, LABEL_MAX);
    m->file = argv[optind];
    return 0;
}

/* So that the same tree gives the same bytes, if that is asked for. */
static void set_identity(struct mkdisk *m)
{
    const char *epoch = getenv("SOURCE_DATE_EPOCH");
    struct mkfs_options *o = &m->mkfs;

    o->label = m->label;
    o->zeroed = true;
    o->files = m->need.files + m->need.files / 4 + 16;
    o->time = mkdisk_time();
    if (epoch && *epoch) {
        for (size_t i = 0; m->label && m->label[i]; i++)
            o->uuid[i % 16] = (uint8_t)(o->uuid[i % 16] * 31 + m->label[i]);
        memcpy(o->uuid, &m->size, sizeof(m->size));
    } else if (getrandom(o->uuid, sizeof(o->uuid), 0) < 0 ||
               getrandom(o->hash_seed, sizeof(o->hash_seed), 0) < 0) {
        o->uuid[0] = (uint8_t)o->time;
    }
    /* version 4, as the format wants it [RFC 9562] */
    o->uuid[6] = (o->uuid[6] & 0x0f) | 0x40;
    o->uuid[8] = (o->uuid[8] & 0x3f) | 0x80;
}

static int choose_size(struct mkdisk *m)
{
    const uint64_t unit = 1u << 20;
    char *bad = NULL;
    int err = m->from ? mkdisk_measure(m->from, m->file, &m->need, &bad) : 0;

    if (err == -EMEDIUMTYPE)
        return fail(STATUS_TOOL, "%s: not a file, directory or link", bad);
    if (err)
        return fail(STATUS_TOOL, "%s: %s", bad ? bad : m->from, strerror(-err));
    if (m->size)
        return 0;
    m->size = m->need.bytes * 2 + m->need.files * 1024;
    m->size = (m->size + unit - 1) / unit * unit;
    if (m->size < 64 * unit)
        m->size = 64 * unit;
    return 0;
}

static int explain(const struct mkdisk *m, int err, const char *bad)
{
    if (err == -ENOSPC)
        return fail(STATUS_TOOL,
                    "mkdisk: %s: %llu MiB are too little: give a larger "
                    "--size, or none",
                    bad ? bad : m->file, (unsigned long long)(m->size >> 20));
    return fail(STATUS_TOOL, "mkdisk: %s: %s", bad ? bad : m->file,
                strerror(-err));
}

static int fill(struct mkdisk *m, int fd)
{
    struct mkdisk_file disk;
    struct ext4_options options = {.dev = 1, .cache_bytes = CACHE_BYTES};
    struct ext4_fs *fs;
    struct vnode *root;
    const char *why = "";
    char *bad = NULL;
    int err;

    if (ftruncate(fd, (off_t)m->size))
        return explain(m, -errno, NULL);
    mkdisk_open(&disk, fd, m->size);
    err = mkfs_ext4(&disk.disk, &m->mkfs);
    if (err)
        return explain(m, err, NULL);
    err = ext4_mount(&disk.disk, &options, &fs, &root, &why);
    if (err)
        return fail(STATUS_TOOL, "mkdisk: %s: %s", m->file, why);
    err = mkdisk_copy(root, m->from, m->file, fd, &bad);
    vnode_put(root);
    if (!err)
        err = ext4_unmount(fs);
    else
        (void)ext4_unmount(fs);
    return err ? explain(m, err, bad) : 0;
}

/* A file of another name first: FILE is whole or as it was. */
static int make(struct mkdisk *m)
{
    mode_t mask = umask(0);
    char *temp;
    int fd, status;

    umask(mask);
    if (asprintf(&temp, "%s.XXXXXX", m->file) < 0)
        return fail(STATUS_TOOL, "no memory");
    fd = mkostemp(temp, O_CLOEXEC);
    if (fd < 0)
        return fail(STATUS_TOOL, "%s: %s", temp, strerror(errno));
    status = fill(m, fd);
    if ((fchmod(fd, 0666 & ~mask) || close(fd)) && !status)
        status = fail(STATUS_TOOL, "%s: %s", temp, strerror(errno));
    if (!status && rename(temp, m->file))
        status = fail(STATUS_TOOL, "%s: %s", m->file, strerror(errno));
    if (status)
        unlink(temp);
    free(temp);
    return status;
}

int mkdisk_main(int argc, char **argv)
{
    struct mkdisk m = {0};
    struct stat st;
    int status = read_options(argc, argv, &m);

    if (status || !m.file)
        return status == 1 ? 0 : status;
    if (stat(m.file, &st) == 0 && !S_ISREG(st.st_mode))
        return fail(STATUS_TOOL, "%s: not a regular file", m.file);
    status = choose_size(&m);
    if (status)
        return status;
    set_identity(&m);
    return make(&m);
}
