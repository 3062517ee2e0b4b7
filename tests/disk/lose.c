/*
 * lose.c - what a disk may hold after a loss of power, made from QEMU's log.
 *
 *     lose DISK LOG SEED PERCENT
 *
 * DISK is what it was before QEMU began, LOG what its driver blklogwrites
 * noted until it was killed: every write and flush in order, the format of
 * Linux's dm-log-writes. All that was written before the last flush gets into
 * DISK; of the sectors written behind it each does or does not, by chance.
 * Only the first PERCENT of all writes and flushes have happened. Prints how
 * many sectors there were at risk and how many of them are lost.
 */
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define SECTOR  512u
#define MAGIC   UINT64_C(0x6a736677736872)
#define FLUSH   1u /* flags of an entry */
#define DISCARD 4u

struct super {
    uint64_t magic, version, entries;
    uint32_t sector_size;
};

/* One sector, and data behind it. */
struct entry {
    uint64_t sector, sectors, flags, data_len;
};

struct bytes {
    uint8_t *p;
    size_t size;
};

static struct bytes map(const char *path)
{
    int fd = open(path, O_RDWR);
    struct bytes b = {MAP_FAILED, 0};
    struct stat st;

    if (fd >= 0 && fstat(fd, &st) == 0) {
        b.size = (size_t)st.st_size;
        b.p = mmap(NULL, b.size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    }
    if (b.p == MAP_FAILED) {
        perror(path);
        exit(2);
    }
    close(fd);
    return b;
}

/* The superblock comes with the first flush. */
static bool is_log(const struct bytes *log)
{
    const struct super *s = (const void *)log->p;

    return log->size > SECTOR &&
           (s->magic == 0 || (s->magic == MAGIC && s->sector_size == SECTOR));
}

/* The entry at @at, or NULL at the end: the log was begun as a hole. */
static const struct entry *entry_at(const struct bytes *log, size_t at)
{
    const struct entry *e = (const void *)(log->p + at);

    if (at > log->size - SECTOR || (e->sectors == 0 && e->flags == 0))
        return NULL;
    return e;
}

static size_t data_of(const struct entry *e)
{
    return e->flags & DISCARD ? 0 : (size_t)e->sectors * SECTOR;
}

/* Behind the first @percent of all entries. */
static size_t find_end(const struct bytes *log, unsigned long percent)
{
    unsigned long all = 0, taken = 0;
    const struct entry *e;
    size_t end = SECTOR;

    for (size_t at = SECTOR; (e = entry_at(log, at)) != NULL; all++)
        at += SECTOR + data_of(e);
    while (taken++ < all * percent / 100)
        end += SECTOR + data_of(entry_at(log, end));
    return end < log->size ? end : log->size;
}

/* Behind the last flush. */
static size_t find_safe(const struct bytes *log)
{
    const struct entry *e;
    size_t safe = SECTOR;

    for (size_t at = SECTOR; (e = entry_at(log, at)) != NULL;) {
        at += SECTOR + data_of(e);
        if (e->flags & FLUSH)
            safe = at;
    }
    return safe;
}

static bool kept(uint64_t *seed)
{
    *seed = *seed * UINT64_C(6364136223846793005) + 1442695040888963407;
    return *seed >> 63;
}

int main(int argc, char **argv)
{
    uint64_t seed = argc == 5 ? strtoull(argv[3], NULL, 10) : 0;
    unsigned long at_risk = 0, lost = 0;
    struct bytes disk, log;
    const struct entry *e;
    size_t safe;

    if (argc != 5)
        return 2;
    disk = map(argv[1]);
    log = map(argv[2]);
    if (!is_log(&log))
        return fprintf(stderr, "%s: no log of sectors\n", argv[2]), 2;
    log.size = find_end(&log, strtoul(argv[4], NULL, 10));
    safe = find_safe(&log);
    for (size_t at = SECTOR; (e = entry_at(&log, at)) != NULL;
         at += SECTOR + data_of(e)) {
        for (size_t i = 0; i < data_of(e); i += SECTOR) {
            size_t to = (size_t)e->sector * SECTOR + i;

            if (to > disk.size - SECTOR || at + i > log.size - 2 * SECTOR)
                break; /* the last entry was not finished */
            at_risk += at >= safe;
            if (at >= safe && !kept(&seed))
                lost++;
            else
                memcpy(disk.p + to, log.p + at + SECTOR + i, SECTOR);
        }
    }
    printf("%lu of %lu sectors lost\n", lost, at_risk);
    return 0;
}
