/*
 * tree.c - prints a tree of files: what an archive must have brought over.
 *
 *     tree DIR
 *
 * One line for each file: mode, links, owner, group, size, time, a sum of the
 * contents, path, target. Runs on the host too; there it says what is right.
 */
#include <dirent.h>
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Fletcher's sum, which tells order too. */
static unsigned long sum_of(const char *path)
{
    static unsigned char buf[65536];
    unsigned long a = 1, b = 0;
    int fd = open(path, O_RDONLY);
    ssize_t n;

    if (fd < 0)
        err(1, "%s", path);
    while ((n = read(fd, buf, sizeof(buf))) > 0) {
        for (ssize_t i = 0; i < n; i++) {
            a = (a + buf[i]) % 65521;
            b = (b + a) % 65521;
        }
    }
    if (n < 0)
        err(1, "%s", path);
    close(fd);
    return b << 16 | a;
}

static void print(const char *path, const struct stat *st)
{
    char target[1024];
    ssize_t len = 0;
    int is_dir = S_ISDIR(st->st_mode);

    if (S_ISLNK(st->st_mode))
        len = readlink(path, target, sizeof(target));
    if (len < 0)
        err(1, "%s", path);
    printf("%06o %d %d %d %ld %ld %08lx %s %.*s\n", (unsigned)st->st_mode,
           is_dir ? 0 : (int)st->st_nlink, (int)st->st_uid, (int)st->st_gid,
           is_dir ? 0l : (long)st->st_size, (long)st->st_mtime,
           S_ISREG(st->st_mode) ? sum_of(path) : 0ul, path, (int)len, target);
}

/* Recursion: test trees are flat. */
static void walk(const char *path)
{
    struct dirent **list;
    int n = scandir(path, &list, NULL, alphasort);

    if (n < 0)
        err(1, "%s", path);
    for (int i = 0; i < n; i++) {
        char below[1024];
        struct stat st;

        snprintf(below, sizeof(below), "%s/%s", path, list[i]->d_name);
        if (strcmp(list[i]->d_name, ".") && strcmp(list[i]->d_name, "..")) {
            if (lstat(below, &st))
                err(1, "%s", below);
            print(below, &st);
            if (S_ISDIR(st.st_mode))
                walk(below);
        }
        free(list[i]);
    }
    free(list);
}

int main(int argc, char **argv)
{
    if (argc != 2 || chdir(argv[1]))
        err(2, "usage: tree DIR");
    walk(".");
    return 0;
}
