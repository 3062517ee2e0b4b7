/*
 * disk.c - time-stamp ticks of what files on a disk do, lines `NAME TICKS`.
 *
 * usage: disk write FOLDER     then, after a new boot:
 *        disk read FOLDER
 *        disk clock            ticks of a microsecond: what a tick is
 *
 * The same source for pith and for Linux in a guest. What is written says
 * where it belongs, and what is read is looked at. A name has a line for each
 * round; a value is one operation's.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "tests/bench/bench.h"

#define MIB      (1 << 20)
#define PAGE     4096
#define LARGE    64 /* MiB, the file that is read and written in order */
#define SMALL    32 /* MiB, the file of the random pieces */
#define PIECES   8000
#define SYNCED   500
#define FILES    10000
#define REWRITES 3

static char buf[MIB] __attribute__((aligned(PAGE)));
static const char *folder;
static uint32_t seed = 1;

static void fail(const char *what)
{
    printf("error: %s: %s\n", what, strerror(errno));
    fflush(stdout);
    abort();
}

static void print(const char *name, uint64_t start, int n)
{
    printf("%s %.1f\n", name, (double)(ticks() - start) / n);
}

static const char *path_of(const char *name)
{
    static char path[256];

    snprintf(path, sizeof(path), "%s/%s", folder, name);
    return path;
}

static int open_in(const char *name, int flags)
{
    int fd = open(path_of(name), flags, 0644);

    if (fd < 0)
        fail(path_of(name));
    return fd;
}

/* Each page begins with its number. */
static void mark(char *p, size_t n, uint32_t page)
{
    for (size_t i = 0; i < n; i += PAGE, page++)
        memcpy(p + i, &page, sizeof(page));
}

static void look(const char *p, size_t n, uint32_t page)
{
    uint32_t found;

    for (size_t i = 0; i < n; i += PAGE, page++) {
        memcpy(&found, p + i, sizeof(found));
        if (found != page) {
            printf("error: page %u has %u\n", page, found);
            abort();
        }
    }
}

/* A page of the small file, at random. */
static uint32_t any_page(void)
{
    seed = seed * 1664525 + 1013904223;
    return (seed >> 8) % (SMALL * (MIB / PAGE));
}

static void write_all(int fd, int mib)
{
    for (int i = 0; i < mib; i++) {
        mark(buf, MIB, (uint32_t)i * (MIB / PAGE));
        if (pwrite(fd, buf, MIB, (off_t)i * MIB) != MIB)
            fail("pwrite");
    }
    if (fsync(fd))
        fail("fsync");
}

static void read_all(int fd, int mib)
{
    for (int i = 0; i < mib; i++) {
        if (pread(fd, buf, MIB, (off_t)i * MIB) != MIB)
            fail("pread");
        look(buf, MIB, (uint32_t)i * (MIB / PAGE));
    }
}

static void write_pages(int fd, int n, bool sync)
{
    for (int i = 0; i < n; i++) {
        uint32_t page = any_page();

        mark(buf, PAGE, page);
        if (pwrite(fd, buf, PAGE, (off_t)page * PAGE) != PAGE)
            fail("pwrite");
        if (sync && fsync(fd))
            fail("fsync");
    }
}

static void read_pages(int fd, int n)
{
    for (int i = 0; i < n; i++) {
        uint32_t page = any_page();

        if (pread(fd, buf, PAGE, (off_t)page * PAGE) != PAGE)
            fail("pread");
        look(buf, PAGE, page);
    }
}

static void bench_large(void)
{
    int fd = open_in("large", O_RDWR | O_CREAT);
    uint64_t start = ticks();

    write_all(fd, LARGE);
    print("write_new_MiB", start, LARGE);
    for (int r = 0; r < REWRITES; r++) {
        start = ticks();
        write_all(fd, LARGE);
        print("write_again_MiB", start, LARGE);
    }
    close(fd);
}

static void bench_small(void)
{
    int fd = open_in("small", O_RDWR | O_CREAT);
    uint64_t start;

    write_all(fd, SMALL);
    for (int r = 0; r < REWRITES; r++) {
        start = ticks();
        write_pages(fd, PIECES, false);
        print("write_4K", start, PIECES);
        if (fsync(fd))
            fail("fsync");
        print("write_4K+one_fsync", start, PIECES);
        start = ticks();
        write_pages(fd, SYNCED, true);
        print("write_4K+fsync", start, SYNCED);
    }
    close(fd);
}

static const char *file_name(int i)
{
    static char name[32];

    snprintf(name, sizeof(name), "many/%05d", i);
    return name;
}

static void bench_files(void)
{
    struct stat st;
    uint64_t start = ticks();

    if (mkdir(path_of("many"), 0755))
        fail("many");
    for (int i = 0; i < FILES; i++)
        close(open_in(file_name(i), O_CREAT | O_EXCL | O_WRONLY));
    print("create", start, FILES);
    sync();
    print("create+sync", start, FILES);
    start = ticks();
    for (int i = 0; i < FILES; i++)
        if (stat(path_of(file_name(i)), &st) || st.st_size != 0)
            fail("stat");
    print("stat", start, FILES);
    start = ticks();
    for (int i = 0; i < FILES; i++)
        if (unlink(path_of(file_name(i))))
            fail("unlink");
    print("unlink", start, FILES);
    sync();
    print("unlink+sync", start, FILES);
    if (rmdir(path_of("many")))
        fail("rmdir");
}

static void bench_reads(void)
{
    int large = open_in("large", O_RDONLY), small = open_in("small", O_RDONLY);
    uint64_t start = ticks();

    read_all(large, LARGE);
    print("read_first_MiB", start, LARGE);
    start = ticks();
    read_pages(small, SYNCED);
    print("read_4K_first", start, SYNCED);
    for (int r = 0; r < REWRITES; r++) {
        start = ticks();
        read_all(large, LARGE);
        print("read_again_MiB", start, LARGE);
        start = ticks();
        read_pages(small, PIECES);
        print("read_4K_again", start, PIECES);
    }
    close(large);
    close(small);
}

static void bench_clock(void)
{
    const struct timespec wait = {.tv_nsec = 100000000};
    struct timespec t;
    uint64_t start = ticks();
    int64_t from, to;

    clock_gettime(CLOCK_MONOTONIC, &t);
    from = t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
    nanosleep(&wait, NULL);
    clock_gettime(CLOCK_MONOTONIC, &t);
    to = t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
    printf("clock_us %.1f\n",
           (double)(ticks() - start) * 1e3 / (double)(to - from));
}

int main(int argc, char **argv)
{
    const char *verb = argc > 1 ? argv[1] : "";

    folder = argc > 2 ? argv[2] : ".";
    bench_begin();
    if (strcmp(verb, "write") == 0) {
        bench_large();
        bench_small();
        bench_files();
    } else if (strcmp(verb, "read") == 0) {
        bench_reads();
    } else if (strcmp(verb, "clock") == 0) {
        bench_clock();
    } else {
        printf("error: usage: disk write|read|clock FOLDER\n");
    }
    sync();
    bench_end();
    return 0;
}
