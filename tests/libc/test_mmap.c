// expect: status 0
/*
 * test_mmap.c - memory by the page, and what it refuses.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tests/libc/harness.h"

#define PAGE 4096ul
#define RW   (PROT_READ | PROT_WRITE)
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)

/* mmap() fails with @error. */
#define REFUSED(error, ...)                                                    \
    CHECK((errno = 0, mmap(__VA_ARGS__) == MAP_FAILED) && errno == (error))

static long free_pages(void)
{
    return sysconf(_SC_AVPHYS_PAGES);
}

TEST(anonymous_memory)
{
    long before;
    char *p = mmap(NULL, 1, RW, ANON, -1, 0);

    if (!CHECK(p != MAP_FAILED && (uintptr_t)p % PAGE == 0))
        return;
    for (size_t i = 0; i < PAGE; i++)
        CHECK(p[i] == 0);
    memset(p, 0xaa, PAGE);
    before = free_pages();
    CHECK(munmap(p, 1) == 0 && free_pages() == before + 1);
    p = mmap(NULL, 100 * PAGE, RW, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    CHECK(p != MAP_FAILED && p[0] == 0 && p[100 * PAGE - 1] == 0);
    CHECK(mprotect(p, PAGE, RW) == 0 && msync(p, PAGE, MS_SYNC) == 0);
    CHECK(munmap(p, 100 * PAGE) == 0);
}

TEST(unmapping_parts)
{
    char *p = mmap(NULL, 10 * PAGE, RW, ANON, -1, 0);
    long before = free_pages();

    CHECK(p != MAP_FAILED);
    CHECK(munmap(p + 4 * PAGE, 2 * PAGE) == 0 && free_pages() == before + 2);
    p[3 * PAGE] = p[6 * PAGE] = 1;
    CHECK(munmap(p + 4 * PAGE, 2 * PAGE) == 0 && free_pages() == before + 2);
    CHECK(mprotect(p, 4 * PAGE, RW) == 0);
    CHECK(mprotect(p, 5 * PAGE, RW) == -1 && errno == ENOMEM);
    CHECK(munmap(p, 10 * PAGE) == 0 && free_pages() == before + 10);
    CHECK(munmap(p, 10 * PAGE) == 0 && free_pages() == before + 10);
}

TEST(many_mappings)
{
    static char *p[2000];
    long before = free_pages();

    for (int i = 0; i < 2000; i++) {
        p[i] = mmap(NULL, PAGE, RW, ANON, -1, 0);
        if (!CHECK(p[i] != MAP_FAILED))
            return;
        *p[i] = (char)i;
    }
    for (int i = 0; i < 2000; i++)
        CHECK(*p[i] == (char)i && munmap(p[i], PAGE) == 0);
    /* But for the list of them, and page tables. */
    CHECK(before - free_pages() < 64);
}

TEST(a_file_by_copy)
{
    int fd = open("/tmp/mapped", O_RDWR | O_CREAT | O_TRUNC, 0644);
    char *p, *q;

    CHECK(ftruncate(fd, PAGE) == 0 && pwrite(fd, "contents", 8, PAGE) == 8);
    p = mmap(NULL, PAGE + 8, PROT_READ, MAP_PRIVATE, fd, 0);
    q = mmap(NULL, 8, RW, MAP_PRIVATE, fd, PAGE);
    if (!CHECK(p != MAP_FAILED && q != MAP_FAILED))
        return;
    CHECK(p[0] == 0 && memcmp(p + PAGE, "contents", 9) == 0);
    q[0] = 'C';
    CHECK(p[PAGE] == 'c');
    CHECK(munmap(p, PAGE + 8) == 0 && munmap(q, 8) == 0);
    REFUSED(EINVAL, NULL, 8, RW, MAP_PRIVATE, fd, 100);
    close(fd);
    REFUSED(EBADF, NULL, 8, RW, MAP_PRIVATE, fd, 0);
    REFUSED(ENODEV, NULL, 8, PROT_READ, MAP_PRIVATE, 0, 0);
    REFUSED(EACCES, NULL, 8, PROT_READ, MAP_PRIVATE, 1, 0);
    unlink("/tmp/mapped");
}

TEST(a_file_shared)
{
    int fd = open("/tmp/shared", O_RDWR | O_CREAT | O_TRUNC, 0644);
    char *p, *q, buf[16] = "";

    CHECK(pwrite(fd, "contents", 8, 0) == 8 && ftruncate(fd, 3 * PAGE) == 0);
    p = mmap(NULL, 2 * PAGE, RW, MAP_SHARED, fd, 0);
    q = mmap(NULL, 2 * PAGE, RW, MAP_SHARED, fd, 0);
    if (!CHECK(p != MAP_FAILED && q != MAP_FAILED))
        return;
    CHECK(memcmp(p, "contents", 9) == 0);
    p[0] = 'C';
    p[PAGE + 1] = 'x';
    CHECK(q[0] == 'C');
    CHECK(pread(fd, buf, 8, 0) == 8 && memcmp(buf, "Contents", 8) == 0);
    CHECK(pread(fd, buf, 3, PAGE) == 3 && memcmp(buf, "\0x", 3) == 0);
    CHECK(pwrite(fd, "NT", 2, 2) == 2 && memcmp(q, "CoNTents", 8) == 0);
    CHECK(ftruncate(fd, 4) == 0 && memcmp(p, "CoNT\0\0", 6) == 0);
    p[1] = 'O';
    p[5] = 'z'; /* behind the end: never in the file */
    CHECK(msync(p, PAGE, MS_SYNC) == 0 && fsync(fd) == 0);
    CHECK(munmap(p, 2 * PAGE) == 0 && q[1] == 'O');
    q[2] = 'n';
    CHECK(munmap(q, PAGE) == -1 && errno == EINVAL);
    CHECK(munmap(q, 2 * PAGE) == 0);
    CHECK(pread(fd, buf, 16, 0) == 4 && memcmp(buf, "COnT", 4) == 0);
    close(fd);
    fd = open("/tmp/shared", O_RDONLY);
    REFUSED(EACCES, NULL, PAGE, RW, MAP_SHARED, fd, 0);
    p = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, fd, 0);
    if (CHECK(p != MAP_FAILED))
        CHECK(memcmp(p, "COnT", 5) == 0 && munmap(p, PAGE) == 0);
    close(fd);
    unlink("/tmp/shared");
}

TEST(what_is_refused)
{
    char *p = mmap(NULL, PAGE, RW, ANON, -1, 0);

    REFUSED(EINVAL, NULL, 0, RW, ANON, -1, 0);
    REFUSED(EINVAL, NULL, PAGE, RW, MAP_ANONYMOUS, -1, 0);
    REFUSED(EINVAL, p, PAGE, RW, ANON | MAP_FIXED, -1, 0);
    REFUSED(EACCES, NULL, PAGE, RW | PROT_EXEC, ANON, -1, 0);
    REFUSED(ENOMEM, NULL, SIZE_MAX / 2, RW, ANON, -1, 0);
    REFUSED(ENOMEM, NULL, SIZE_MAX, RW, ANON, -1, 0);
    REFUSED(ENOMEM, NULL, 1ul << 40, RW, ANON, -1, 0);
    CHECK(mprotect(p, PAGE, PROT_READ) == -1 && errno == ENOSYS);
    CHECK(mprotect(p + 1, PAGE, RW) == -1 && errno == EINVAL);
    CHECK(munmap(p + 1, PAGE) == -1 && errno == EINVAL);
    CHECK(munmap(p, 0) == -1 && errno == EINVAL);
    CHECK(munmap(p, SIZE_MAX) == -1 && errno == EINVAL);
    CHECK(munmap(p, PAGE) == 0);
    CHECK(msync(p, PAGE, MS_SYNC) == -1 && errno == ENOMEM);
}
