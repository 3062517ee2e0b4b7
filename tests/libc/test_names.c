// expect: status 0
/*
 * test_names.c - directories, links and attributes by their POSIX calls.
 *
 * Nothing in it is of pith: on another system it passes too.
 */
#define _GNU_SOURCE /* the *at() calls, with glibc */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>
#include <utime.h>

#include "tests/libc/harness.h"

/* @call fails with @error. */
#define FAILS(call, error) CHECK((errno = 0, (call) == -1) && errno == (error))

static char top[PATH_MAX]; /* the fresh directory that is current */

static void begin(void)
{
    static int number;
    char path[64];

    snprintf(path, sizeof(path), "/tmp/names-%ld-%d", (long)getpid(), ++number);
    CHECK(mkdir(path, 0755) == 0 && chdir(path) == 0);
    CHECK(getcwd(top, sizeof(top)) != NULL);
}

static void touch(const char *path)
{
    int fd = open(path, O_WRONLY | O_CREAT, 0644);

    CHECK(fd >= 0 && write(fd, path, strlen(path)) > 0 && close(fd) == 0);
}

static bool exists(const char *path)
{
    struct stat st;

    return lstat(path, &st) == 0;
}

static struct stat stat_of(const char *path)
{
    struct stat st = {0};

    CHECK(lstat(path, &st) == 0);
    return st;
}

TEST(directories)
{
    begin();
    CHECK(mkdir("d", 0755) == 0 && mkdir("d/e/", 0700) == 0);
    FAILS(mkdir("d", 0755), EEXIST);
    FAILS(mkdir("x/y", 0755), ENOENT);
    touch("f");
    FAILS(mkdir("f", 0755), EEXIST);
    FAILS(mkdir("f/x", 0755), ENOTDIR);
    CHECK(stat_of("d").st_nlink == 3 && S_ISDIR(stat_of("d").st_mode));
    FAILS(rmdir("d"), ENOTEMPTY);
    FAILS(rmdir("f"), ENOTDIR);
    FAILS(rmdir("none"), ENOENT);
    FAILS(rmdir("d/e/."), EINVAL);
    CHECK(unlink("d") == -1 && (errno == EISDIR || errno == EPERM));
    FAILS(unlink("f/"), ENOTDIR);
    CHECK(rmdir("d/e") == 0 && rmdir("d") == 0 && !exists("d"));
}

TEST(current_directory)
{
    char want[PATH_MAX + 8], buf[PATH_MAX];
    char *got;

    begin();
    CHECK(mkdir("d", 0755) == 0 && chdir("d") == 0);
    snprintf(want, sizeof(want), "%s/d", top);
    CHECK(getcwd(buf, sizeof(buf)) == buf && strcmp(buf, want) == 0);
    CHECK(getcwd(buf, strlen(want)) == NULL && errno == ERANGE);
    CHECK(getcwd(buf, strlen(want) + 1) == buf);
    CHECK(getcwd(buf, 0) == NULL && errno == EINVAL);
    got = getcwd(NULL, 0);
    CHECK(got && strcmp(got, want) == 0);
    free(got);
    touch("f");
    FAILS(chdir("f"), ENOTDIR);
    FAILS(chdir("none"), ENOENT);
    CHECK(chdir("..") == 0 && exists("d/f"));
    CHECK(getcwd(buf, sizeof(buf)) && strcmp(buf, top) == 0);
    CHECK(chdir("/") == 0 && getcwd(buf, sizeof(buf)) && !strcmp(buf, "/"));
    CHECK(chdir(top) == 0 && rename("d", "renamed") == 0);
    {
        int fd = open("renamed", O_RDONLY | O_DIRECTORY);

        CHECK(fchdir(fd) == 0 && close(fd) == 0);
        snprintf(want, sizeof(want), "%s/renamed", top);
        CHECK(getcwd(buf, sizeof(buf)) && strcmp(buf, want) == 0);
        fd = open("f", O_RDONLY);
        FAILS(fchdir(fd), ENOTDIR);
        close(fd);
        FAILS(fchdir(99), EBADF);
    }
}

TEST(a_removed_current_directory)
{
    char buf[PATH_MAX];

    begin();
    CHECK(mkdir("d", 0755) == 0 && chdir("d") == 0 && rmdir("../d") == 0);
    CHECK(getcwd(buf, sizeof(buf)) == NULL && errno == ENOENT);
    FAILS(open("f", O_CREAT | O_WRONLY, 0644), ENOENT);
    FAILS(mkdir("e", 0755), ENOENT);
    CHECK(chdir("/") == 0);
}

TEST(renaming)
{
    begin();
    touch("a");
    touch("b");
    CHECK(mkdir("d", 0755) == 0 && mkdir("e", 0755) == 0);
    FAILS(rename("none", "x"), ENOENT);
    FAILS(rename("a", "none/x"), ENOENT);
    FAILS(rename("a", "d"), EISDIR);
    FAILS(rename("d", "a"), ENOTDIR);
    FAILS(rename("a", "b/x"), ENOTDIR);
    FAILS(rename("d", "d/inside"), EINVAL);
    CHECK(rename("a", "b") == 0 && !exists("a"));
    CHECK(rename("b", "d/b") == 0 && exists("d/b"));
    CHECK(rename("e", "d") == -1 && (errno == ENOTEMPTY || errno == EEXIST));
    CHECK(rename("d", "e") == 0 && exists("e/b") && !exists("d"));
    CHECK(rename("e/b", "e/b") == 0 && exists("e/b"));
    CHECK(rename("e", "./f/") == 0 && exists("f/b"));
}

TEST(links)
{
    struct stat st;
    char buf[64];

    begin();
    touch("a");
    CHECK(mkdir("d", 0755) == 0);
    CHECK(link("a", "d/b") == 0 && stat_of("a").st_nlink == 2);
    CHECK(stat_of("a").st_ino == stat_of("d/b").st_ino);
    FAILS(link("a", "d/b"), EEXIST);
    FAILS(link("none", "x"), ENOENT);
    FAILS(link("d", "x"), EPERM);
    CHECK(unlink("a") == 0 && stat_of("d/b").st_nlink == 1);

    CHECK(symlink("d/b", "s") == 0 && symlink("none", "dangling") == 0);
    FAILS(symlink("x", "s"), EEXIST);
    CHECK(readlink("s", buf, sizeof(buf)) == 3 && memcmp(buf, "d/b", 3) == 0);
    CHECK(readlink("s", buf, 1) == 1);
    FAILS(readlink("d/b", buf, sizeof(buf)), EINVAL);
    FAILS(readlink("x", buf, sizeof(buf)), ENOENT);
    CHECK(S_ISLNK(stat_of("s").st_mode) && stat_of("s").st_size == 3);
    CHECK(stat("s", &st) == 0 && S_ISREG(st.st_mode));
    FAILS(stat("dangling", &st), ENOENT);
    FAILS(open("s", O_RDONLY | O_NOFOLLOW), ELOOP);
    FAILS(open("dangling", O_CREAT | O_EXCL | O_WRONLY, 0644), EEXIST);
    touch("dangling");
    CHECK(exists("none"));
    CHECK(symlink("loop2", "loop1") == 0 && symlink("loop1", "loop2") == 0);
    FAILS(stat("loop1", &st), ELOOP);
    FAILS(open("loop1", O_RDONLY), ELOOP);
    CHECK(unlink("loop1") == 0 && unlink("s") == 0 && exists("d/b"));
}

TEST(real_paths)
{
    char buf[PATH_MAX], want[PATH_MAX + 8];
    char *got;

    begin();
    CHECK(mkdir("d", 0755) == 0 && symlink("../d/.//", "d/self") == 0);
    touch("d/f");
    snprintf(want, sizeof(want), "%s/d/f", top);
    CHECK(realpath("d/self/../d/self/f", buf) && strcmp(buf, want) == 0);
    got = realpath("./d", NULL);
    CHECK(got && strlen(got) == strlen(want) - 2);
    free(got);
    CHECK(realpath("none", buf) == NULL && errno == ENOENT);
    CHECK(realpath("d/f/x", buf) == NULL && errno == ENOTDIR);
    CHECK(realpath("/", buf) && strcmp(buf, "/") == 0);
}

/* The entries of ".", each once, as a sorted string. */
static const char *listing(void)
{
    static char text[256];
    struct dirent **list;
    int n = scandir(".", &list, NULL, alphasort);

    CHECK(n >= 2);
    text[0] = '\0';
    for (int i = 0; i < n; i++) {
        strcat(strcat(text, list[i]->d_name), " ");
        free(list[i]);
    }
    free(list);
    return text;
}

TEST(reading_directories)
{
    struct dirent *e;
    struct stat st;
    unsigned n = 0;
    long place = 0;
    char name[256];
    DIR *dir;

    begin();
    CHECK(strcmp(listing(), ". .. ") == 0);
    touch("b");
    touch("a");
    CHECK(mkdir("c", 0755) == 0 && symlink("a", "d") == 0);
    CHECK(strcmp(listing(), ". .. a b c d ") == 0);
    dir = opendir(".");
    for (errno = 0; (e = readdir(dir)); n++) {
        CHECK(lstat(e->d_name, &st) == 0);
        CHECK(strcmp(e->d_name, "..") == 0 || e->d_ino == st.st_ino);
        if (e->d_type != DT_UNKNOWN)
            CHECK(e->d_type == IFTODT(st.st_mode));
        if (n == 2)
            place = telldir(dir);
        if (n == 3)
            strcpy(name, e->d_name);
    }
    CHECK(n == 6 && errno == 0);
    seekdir(dir, place);
    e = readdir(dir);
    CHECK(e && strcmp(e->d_name, name) == 0);
    rewinddir(dir);
    for (n = 0; readdir(dir); n++)
        ;
    CHECK(n == 6 && fstat(dirfd(dir), &st) == 0 && S_ISDIR(st.st_mode));
    CHECK(closedir(dir) == 0);
    CHECK(opendir("none") == NULL && errno == ENOENT);
    CHECK(opendir("a") == NULL && errno == ENOTDIR);
    CHECK(fdopendir(99) == NULL && errno == EBADF);
    {
        int fd = open(".", O_RDONLY);
        char byte;

        FAILS(read(fd, &byte, 1), EISDIR);
        dir = fdopendir(fd);
        CHECK(dir && dirfd(dir) == fd && readdir(dir) && closedir(dir) == 0);
        FAILS(close(fd), EBADF);
    }
}

TEST(removing_while_reading)
{
    struct dirent *e;
    char name[16];
    DIR *dir;

    begin();
    for (int i = 0; i < 500; i++) {
        snprintf(name, sizeof(name), "file%d", i);
        touch(name);
    }
    dir = opendir(".");
    while ((e = readdir(dir))) {
        if (e->d_name[0] != '.')
            CHECK(unlink(e->d_name) == 0);
    }
    closedir(dir);
    CHECK(strcmp(listing(), ". .. ") == 0);
}

TEST(modes)
{
    struct stat st;
    mode_t old;
    int fd;

    begin();
    old = umask(027);
    touch("f"); /* 0644 */
    CHECK(mkdir("d", 0777) == 0);
    CHECK((stat_of("f").st_mode & 07777) == 0640);
    CHECK((stat_of("d").st_mode & 07777) == 0750);
    CHECK(umask(old) == 027);
    CHECK(chmod("f", 04711) == 0 && stat_of("f").st_mode == (S_IFREG | 04711));
    CHECK(access("f", X_OK) == 0 && access("f", R_OK | W_OK) == 0);
    CHECK(chmod("f", 0600) == 0);
    FAILS(access("f", X_OK), EACCES);
    FAILS(access("none", F_OK), ENOENT);
    FAILS(access("f", 0100), EINVAL);
    FAILS(chmod("none", 0600), ENOENT);
    fd = open("f", O_RDONLY);
    CHECK(fchmod(fd, 0644) == 0 && fstat(fd, &st) == 0);
    CHECK(st.st_mode == (S_IFREG | 0644) && st.st_uid == 0);
    CHECK(fchown(fd, 12, (gid_t)-1) == 0 && stat_of("f").st_uid == 12);
    CHECK(chown("f", (uid_t)-1, 70000) == 0 && stat_of("f").st_gid == 70000);
    CHECK(stat_of("f").st_uid == 12);
    FAILS(fchmod(99, 0600), EBADF);
    close(fd);
}

TEST(times)
{
    struct utimbuf u = {1000, 2000};
    struct timeval tv[2] = {{3000, 500000}, {4000, 250000}};
    struct timespec ts[2] = {{5000, 1}, {-7, 999999999}};
    time_t now = time(NULL);
    struct stat st;
    int fd;

    begin();
    touch("f");
    st = stat_of("f");
    CHECK(st.st_mtime >= now - 2 && st.st_mtime <= now + 60);
    CHECK(utime("f", &u) == 0);
    CHECK(stat_of("f").st_atime == 1000 && stat_of("f").st_mtime == 2000);
    CHECK(utimes("f", tv) == 0 && stat_of("f").st_mtime == 4000);
    CHECK(stat_of("f").st_mtim.tv_nsec == 250000000);
    fd = open("f", O_RDWR);
    CHECK(futimens(fd, ts) == 0 && fstat(fd, &st) == 0);
    CHECK(st.st_mtim.tv_sec == -7 && st.st_mtim.tv_nsec == 999999999);
    CHECK(st.st_atim.tv_sec == 5000 && st.st_atim.tv_nsec == 1);
    CHECK(write(fd, "x", 1) == 1 && stat_of("f").st_mtime >= now - 2);
    CHECK(utime("f", &u) == 0 && utime("f", NULL) == 0);
    CHECK(stat_of("f").st_mtime >= now - 2);
    FAILS(utime("none", NULL), ENOENT);
    tv[0].tv_usec = 1000000;
    FAILS(utimes("f", tv), EINVAL);
    close(fd);
}

TEST(relative_to_a_descriptor)
{
    struct stat st;
    char buf[8];
    int dir, fd;

    begin();
    CHECK(mkdir("d", 0755) == 0);
    dir = open("d", O_RDONLY | O_DIRECTORY);
    CHECK(chdir("/") == 0);
    fd = openat(dir, "f", O_WRONLY | O_CREAT, 0644);
    CHECK(fd >= 0);
    FAILS(openat(fd, "x", O_RDONLY), ENOTDIR);
    FAILS(openat(99, "x", O_RDONLY), EBADF);
    FAILS(openat(fd + 1, "x", O_RDONLY), EBADF);
    CHECK(openat(99, "/", O_RDONLY) >= 0);
    CHECK(fstatat(dir, "f", &st, 0) == 0 && S_ISREG(st.st_mode));
    CHECK(mkdirat(dir, "e", 0755) == 0 && faccessat(dir, "e", F_OK, 0) == 0);
    CHECK(symlinkat("f", dir, "s") == 0);
    CHECK(readlinkat(dir, "s", buf, sizeof(buf)) == 1 && buf[0] == 'f');
    CHECK(fstatat(dir, "s", &st, AT_SYMLINK_NOFOLLOW) == 0);
    CHECK(S_ISLNK(st.st_mode));
    CHECK(linkat(dir, "f", dir, "e/g", 0) == 0);
    CHECK(fchmodat(dir, "f", 0600, 0) == 0);
    CHECK(renameat(dir, "e/g", dir, "h") == 0);
    CHECK(unlinkat(dir, "e", AT_REMOVEDIR) == 0);
    FAILS(unlinkat(dir, "e", AT_REMOVEDIR), ENOENT);
    CHECK(unlinkat(dir, "h", 0) == 0);
    close(fd), close(dir);
    CHECK(chdir(top) == 0 && chdir("d") == 0);
    CHECK(strcmp(listing(), ". .. f s ") == 0);
}

TEST(sizes_of_file_systems)
{
    struct statvfs fs;

    begin();
    CHECK(statvfs(".", &fs) == 0 && fs.f_namemax == 255);
    CHECK(fs.f_bsize > 0 && fs.f_blocks > 0 && fs.f_bfree <= fs.f_blocks);
    CHECK(statvfs("none", &fs) == -1 && errno == ENOENT);
    CHECK(pathconf(".", _PC_NAME_MAX) == 255);
    FAILS(pathconf("none", _PC_NAME_MAX), ENOENT);
}
