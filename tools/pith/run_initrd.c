/*
 * run_initrd.c - `pith run -i`: an archive, or a directory that is packed.
 *
 * QEMU's firmware copies the archive to the top of low RAM after the image,
 * over which it goes without a word if RAM is too little for both; an image
 * whose entry is gone says nothing. So their sizes are compared here.
 */
#include "tools/pith/run_initrd.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/pith/cpio_write.h"
#include "tools/pith/vmm_fds.h"

#define MIB 0x100000ull

/* Pack @dir into memory; @path is how QEMU opens it. */
static bool pack_initrd(const char *dir, char *path, size_t path_size,
                        struct outcome *out)
{
    int low = memfd_create("initrd", MFD_CLOEXEC), fd, error;
    FILE *archive;
    char *bad = NULL;

    fd = low < 0 ? -1 : fcntl(low, F_DUPFD, VMM_FD_FLOOR);
    archive = low < 0 ? NULL : fdopen(low, "w");
    if (fd < 0 || !archive) {
        outcome_set(out, OUTCOME_TOOL, 0, "cannot pack %s: %s", dir,
                    strerror(errno));
        return false;
    }
    error = cpio_write(dir, archive, &bad);
    if (fclose(archive) && !error)
        error = -errno;
    if (error) {
        outcome_set(out, OUTCOME_TOOL, 0, "cannot pack %s: %s", bad ? bad : dir,
                    error == -EMEDIUMTYPE ? "not a file, directory or link"
                                          : strerror(-error));
        free(bad);
        return false;
    }
    snprintf(path, path_size, "/proc/self/fd/%d", fd);
    return true;
}

bool run_initrd_is_directory(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static bool find_initrd(struct run_options *o, char *path, size_t path_size,
                        struct outcome *out)
{
    o->vmm.initrd = o->initrd;
    if (!o->initrd)
        return true;
    if (access(o->initrd, R_OK) != 0) {
        outcome_set(out, OUTCOME_TOOL, 0, "%s: %s", o->initrd, strerror(errno));
        return false;
    }
    if (!run_initrd_is_directory(o->initrd))
        return true;
    o->vmm.initrd = path;
    if (!o->print)
        return pack_initrd(o->initrd, path, path_size, out);
    snprintf(path, path_size, "initrd.cpio");
    return true;
}

static uint64_t file_bytes(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && S_ISREG(st.st_mode) ? st.st_size : 0;
}

/* Is there room for the archive between the image and the end of RAM? */
static bool check_room(const struct run_options *o, uint64_t image_end,
                       struct outcome *out)
{
    uint64_t need = vmm_initrd_room(&o->vmm, file_bytes(o->vmm.initrd));

    if (o->vmm.memory >= image_end + need)
        return true;
    outcome_set(out, OUTCOME_REFUSED, 0,
                "boot refused: %s does not fit behind the image; use -m %lluM",
                o->initrd,
                (unsigned long long)(image_end + need + MIB - 1) / MIB);
    return false;
}

bool run_initrd(struct run_options *o, uint64_t image_end, char *path,
                size_t path_size, struct outcome *out)
{
    return find_initrd(o, path, path_size, out) &&
           (!o->initrd || o->print || check_room(o, image_end, out));
}
