/*
 * run_core.c - the file of `pith run --core`.
 *
 * The tool opens it, so that a bad path is known before the guest runs, and
 * QEMU inherits it. A run that leaves no core leaves no file either: an old
 * core is not taken for a new one.
 */
#include "tools/pith/run.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/pith/core_fix.h"
#include "tools/pith/pith.h"
#include "tools/pith/vmm_fds.h"

int run_core_open(const char *path)
{
    int low = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    int fd = low < 0 ? -1 : fcntl(low, F_DUPFD_CLOEXEC, VMM_FD_FLOOR);
    int error = errno;

    if (low >= 0)
        close(low);
    return fd < 0 ? -error : fd;
}

/* QEMU could only be given a descriptor for writing. */
static int fix(const char *path)
{
    int fd = open(path, O_RDWR | O_CLOEXEC), error = fd < 0 ? -errno : 0;

    if (!error)
        error = core_fix(fd);
    if (fd >= 0)
        close(fd);
    return error;
}

static void tell(const struct run *run)
{
    const struct relay_result *result = &run->result;
    int error = result->cored ? fix(run->o.core) : 0;

    if (run->o.quiet)
        return;
    if (error)
        message("%s: cannot be corrected: %s", run->o.core, strerror(-error));
    else if (result->cored)
        message("core written: gdb %s %s", run->o.vmm.image, run->o.core);
    else if (result->core_error[0])
        message("no core: QEMU says: %s", result->core_error);
}

void run_core_close(const struct run *run, int fd)
{
    struct stat st;

    if (!run->result.cored && fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
        unlink(run->o.core);
    close(fd);
    tell(run);
}
