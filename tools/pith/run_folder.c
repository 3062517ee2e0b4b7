/*
 * run_folder.c - folders of the host in a guest: `pith run -v`.
 *
 * QEMU serves them by 9P2000.L as the user it runs as: security_model=none
 * keeps modes and links as they are. Files of several devices below DIR get
 * numbers that differ (multidevs=remap), which the guest tells files apart by.
 */
#include "tools/pith/run_folder.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/pith/pith.h"

#define DIR_MAX        4096
#define PATH_MAX_GUEST 255 /* fs/mount_option.h, without the NUL */

struct folder {
    char dir[DIR_MAX];
    char path[PATH_MAX_GUEST + 1];
    bool read_only;
};

static bool ends_with(const char *text, size_t len, const char *end)
{
    size_t n = strlen(end);

    return len > n && strncmp(text + len - n, end, n) == 0;
}

/* What separates the parts of pith.mount= cannot be in a path. */
static bool path_ok(const char *path)
{
    for (const char *p = path; *p; p++) {
        if (*p == ',' || *p == ';' || (unsigned char)*p < ' ' || *p == 127)
            return false;
    }
    return path[strspn(path, "/")] != '\0';
}

/* DIR may have colons: the last one that a slash follows ends it. */
static int split(const char *text, struct folder *f)
{
    size_t len = strlen(text), at;

    if (ends_with(text, len, ":ro")) {
        f->read_only = true;
        len -= 3;
    } else if (ends_with(text, len, ":rw")) {
        len -= 3;
    }
    at = len;
    while (at > 0 && text[at - 1] != ':')
        at--;
    if (at < 2 || text[at] != '/')
        return fail(STATUS_TOOL, "run: -v %s: give DIR:/PATH or DIR:/PATH:ro",
                    text);
    if (at - 1 >= sizeof(f->dir) || len - at > PATH_MAX_GUEST)
        return fail(STATUS_TOOL, "run: -v %s: longer than %d or %d bytes", text,
                    DIR_MAX - 1, PATH_MAX_GUEST);
    memcpy(f->dir, text, at - 1);
    memcpy(f->path, text + at, len - at);
    if (!path_ok(f->path))
        return fail(STATUS_TOOL,
                    "run: -v %s: the path in the guest may be neither the root "
                    "nor have , or ;",
                    text);
    return 0;
}

static int look_at(const struct folder *f)
{
    struct stat st;

    if (stat(f->dir, &st))
        return fail(STATUS_TOOL, "%s: %s", f->dir, strerror(errno));
    if (!S_ISDIR(st.st_mode))
        return fail(STATUS_TOOL, "%s: not a directory", f->dir);
    if (access(f->dir, R_OK | X_OK))
        return fail(STATUS_TOOL, "%s: %s", f->dir, strerror(errno));
    return 0;
}

int run_folder_add(const char *text, struct words *folders,
                   struct words *mounts)
{
    unsigned n = (unsigned)mounts->count;
    struct folder f = {0};
    char *dir;
    int status = split(text, &f);

    if (!status)
        status = look_at(&f);
    if (status)
        return status;
    dir = double_commas(f.dir);
    words_add(folders,
              "local,id=folder%u,security_model=none,multidevs=remap%s,path=%s",
              n, f.read_only ? ",readonly=on" : "", dir);
    words_add(folders, "fsdev=folder%u,mount_tag=host%u", n, n);
    words_add(mounts, "host%u:%s:9p%s", n, f.path, f.read_only ? ",ro" : "");
    free(dir);
    return 0;
}

static bool is_mount(const char *word)
{
    return strncmp(word, "mount=", 6) == 0;
}

void run_folder_mounts(const struct words *mounts, const struct words *runtime,
                       struct words *out)
{
    const char *other = "";
    struct words all = {0};

    for (size_t i = 0; i < runtime->count; i++) {
        if (is_mount(runtime->word[i]))
            other = runtime->word[i] + 6;
        else
            words_add(out, "%s", runtime->word[i]);
    }
    for (size_t i = 0; i < mounts->count; i++)
        words_add(&all, "%s%s%s", i ? all.word[i - 1] : "", i ? ";" : "",
                  mounts->word[i]);
    if (all.count)
        words_add(out, "mount=%s%s%s", all.word[all.count - 1],
                  *other ? ";" : "", other);
    else if (*other)
        words_add(out, "mount=%s", other);
    words_free(&all);
}
