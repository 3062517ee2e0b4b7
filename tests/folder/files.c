/*
 * files.c - calls on files, and what came of each, one a line.
 *
 *     files DIR           in an empty directory
 *     files DIR bigdir N  counts and names of a directory with N files
 *     files DIR watch     says what file "host" holds until it is "end"
 *     files DIR refused   tries to change what is there
 *
 * The same program runs in a guest, in a folder of the host, and on the host
 * itself: both print the same and leave the same behind.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define BIG ((off_t)5 << 30)

static const struct {
    int number;
    const char *name;
} names[] = {
    {ENOENT, "ENOENT"},       {EEXIST, "EEXIST"},
    {ENOTDIR, "ENOTDIR"},     {EISDIR, "EISDIR"},
    {ENOTEMPTY, "ENOTEMPTY"}, {ELOOP, "ELOOP"},
    {EINVAL, "EINVAL"},       {EROFS, "EROFS"},
    {EBADF, "EBADF"},         {EXDEV, "EXDEV"},
    {EPERM, "EPERM"},         {ENAMETOOLONG, "ENAMETOOLONG"},
    {EACCES, "EACCES"},       {EIO, "EIO"},
};

static unsigned line;

static void say(const char *what, long long result)
{
    const char *name = "?";

    line++;
    if (result >= 0) {
        printf("%u %s: %lld\n", line, what, result);
        return;
    }
    for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (names[i].number == errno)
            name = names[i].name;
    }
    printf("%u %s: %s\n", line, what, name);
}

#define SAY(call) say(#call, call)

/* A number for the contents of a file. */
static long long sum(int fd)
{
    unsigned char buf[70000];
    unsigned long long n = 5381;
    ssize_t got;

    if (lseek(fd, 0, SEEK_SET))
        return -1;
    while ((got = read(fd, buf, sizeof(buf))) > 0) {
        for (ssize_t i = 0; i < got; i++)
            n = n * 33 + buf[i];
    }
    return got < 0 ? -1 : (long long)(n >> 1);
}

static long long sum_of(const char *path)
{
    int fd = open(path, O_RDONLY);
    long long n = fd < 0 ? -1 : sum(fd);

    if (fd >= 0)
        close(fd);
    return n;
}

static long long size_of(const char *path)
{
    struct stat st;

    return lstat(path, &st) ? -1 : (long long)st.st_size;
}

static long long mode_of(const char *path)
{
    struct stat st;

    return lstat(path, &st) ? -1 : (long long)st.st_mode;
}

static long long links_of(const char *path)
{
    struct stat st;

    return lstat(path, &st) ? -1 : (long long)st.st_nlink;
}

static long long mtime_of(const char *path)
{
    struct stat st;

    return lstat(path, &st) ? -1
                            : (long long)st.st_mtim.tv_sec * 1000 +
                                  st.st_mtim.tv_nsec / 1000000;
}

static long long size_of_fd(int fd)
{
    struct stat st;

    return fstat(fd, &st) ? -1 : (long long)st.st_size;
}

static long long same_inode(const char *a, const char *b)
{
    struct stat sa, sb;

    return lstat(a, &sa) || lstat(b, &sb) ? -1 : sa.st_ino == sb.st_ino;
}

static long long put(const char *path, int flags, const char *text)
{
    int fd = open(path, O_WRONLY | flags, 0666);
    ssize_t n = fd < 0 ? -1 : write(fd, text, strlen(text));

    if (fd >= 0 && close(fd))
        return -1;
    return n;
}

static void opens(void)
{
    SAY(put("a", 0, "x"));
    SAY(put("a", O_CREAT, "hello"));
    SAY(put("a", O_CREAT | O_EXCL, "no"));
    SAY(put("a", O_APPEND, " world"));
    SAY(sum_of("a"));
    SAY(put("a", 0, "J"));
    SAY(sum_of("a"));
    SAY(put("b", O_CREAT | O_TRUNC, "bee"));
    SAY(put("b", O_CREAT | O_TRUNC, "be"));
    SAY(size_of("b"));
    SAY(put("none/b", O_CREAT, "x"));
    SAY(put("a/b", O_CREAT, "x"));
    SAY(put(".", 0, "x"));
    SAY(open("b", O_RDONLY | O_DIRECTORY));
    SAY(chmod("b", 0444));
    SAY(mode_of("b"));
    SAY(chmod("b", 0640));
}

static void data(void)
{
    size_t size = 3000001;
    char *big = malloc(size);
    int fd = open("big", O_RDWR | O_CREAT, 0600);

    for (size_t i = 0; i < size; i++)
        big[i] = (char)(i * 7 + i / 251);
    SAY(write(fd, big, size));
    SAY(sum(fd));
    memset(big, 0, size);
    SAY(pread(fd, big, size, 1));
    SAY(pread(fd, big, 100, 4000000));
    SAY(pwrite(fd, "marks", 5, 2000000));
    SAY(ftruncate(fd, 2500000));
    SAY(size_of_fd(fd));
    SAY(lseek(fd, -3, SEEK_END));
    SAY(ftruncate(fd, 2600000));
    SAY(sum(fd));
    SAY(fsync(fd));
    SAY(close(fd));
    fd = open("sparse", O_RDWR | O_CREAT, 0600);
    SAY(pwrite(fd, "far", 3, BIG));
    SAY(size_of_fd(fd));
    memset(big, 0, 8);
    SAY(pread(fd, big, 8, BIG - 2));
    SAY(memcmp(big, "\0\0far", 6));
    SAY(pread(fd, big, 8, BIG - 100) + big[0]);
    SAY(close(fd));
    free(big);
}

static void tree(void)
{
    char buf[300], text[20];

    SAY(mkdir("d", 0750));
    SAY(mkdir("d", 0750));
    SAY(mkdir("d/e", 0700));
    SAY(mode_of("d/e"));
    SAY(rmdir("d"));
    SAY(unlink("d"));
    SAY(rmdir("a"));
    SAY(symlink("../a", "d/link"));
    SAY(symlink("loop", "loop"));
    SAY(symlink("/nowhere/at/all", "dead"));
    SAY(sum_of("d/link"));
    SAY(sum_of("loop"));
    SAY(sum_of("dead"));
    SAY(readlink("d/link", text, sizeof(text)));
    SAY(memcmp(text, "../a", 4));
    SAY(link("a", "d/hard"));
    SAY(links_of("a"));
    SAY(same_inode("a", "d/hard"));
    SAY(put("d/hard", O_APPEND, "!"));
    SAY(size_of("a"));
    SAY(link("d", "dd"));
    SAY(rename("a", "d/e/moved"));
    SAY(size_of("a"));
    SAY(sum_of("d/e/moved"));
    SAY(rename("d/e/moved", "b"));
    SAY(links_of("b"));
    SAY(rename("d", "d/e/below"));
    SAY(rename("d/e", "f"));
    SAY(rename("f", "b"));
    SAY(rename("b", "f"));
    SAY(mkdir("g", 0700));
    SAY(rename("f", "g"));
    SAY(chdir("g"));
    SAY(put("in-g", O_CREAT, "x"));
    SAY(rename("../g", "../h"));
    SAY(put("in-h", O_CREAT, "y"));
    SAY(getcwd(buf, sizeof(buf)) ? strcmp(strrchr(buf, '/'), "/h") : -1);
    SAY(chdir(".."));
    SAY(size_of("h/in-h"));
    memset(buf, 'n', sizeof(buf));
    buf[255] = '\0';
    SAY(put(buf, O_CREAT, "x"));
    buf[255] = 'n', buf[256] = '\0';
    SAY(put(buf, O_CREAT, "x"));
}

static void odd_names(void)
{
    static const char *const odd[] = {
        " ",   "a b", "\xff\xfe", "\x01\x7f", "...",
        "-rf", "*?[", "a\nb",     "\\",       "\xc3\xa4:;,'\""};

    for (unsigned i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
        SAY(put(odd[i], O_CREAT | O_EXCL, odd[i]));
        SAY(sum_of(odd[i]));
    }
}

static void open_files(void)
{
    struct timespec when[2] = {{1234567890, 120000000}, {987654321, 5000000}};
    char text[20] = "";
    int fd = open("open", O_RDWR | O_CREAT | O_EXCL, 0600);

    SAY(write(fd, "0123456789", 10));
    SAY(rename("open", "renamed"));
    SAY(pwrite(fd, "ab", 2, 3));
    SAY(size_of_fd(fd));
    SAY(ftruncate(fd, 8));
    SAY(futimens(fd, when));
    SAY(fchmod(fd, 0604));
    SAY(mtime_of("renamed"));
    SAY(mode_of("renamed"));
    SAY(unlink("renamed"));
    SAY(size_of("renamed"));
    SAY(pread(fd, text, 20, 0));
    SAY(memcmp(text, "012ab567", 8));
    SAY(pwrite(fd, "xyz", 3, 8));
    SAY(size_of_fd(fd));
    SAY(put("renamed", O_CREAT | O_EXCL, "another"));
    SAY(pread(fd, text, 20, 0));
    SAY(size_of_fd(fd));
    SAY(fsync(fd));
    SAY(close(fd));
    SAY(sum_of("renamed"));
    fd = open("renamed", O_RDONLY);
    SAY(put("over", O_CREAT, "the new one"));
    SAY(rename("over", "renamed"));
    SAY(pread(fd, text, 20, 0));
    SAY(memcmp(text, "another", 7));
    SAY(write(fd, "x", 1));
    SAY(close(fd));
    SAY(sum_of("renamed"));
    SAY(utimensat(AT_FDCWD, "renamed", when, 0));
    SAY(mtime_of("renamed"));
    when[1].tv_nsec = UTIME_OMIT;
    SAY(utimensat(AT_FDCWD, "renamed", when, 0));
    SAY(mtime_of("renamed"));
}

static int compare(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The names in order, and a number for all. */
static void list(const char *path, unsigned room)
{
    char **name = calloc(room, sizeof(*name));
    unsigned long long n = 5381;
    DIR *dir = opendir(path);
    struct dirent *e;
    unsigned count = 0, kinds = 0;

    while (dir && (e = readdir(dir))) {
        if (count < room)
            name[count++] = strdup(e->d_name);
        kinds += e->d_type;
    }
    say("entries", dir ? (long long)count : -1);
    say("kinds", kinds);
    qsort(name, count, sizeof(*name), compare);
    for (unsigned i = 0; i < count; i++) {
        for (const char *p = name[i]; *p; p++)
            n = n * 33 + (unsigned char)*p;
        n = n * 33;
        free(name[i]);
    }
    say("names", (long long)(n >> 1));
    rewinddir(dir);
    for (count = 0; count < 5 && readdir(dir); count++)
        ;
    say("again", count);
    closedir(dir);
    free(name);
}

/* The host writes the file; a line for each change, until "end". */
static int watch(void)
{
    char last[100] = "", text[100];

    puts("ready");
    fflush(stdout);
    while (strcmp(last, "end") != 0) {
        int fd = open("host", O_RDONLY);
        ssize_t n = fd < 0 ? 0 : read(fd, text, sizeof(text) - 1);

        if (fd >= 0)
            close(fd);
        text[n > 0 ? n : 0] = '\0';
        if (strcmp(text, last) == 0 || !*text)
            continue;
        strcpy(last, text);
        printf("seen: %s\n", text);
        fflush(stdout);
        put("guest", O_CREAT | O_TRUNC, text);
    }
    return 0;
}

static int refused(void)
{
    SAY(put("file", 0, "x"));
    SAY(put("new", O_CREAT, "x"));
    SAY(mkdir("dir", 0700));
    SAY(unlink("file"));
    SAY(rename("file", "other"));
    SAY(symlink("x", "new-link"));
    SAY(link("file", "hard"));
    SAY(chmod("file", 0600));
    SAY(truncate("file", 0));
    SAY(utimensat(AT_FDCWD, "file", NULL, 0));
    SAY(size_of("file"));
    SAY(sum_of("file"));
    return 0;
}

int main(int argc, char **argv)
{
    struct statvfs st;

    umask(022);
    if (argc < 2 || chdir(argv[1]))
        return 2;
    if (argc > 2 && strcmp(argv[2], "watch") == 0)
        return watch();
    if (argc > 2 && strcmp(argv[2], "refused") == 0)
        return refused();
    if (argc > 3) {
        list("many", (unsigned)atoi(argv[3]));
        return 0;
    }
    opens();
    data();
    tree();
    odd_names();
    open_files();
    list(".", 1000);
    SAY(statvfs(".", &st));
    say("files by name", size_of("h/in-g"));
    return 0;
}
