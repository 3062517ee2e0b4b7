/*
 * volume.c - a disk in memory for tests of fs/ext4/, and the host's tools.
 */
#include "tests/unit/volume.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fs/machine.h"
#include "tests/check.h"
#include "tests/unit/random.h"

#define SECTOR       512u
#define SUPER_SECTOR 2u /* the superblock has this one and the next */

static char image[64];

static int transfer(struct disk *d, uint64_t off, const struct disk_vec *vec,
                    unsigned count, bool write)
{
    struct volume *v = (struct volume *)d;
    long *left = write ? &v->writes_left : &v->reads_left;

    if (*left == 0)
        return -EIO;
    if (*left > 0)
        --*left;
    write ? v->writes++ : v->reads++;
    CHECK(count <= DISK_VECS_MAX);
    for (unsigned i = 0; i < count; i++) {
        if (!CHECK(off % SECTOR == 0 && vec[i].len % SECTOR == 0 &&
                   off + vec[i].len <= d->size))
            return -EIO;
        if (write) {
            memcpy(v->bytes + off, vec[i].base, vec[i].len);
            if (v->dirty)
                memset(v->dirty + off / SECTOR, 1, vec[i].len / SECTOR);
        } else {
            memcpy(vec[i].base, v->bytes + off, vec[i].len);
        }
        off += vec[i].len;
    }
    return 0;
}

static int read_disk(struct disk *d, uint64_t off, const struct disk_vec *vec,
                     unsigned count)
{
    return transfer(d, off, vec, count, false);
}

static int write_disk(struct disk *d, uint64_t off, const struct disk_vec *vec,
                      unsigned count)
{
    return d->read_only ? -EROFS : transfer(d, off, vec, count, true);
}

static int flush_disk(struct disk *d)
{
    struct volume *v = (struct volume *)d;

    if (v->writes_left == 0)
        return -EIO;
    v->flushes++;
    for (size_t i = 0; v->durable && i < d->size / SECTOR; i++) {
        if (v->dirty[i])
            memcpy(v->durable + i * SECTOR, v->bytes + i * SECTOR, SECTOR);
    }
    if (v->dirty)
        memset(v->dirty, 0, d->size / SECTOR);
    return 0;
}

bool machine_time(vtime_t *now)
{
    static vtime_t time = INT64_C(1800000000000000000);

    *now = time += 1000;
    return true;
}

static char last_fault[200];

void machine_corrupt(const char *name, const char *what, uint64_t number)
{
    snprintf(last_fault, sizeof(last_fault), "%s: %s (%lu)", name, what,
             (unsigned long)number);
}

bool volume_tools(void)
{
    if (system("command -v mke2fs e2fsck >/dev/null") == 0)
        return true;
    printf("SKIPPED what e2fsck says: there is none; apt install e2fsprogs\n");
    return false;
}

void volume_empty(struct volume *v, uint64_t size)
{
    *v = (struct volume){.writes_left = -1, .reads_left = -1};
    v->disk = (struct disk){.name = "test",
                            .size = size,
                            .read = read_disk,
                            .write = write_disk,
                            .flush = flush_disk};
    v->bytes = calloc(1, size);
    CHECK(v->bytes != NULL);
}

static const char *image_path(void)
{
    snprintf(image, sizeof(image), "/tmp/volume-%d.img", (int)getpid());
    return image;
}

static void load_bytes(struct volume *v, const char *path)
{
    FILE *f = fopen(path, "rb");

    if (!CHECK(f != NULL))
        return;
    CHECK(fread(v->bytes, 1, v->disk.size, f) == v->disk.size);
    fclose(f);
}

void volume_save(const struct volume *v, const char *path)
{
    FILE *f = fopen(path, "wb");

    if (!CHECK(f != NULL))
        return;
    CHECK(fwrite(v->bytes, 1, v->disk.size, f) == v->disk.size);
    fclose(f);
}

void volume_make(struct volume *v, unsigned mib, const char *options)
{
    char command[512];

    volume_empty(v, (uint64_t)mib << 20);
    snprintf(command, sizeof(command),
             "rm -f %s && mke2fs -q -F %s %s %um >/dev/null 2>&1", image_path(),
             options, image, mib);
    CHECK(system(command) == 0);
    load_bytes(v, image);
    unlink(image);
}

void volume_load(struct volume *v, const char *path)
{
    FILE *f = fopen(path, "rb");

    if (!CHECK(f != NULL))
        return;
    fseek(f, 0, SEEK_END);
    volume_empty(v, (uint64_t)ftell(f));
    fclose(f);
    load_bytes(v, path);
}

bool volume_mount(struct volume *v, uint32_t cache_bytes)
{
    struct ext4_options o = {.dev = 7, .cache_bytes = cache_bytes};
    const char *why = "";
    int err = ext4_mount(&v->disk, &o, &v->fs, &v->root, &why);

    if (err)
        printf("mount: %d: %s %s\n", err, why, last_fault);
    return CHECK(err == 0);
}

void volume_unmount(struct volume *v)
{
    int err;

    vnode_put(v->root);
    err = ext4_unmount(v->fs);
    if (err)
        printf("unmount: %d: %s\n", err, last_fault);
    CHECK(err == 0);
    v->fs = NULL;
}

void volume_drop(struct volume *v)
{
    v->writes_left = 0;
    vnode_put(v->root);
    (void)ext4_unmount(v->fs);
    v->writes_left = -1;
    v->fs = NULL;
}

void volume_keep(struct volume *v)
{
    v->durable = malloc(v->disk.size);
    v->dirty = calloc(1, v->disk.size / SECTOR);
    if (CHECK(v->durable && v->dirty))
        memcpy(v->durable, v->bytes, v->disk.size);
}

void volume_cut(struct volume *v, uint64_t *seed)
{
    uint64_t chance = random_below(seed, 101);

    for (size_t i = 0; i < v->disk.size / SECTOR; i++) {
        /* e2fsck wants help with half a superblock: test_ext4_cut's own */
        size_t n = i == SUPER_SECTOR ? 2 : 1;

        if (v->dirty[i] && random_below(seed, 100) < chance)
            memcpy(v->bytes + i * SECTOR, v->durable + i * SECTOR, n * SECTOR);
        memset(v->dirty + i, 0, n);
        i += n - 1;
    }
    memcpy(v->durable, v->bytes, v->disk.size);
}

static int run_fsck(const char *options)
{
    char command[256];
    int status;

    snprintf(command, sizeof(command), "e2fsck -f %s %s >%s.log 2>&1", options,
             image, image);
    status = system(command);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void show_log(const char *what)
{
    char command[256];

    printf("%s:\n", what);
    fflush(stdout);
    snprintf(command, sizeof(command), "cat %s.log", image);
    if (system(command))
        puts("no log");
}

bool volume_check(struct volume *v, bool replay)
{
    bool ok;

    volume_save(v, image_path());
    if (replay && run_fsck("-p") > 1) {
        show_log("e2fsck -p");
        return CHECK(!"e2fsck -p");
    }
    ok = run_fsck("-n") == 0;
    if (!ok) {
        show_log("e2fsck -n");
        if (getenv("KEEP_IMAGE"))
            exit(3);
    }
    unlink(image);
    snprintf(image + strlen(image), 8, ".log");
    unlink(image);
    return CHECK(ok);
}

void volume_free(struct volume *v)
{
    free(v->bytes);
    free(v->durable);
    free(v->dirty);
}
