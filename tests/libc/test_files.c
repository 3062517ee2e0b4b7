// expect: status 0
/*
 * test_files.c - files by their POSIX calls: open to close.
 *
 * Nothing in it is of pith: on another system it passes too.
 */
#define _GNU_SOURCE /* dup3(), with glibc */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "tests/libc/harness.h"

/* @call fails with @error. */
#define FAILS(call, error) CHECK((errno = 0, (call) == -1) && errno == (error))

static char buf[70000];

/* A fresh directory is current. */
static void begin(void)
{
    static int number;
    char path[64];

    snprintf(path, sizeof(path), "/tmp/files-%ld-%d", (long)getpid(), ++number);
    CHECK(mkdir(path, 0755) == 0 && chdir(path) == 0);
}

static void write_file(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    ssize_t len = (ssize_t)strlen(text);

    CHECK(fd >= 0 && write(fd, text, (size_t)len) == len && close(fd) == 0);
}

static bool reads(int fd, const char *text)
{
    ssize_t n = read(fd, buf, sizeof(buf));

    return n == (ssize_t)strlen(text) && memcmp(buf, text, (size_t)n) == 0;
}

static bool holds(const char *path, const char *text)
{
    int fd = open(path, O_RDONLY);
    bool same = fd >= 0 && reads(fd, text);

    if (fd >= 0)
        close(fd);
    return same;
}

static off_t size_of(const char *path)
{
    struct stat st;

    return stat(path, &st) ? -1 : st.st_size;
}

TEST(open_flags)
{
    int fd;

    begin();
    FAILS(open("none", O_RDONLY), ENOENT);
    FAILS(open("", O_RDONLY), ENOENT);
    fd = open("a", O_RDWR | O_CREAT | O_EXCL, 0600);
    CHECK(fd >= 3 && write(fd, "hello", 5) == 5 && close(fd) == 0);
    FAILS(open("a", O_RDWR | O_CREAT | O_EXCL, 0600), EEXIST);
    FAILS(open("a/b", O_RDONLY), ENOTDIR);
    FAILS(open("a/", O_RDONLY), ENOTDIR);
    FAILS(open("a", O_RDONLY | O_DIRECTORY), ENOTDIR);
    FAILS(open(".", O_WRONLY), EISDIR);
    FAILS(open(".", O_RDWR), EISDIR);
    fd = open("a", O_WRONLY | O_TRUNC);
    CHECK(fd >= 0 && size_of("a") == 0 && close(fd) == 0);
    fd = creat("b", 0640);
    CHECK(fd >= 0 && write(fd, "x", 1) == 1);
    FAILS(read(fd, buf, 1), EBADF);
    CHECK(close(fd) == 0);
    FAILS(close(fd), EBADF);
    fd = open("b", O_RDONLY);
    FAILS(write(fd, "y", 1), EBADF);
    CHECK(close(fd) == 0);
}

TEST(names_that_are_too_long)
{
    char name[300];
    int fd;

    begin();
    memset(name, 'n', sizeof(name));
    name[256] = '\0';
    FAILS(open(name, O_CREAT | O_WRONLY, 0644), ENAMETOOLONG);
    name[255] = '\0';
    fd = open(name, O_CREAT | O_WRONLY, 0644);
    CHECK(fd >= 0 && close(fd) == 0 && unlink(name) == 0);
    memset(buf, '/', PATH_MAX);
    buf[PATH_MAX] = '\0';
    FAILS(open(buf, O_RDONLY), ENAMETOOLONG);
    buf[PATH_MAX - 1] = '\0';
    fd = open(buf, O_RDONLY);
    CHECK(fd >= 0 && close(fd) == 0);
}

TEST(reading_and_positions)
{
    int fd;

    begin();
    write_file("a", "0123456789");
    fd = open("a", O_RDWR);
    CHECK(read(fd, buf, 4) == 4 && memcmp(buf, "0123", 4) == 0);
    CHECK(lseek(fd, 0, SEEK_CUR) == 4);
    CHECK(lseek(fd, -2, SEEK_END) == 8 && reads(fd, "89"));
    CHECK(read(fd, buf, 1) == 0);
    CHECK(lseek(fd, 3, SEEK_SET) == 3 && lseek(fd, -1, SEEK_CUR) == 2);
    FAILS(lseek(fd, -3, SEEK_CUR), EINVAL);
    FAILS(lseek(fd, 0, 99), EINVAL);
    CHECK(lseek(fd, INT64_MAX, SEEK_END) == -1 &&
          (errno == EOVERFLOW || errno == EINVAL));
    FAILS(lseek(99, 0, SEEK_SET), EBADF);
    CHECK(lseek(fd, 0, SEEK_CUR) == 2);
    CHECK(pread(fd, buf, 3, 7) == 3 && memcmp(buf, "789", 3) == 0);
    CHECK(pwrite(fd, "XY", 2, 4) == 2);
    CHECK(lseek(fd, 0, SEEK_CUR) == 2 && reads(fd, "23XY6789"));
    FAILS(pread(fd, buf, 1, -1), EINVAL);
    FAILS(pwrite(fd, buf, 1, -1), EINVAL);
    CHECK(pread(fd, buf, 1, 1000) == 0);
    close(fd);
}

TEST(holes_and_growth)
{
    int fd;

    begin();
    fd = open("a", O_RDWR | O_CREAT, 0644);
    CHECK(lseek(fd, 50000, SEEK_SET) == 50000 && size_of("a") == 0);
    CHECK(write(fd, "end", 3) == 3 && size_of("a") == 50003);
    memset(buf, 'x', sizeof(buf));
    CHECK(pread(fd, buf, sizeof(buf), 0) == 50003);
    CHECK(buf[0] == 0 && buf[49999] == 0 && buf[50000] == 'e');
    CHECK(ftruncate(fd, 50001) == 0 && ftruncate(fd, 50010) == 0);
    CHECK(pread(fd, buf, sizeof(buf), 50000) == 10);
    CHECK(memcmp(buf, "e\0\0\0\0\0\0\0\0\0", 10) == 0);
    FAILS(ftruncate(fd, -1), EINVAL);
    close(fd);
    CHECK(truncate("a", 3) == 0 && size_of("a") == 3);
    FAILS(truncate("none", 3), ENOENT);
    FAILS(truncate(".", 3), EISDIR);
    fd = open("a", O_RDONLY);
    FAILS(ftruncate(fd, 1), EINVAL);
    close(fd);
}

TEST(appending)
{
    int a, b;

    begin();
    a = open("log", O_WRONLY | O_CREAT | O_APPEND, 0644);
    b = open("log", O_WRONLY | O_APPEND);
    CHECK(write(a, "one ", 4) == 4 && write(b, "two ", 4) == 4);
    CHECK(lseek(a, 0, SEEK_SET) == 0 && write(a, "three", 5) == 5);
    CHECK(lseek(a, 0, SEEK_CUR) == 13);
    CHECK(holds("log", "one two three"));
    CHECK(fcntl(b, F_SETFL, fcntl(b, F_GETFL) & ~O_APPEND) == 0);
    CHECK(lseek(b, 0, SEEK_SET) == 0 && write(b, "ONE", 3) == 3);
    CHECK(holds("log", "ONE two three"));
    close(a);
    close(b);
}

TEST(large_files_in_small_pieces)
{
    long sum = 0, want = 0;
    int fd;

    begin();
    fd = open("big", O_RDWR | O_CREAT, 0644);
    for (int i = 0; i < 30000; i++) {
        char piece[37];

        memset(piece, i, sizeof(piece));
        want += (i & 0xff) * 37l;
        if (write(fd, piece, sizeof(piece)) != sizeof(piece)) {
            CHECK(!"a write of 37 bytes");
            break;
        }
    }
    CHECK(lseek(fd, 0, SEEK_SET) == 0);
    for (ssize_t n; (n = read(fd, buf, 4099)) > 0;) {
        for (ssize_t i = 0; i < n; i++)
            sum += (unsigned char)buf[i];
    }
    CHECK(sum == want && size_of("big") == 30000 * 37);
    close(fd);
    CHECK(unlink("big") == 0);
}

TEST(vectors)
{
    struct iovec out[3] = {{"ab", 2}, {NULL, 0}, {"cde", 3}};
    char x[3], y[10];
    struct iovec in[2] = {{x, 3}, {y, 10}}, bad[1] = {{x, SIZE_MAX}};
    int fd, count = -test_argc;

    begin();
    fd = open("v", O_RDWR | O_CREAT, 0644);
    CHECK(writev(fd, out, 3) == 5 && lseek(fd, 0, SEEK_SET) == 0);
    CHECK(readv(fd, in, 2) == 5 && memcmp(x, "abc", 3) == 0);
    CHECK(memcmp(y, "de", 2) == 0);
    FAILS(readv(fd, in, count), EINVAL);
    FAILS(readv(99, in, 1), EBADF);
    FAILS(writev(fd, bad, 1), EINVAL);
    close(fd);
}

TEST(descriptors_of_one_file)
{
    int a, b, c;

    begin();
    write_file("a", "0123456789");
    a = open("a", O_RDONLY);
    b = dup(a);
    c = open("a", O_RDONLY);
    CHECK(b > a && read(a, buf, 3) == 3);
    CHECK(lseek(b, 0, SEEK_CUR) == 3 && lseek(c, 0, SEEK_CUR) == 0);
    CHECK(close(a) == 0 && reads(b, "3456789"));
    CHECK(dup2(c, b) == b && lseek(b, 0, SEEK_CUR) == 0);
    CHECK(dup2(c, c) == c && dup2(c, 40) == 40 && reads(40, "0123456789"));
    FAILS(dup(99), EBADF);
    FAILS(dup2(99, 5), EBADF);
    FAILS(dup2(99, 99), EBADF);
    FAILS(dup2(b, -1), EBADF);
    CHECK(dup3(c, 41, O_CLOEXEC) == 41 && fcntl(41, F_GETFD) == FD_CLOEXEC);
    FAILS(dup3(c, c, 0), EINVAL);
    CHECK(fcntl(b, F_DUPFD, 60) == 60 && fcntl(60, F_GETFD) == 0);
    CHECK(fcntl(60, F_SETFD, FD_CLOEXEC) == 0 && fcntl(60, F_GETFD) == 1);
    FAILS(fcntl(b, F_DUPFD, -1), EINVAL);
    FAILS(fcntl(99, F_GETFD), EBADF);
    FAILS(fcntl(b, 12345), EINVAL);
    CHECK((fcntl(b, F_GETFL) & O_ACCMODE) == O_RDONLY);
    close(b), close(c), close(40), close(41), close(60);
}

TEST(the_lowest_descriptor)
{
    int a, b, c;

    begin();
    write_file("a", "x");
    a = open("a", O_RDONLY), b = open("a", O_RDONLY), c = open("a", O_RDONLY);
    CHECK(b == a + 1 && c == a + 2 && close(b) == 0);
    CHECK(open("a", O_RDONLY) == b);
    close(a), close(b), close(c);
}

TEST(many_descriptors)
{
    int n = 0, last = -1, fd;

    begin();
    write_file("a", "x");
    while ((fd = open("a", O_RDONLY)) >= 0)
        n++, last = fd;
    CHECK(errno == EMFILE && n >= 200);
    FAILS(dup(0), EMFILE);
    FAILS(open("b", O_WRONLY | O_CREAT, 0644), EMFILE);
    CHECK(size_of("b") == -1);
    for (fd = last; n-- > 0; fd--)
        CHECK(close(fd) == 0);
}

TEST(record_locks)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_len = 10};
    int rw, ro;

    begin();
    write_file("a", "x");
    rw = open("a", O_RDWR), ro = open("a", O_RDONLY);
    CHECK(fcntl(rw, F_SETLK, &lock) == 0 && fcntl(rw, F_SETLKW, &lock) == 0);
    CHECK(fcntl(ro, F_GETLK, &lock) == 0 && lock.l_type == F_UNLCK);
    lock.l_type = F_WRLCK;
    FAILS(fcntl(ro, F_SETLK, &lock), EBADF);
    lock.l_type = 77;
    FAILS(fcntl(rw, F_SETLK, &lock), EINVAL);
    lock.l_type = F_UNLCK;
    CHECK(fcntl(rw, F_SETLK, &lock) == 0);
    CHECK(lockf(rw, F_TLOCK, 5) == 0 && lockf(rw, F_ULOCK, 0) == 0);
    close(rw), close(ro);
}

TEST(syncing)
{
    int fd;

    begin();
    fd = open("a", O_RDWR | O_CREAT, 0644);
    CHECK(fsync(fd) == 0 && fdatasync(fd) == 0);
    FAILS(fsync(99), EBADF);
    sync();
    close(fd);
}

TEST(bytes_that_wait)
{
    int fd, n = -1;

    begin();
    write_file("a", "0123456789");
    fd = open("a", O_RDONLY);
    CHECK(read(fd, buf, 4) == 4 && ioctl(fd, FIONREAD, &n) == 0 && n == 6);
    FAILS(ioctl(99, FIONREAD, &n), EBADF);
    FAILS(ioctl(fd, TIOCGWINSZ, buf), ENOTTY);
    CHECK(!isatty(fd) && errno == ENOTTY);
    CHECK(!isatty(99) && errno == EBADF);
    close(fd);
}

TEST(polling_files)
{
    struct pollfd p[3] = {{-1, POLLIN, 9}, {99, POLLIN, 0}, {0, 0, 0}};

    begin();
    write_file("a", "x");
    p[2].fd = open("a", O_RDWR);
    p[2].events = POLLIN | POLLOUT;
    CHECK(poll(p, 3, -1) == 2 && p[0].revents == 0);
    CHECK(p[1].revents == POLLNVAL && p[2].revents == (POLLIN | POLLOUT));
    CHECK(poll(p, 1, 0) == 0 && poll(p, 1, 20) == 0 && poll(NULL, 0, 1) == 0);
    close(p[2].fd);
}

TEST(a_removed_file_stays_open)
{
    int fd, again;

    begin();
    write_file("a", "old");
    fd = open("a", O_RDWR);
    CHECK(unlink("a") == 0);
    FAILS(unlink("a"), ENOENT);
    write_file("a", "new");
    again = open("a", O_RDONLY);
    CHECK(reads(fd, "old") && reads(again, "new"));
    CHECK(write(fd, "er", 2) == 2 && pread(fd, buf, 9, 0) == 5);
    close(fd), close(again);
}

TEST(stdio_on_files)
{
    char line[32];
    FILE *f;
    int fd;

    begin();
    f = fopen("a", "w+");
    CHECK(f && fprintf(f, "%d\n%s\n", 42, "text") == 8);
    rewind(f);
    CHECK(fgets(line, sizeof(line), f) && strcmp(line, "42\n") == 0);
    CHECK(ftell(f) == 3 && fseek(f, 0, SEEK_END) == 0 && ftell(f) == 8);
    CHECK(fclose(f) == 0);
    f = fopen("a", "a");
    CHECK(f && fputs("more", f) >= 0 && fclose(f) == 0);
    CHECK(holds("a", "42\ntext\nmore"));
    CHECK(fopen("none", "r") == NULL && errno == ENOENT);
    CHECK(fopen("a", "wx") == NULL && errno == EEXIST);
    f = tmpfile();
    CHECK(f && fputs("temporary", f) >= 0 && fclose(f) == 0);
    strcpy(line, "madeXXXXXX");
    fd = mkstemp(line);
    CHECK(fd >= 0 && close(fd) == 0 && remove(line) == 0);
    CHECK(mkdir("d", 0755) == 0 && remove("d") == 0);
    CHECK(remove("d") == -1 && errno == ENOENT);
}

/* Descriptor 1 moves into a file and back; the file has what was printed. */
TEST(standard_output_to_a_file)
{
    int saved, fd;

    begin();
    fflush(stdout);
    saved = dup(1);
    fd = open("out", O_WRONLY | O_CREAT, 0644);
    CHECK(dup2(fd, 1) == 1 && close(fd) == 0);
    printf("into the file");
    fflush(stdout);
    CHECK(dup2(saved, 1) == 1 && close(saved) == 0);
    CHECK(holds("out", "into the file"));
}
