/*
 * fsx.c - random operations on files, compared with what they should hold.
 *
 *     fsx DIR SEED STEPS THREADS
 *
 * Each thread has a file, DIR/fsx-N, and what it must hold in memory: writes
 * of all sizes, appends, cuts, holes, reads, closing and opening, syncs. The
 * same seed leaves the same files on every system: the host compares them
 * with its own.
 */
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define MAX (1 << 20)

struct job {
    pthread_t thread;
    char path[256];
    uint64_t seed;
    long steps;
    unsigned char *want, *got;
    size_t size;
    int fd;
    const char *fault;
    long at;
};

/* xorshift64* */
static uint32_t next(struct job *j)
{
    j->seed ^= j->seed >> 12;
    j->seed ^= j->seed << 25;
    j->seed ^= j->seed >> 27;
    return (uint32_t)(j->seed * UINT64_C(2685821657736338717) >> 32);
}

static uint32_t below(struct job *j, uint32_t n)
{
    return next(j) % n;
}

static size_t length(struct job *j)
{
    static const uint32_t limits[] = {16, 600, 5000, 70000, 200000};

    return 1 + below(j, limits[below(j, 5)]);
}

static void grow(struct job *j, size_t size)
{
    if (size > j->size)
        memset(j->want + j->size, 0, size - j->size);
    j->size = size;
}

static int do_write(struct job *j)
{
    size_t off =
        below(j, 4) ? below(j, (uint32_t)j->size + 1) : below(j, MAX / 2);
    size_t n = length(j);

    if (off + n > MAX)
        n = MAX - off;
    if (off + n > j->size)
        grow(j, off + n);
    for (size_t i = 0; i < n; i++)
        j->want[off + i] = (unsigned char)(next(j) | 1);
    return pwrite(j->fd, j->want + off, n, (off_t)off) != (ssize_t)n;
}

static int do_pieces(struct job *j)
{
    size_t off = below(j, (uint32_t)j->size + 1), n = length(j);
    struct iovec v[2];

    if (off + n > MAX)
        n = MAX - off;
    if (off + n > j->size)
        grow(j, off + n);
    memset(j->want + off, (int)below(j, 256), n);
    v[0] = (struct iovec){j->want + off, n / 3};
    v[1] = (struct iovec){j->want + off + n / 3, n - n / 3};
    return lseek(j->fd, (off_t)off, SEEK_SET) != (off_t)off ||
           writev(j->fd, v, 2) != (ssize_t)n;
}

static int do_read(struct job *j)
{
    size_t off = below(j, (uint32_t)j->size + 10), n = length(j), want = 0;
    ssize_t got = pread(j->fd, j->got, n, (off_t)off);

    if (off < j->size)
        want = j->size - off < n ? j->size - off : n;
    return got != (ssize_t)want || memcmp(j->got, j->want + off, want) != 0;
}

static int do_size(struct job *j)
{
    size_t size =
        below(j, 3) ? below(j, (uint32_t)j->size + 1) : below(j, MAX / 2);
    struct stat st;

    grow(j, size);
    return ftruncate(j->fd, (off_t)size) || fstat(j->fd, &st) ||
           st.st_size != (off_t)size;
}

static int do_open(struct job *j)
{
    if (close(j->fd))
        return 1;
    j->fd = open(j->path, O_RDWR);
    return j->fd < 0;
}

static int do_rename(struct job *j)
{
    char other[300];

    snprintf(other, sizeof(other), "%s.other", j->path);
    return rename(j->path, other) || rename(other, j->path);
}

static const struct {
    const char *name;
    int (*call)(struct job *j);
    unsigned weight;
} calls[] = {
    {"write", do_write, 8}, {"writev", do_pieces, 3},
    {"read", do_read, 8},   {"ftruncate", do_size, 3},
    {"open", do_open, 1},   {"rename", do_rename, 1},
};

static int step(struct job *j)
{
    unsigned pick = below(j, 24), i = 0;

    while (pick >= calls[i].weight)
        pick -= calls[i++].weight;
    if (below(j, 40) == 0 && fsync(j->fd)) {
        j->fault = "fsync";
        return 1;
    }
    j->fault = calls[i].name;
    return calls[i].call(j);
}

static void *run(void *arg)
{
    struct job *j = arg;

    j->want = calloc(1, MAX);
    j->got = malloc(MAX);
    j->fd = open(j->path, O_RDWR | O_CREAT | O_TRUNC, 0644);
    j->fault = "open";
    if (!j->want || !j->got || j->fd < 0)
        return j;
    for (j->at = 0; j->at < j->steps; j->at++) {
        if (step(j))
            return j;
    }
    j->fault = NULL;
    close(j->fd);
    return NULL;
}

int main(int argc, char **argv)
{
    static struct job jobs[8];
    int threads = argc == 5 ? atoi(argv[4]) : 0, bad = 0;

    if (threads < 1 || threads > 8)
        return 2;
    for (int i = 0; i < threads; i++) {
        struct job *j = &jobs[i];

        snprintf(j->path, sizeof(j->path), "%s/fsx-%d", argv[1], i);
        j->seed = (uint64_t)atol(argv[2]) * 1000 + (uint64_t)i + 1;
        j->steps = atol(argv[3]);
        if (pthread_create(&j->thread, NULL, run, j))
            return 2;
    }
    for (int i = 0; i < threads; i++) {
        void *failed = NULL;

        pthread_join(jobs[i].thread, &failed);
        if (!failed)
            continue;
        printf("thread %d, step %ld: %s\n", i, jobs[i].at, jobs[i].fault);
        bad = 1;
    }
    return bad;
}
