/*
 * xen_domu.c - see xen_domu.h.
 *
 * A cpio archive behind another is unpacked over it, so the rig's stays as it
 * is. What is packed stands in a folder of its own for a moment. The files are
 * those that tests/xen/dom0-init reads; `relay` has it carry the console, and
 * `disks` and `network` have it pass on QEMU's.
 */
#include "tools/pith/xen_domu.h"

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
#include "tools/pith/xl_config.h"

#define PATH_SIZE 4096
#define MIB       0x100000u

/* dom0 itself; for each byte of the domU's files it has one in its file system,
 * and xl two more of its own. */
#define DOM0_MIB    160
#define DOM0_COPIES 3

static const char recipe[] = "3"; /* of rig.sh, which puts it into the rig */

static const char *const files[] = {"image.elf", "ramdisk", "domu.cfg",
                                    "relay",     "disks",   "network"};

static bool copy_into(FILE *out, const char *from)
{
    FILE *in = fopen(from, "rbe");
    char block[65536];
    size_t n;
    bool ok = in != NULL;

    while (ok && (n = fread(block, 1, sizeof(block), in)) > 0)
        ok = fwrite(block, 1, n, out) == n;
    if (in) {
        ok = ok && !ferror(in);
        fclose(in);
    }
    return ok;
}

static FILE *open_in(const char *folder, const char *name)
{
    char path[PATH_SIZE];

    snprintf(path, sizeof(path), "%s/test/1/%s", folder, name);
    return fopen(path, "wbe");
}

static bool copy_file(const char *folder, const char *name, const char *from)
{
    FILE *out = open_in(folder, name);
    bool ok = out && copy_into(out, from);

    if (out && fclose(out))
        ok = false;
    return ok;
}

static bool make_folders(const char *folder)
{
    char path[PATH_SIZE];

    snprintf(path, sizeof(path), "%s/test", folder);
    if (mkdir(path, 0755))
        return false;
    snprintf(path, sizeof(path), "%s/test/1", folder);
    return mkdir(path, 0755) == 0;
}

static void remove_folder(const char *folder)
{
    char path[PATH_SIZE];

    for (unsigned i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        snprintf(path, sizeof(path), "%s/test/1/%s", folder, files[i]);
        unlink(path);
    }
    snprintf(path, sizeof(path), "%s/test/1", folder);
    rmdir(path);
    snprintf(path, sizeof(path), "%s/test", folder);
    rmdir(path);
    rmdir(folder);
}

/* The disks as dom0 has them, in QEMU's order. */
static void describe_disks(const struct run_options *o, struct xl_disk *disk,
                           char path[][sizeof("/dev/vda")])
{
    for (unsigned i = 0; i < o->nr_disks; i++) {
        snprintf(path[i], sizeof(path[i]), "/dev/vd%c", 'a' + (int)i);
        disk[i] = (struct xl_disk){path[i], "raw", o->disk[i].read_only, true};
    }
}

static bool write_config(const char *folder, const struct run_options *o)
{
    char path[RUN_DISKS_MAX][sizeof("/dev/vda")];
    struct xl_disk disk[RUN_DISKS_MAX];
    struct xl_config config = {
        .name = "t1",
        .kernel = "/test/1/image.elf",
        .ramdisk = o->vmm.initrd ? "/test/1/ramdisk" : NULL,
        .line = o->vmm.line,
        .memory = o->vmm.memory,
        .cpus = o->vmm.cpus,
        .at_end = "preserve",
        .disk = disk,
        .nr_disks = o->nr_disks,
        .bridge = o->vmm.net.kind != VMM_NET_NONE ? "xenbr0" : NULL,
        .mac = VMM_GUEST_MAC,
    };
    FILE *out = open_in(folder, "domu.cfg");

    if (!out)
        return false;
    describe_disks(o, disk, path);
    xl_config_write(out, &config);
    return !fclose(out);
}

/* How many ports the domU has: the control port, and the error port where
 * standard error is not the same as standard output; else one channel for both
 * keeps their order. */
static bool write_ports(const char *folder, bool share)
{
    FILE *out = open_in(folder, "relay");
    bool ok = out && fputs(share ? "1\n" : "2\n", out) >= 0;

    if (out && fclose(out))
        ok = false;
    return ok;
}

static bool mark(const char *folder, const char *name)
{
    return copy_file(folder, name, "/dev/null");
}

static bool fill_folder(const char *folder, const struct run_options *o,
                        bool share)
{
    return make_folders(folder) &&
           copy_file(folder, "image.elf", o->vmm.image) &&
           write_ports(folder, share) &&
           (!o->nr_disks || mark(folder, "disks")) &&
           (o->vmm.net.kind == VMM_NET_NONE || mark(folder, "network")) &&
           (!o->vmm.initrd || copy_file(folder, "ramdisk", o->vmm.initrd)) &&
           write_config(folder, o);
}

/* The rig's archive and the folder's, in memory, for QEMU to inherit. */
static int pack(const char *folder, const struct run_options *o)
{
    char rig[PATH_SIZE], *bad = NULL;
    int low = memfd_create("xen", MFD_CLOEXEC), fd;
    FILE *out;
    bool ok;

    fd = low < 0 ? -1 : fcntl(low, F_DUPFD, VMM_FD_FLOOR);
    out = low < 0 ? NULL : fdopen(low, "w");
    if (fd < 0 || !out)
        return -1;
    snprintf(rig, sizeof(rig), "%s/dom0.cpio", o->vmm.xen_rig);
    ok = copy_into(out, rig) && cpio_write(folder, out, &bad) == 0;
    free(bad);
    if (fclose(out))
        ok = false;
    if (!ok)
        close(fd);
    return ok ? fd : -1;
}

/* Of the one that this program knows? */
static bool check_rig(const char *rig, struct outcome *out)
{
    char path[PATH_SIZE], found[16] = "";
    FILE *in;

    snprintf(path, sizeof(path), "%s/recipe", rig);
    in = fopen(path, "re");
    if (in) {
        if (!fgets(found, sizeof(found), in))
            found[0] = '\0';
        fclose(in);
    }
    found[strcspn(found, "\n")] = '\0';
    if (strcmp(found, recipe) == 0)
        return true;
    outcome_set(out, OUTCOME_TOOL, 0,
                "%s: no rig, or of another pith: recipe %s, not %s; "
                "`make xen-rig` makes one",
                rig, *found ? found : "none", recipe);
    return false;
}

static unsigned dom0_mib(int fd, const char *rig)
{
    char path[PATH_SIZE];
    struct stat all, own;
    long long more = 0;

    snprintf(path, sizeof(path), "%s/dom0.cpio", rig);
    if (fstat(fd, &all) == 0 && stat(path, &own) == 0)
        more = (all.st_size - own.st_size) * DOM0_COPIES;
    return DOM0_MIB + (unsigned)(more / MIB);
}

bool xen_domu_initrd(struct run_options *o, bool share, char *path,
                     size_t path_size, struct outcome *out)
{
    const char *tmp = getenv("TMPDIR");
    char folder[PATH_SIZE / 2];
    int fd = -1, error;

    if (!check_rig(o->vmm.xen_rig, out))
        return false;
    errno = 0;
    snprintf(folder, sizeof(folder), "%s/pith.XXXXXX",
             tmp && *tmp ? tmp : "/tmp");
    if (mkdtemp(folder)) {
        if (fill_folder(folder, o, share))
            fd = pack(folder, o);
        error = errno;
        remove_folder(folder);
        errno = error;
    }
    if (fd < 0) {
        outcome_set(out, OUTCOME_TOOL, 0, "cannot use the rig %s: %s",
                    o->vmm.xen_rig, strerror(errno));
        return false;
    }
    snprintf(path, path_size, "/proc/self/fd/%d", fd);
    o->vmm.initrd = path;
    o->vmm.dom0_mib = dom0_mib(fd, o->vmm.xen_rig);
    return true;
}
