/*
 * root.c - the root directory: module 0 (QEMU: -initrd), /tmp and /dev.
 *
 * A program has this file only if it uses paths at all. The archive is
 * checked and entered before the program starts; what is wrong with it is
 * said in one line and refuses the boot.
 */
#include <sys/stat.h>

#include "boot/start_info.h"
#include "fs/initrd.h"
#include "fs/tmpfs.h"
#include "fs/vfs.h"
#include "fs/volumes.h"
#include "kernel/base.h"
#include "kernel/boot.h"
#include "kernel/image.h"
#include "kernel/page_alloc.h"

#define ROOT_DEV 1

static struct vnode *root;

struct vnode *vfs_root(void)
{
    return root;
}

/* The bytes of @module, which the kernel keeps out of free memory. */
static const uint8_t *map_module(const struct start_info_module *module)
{
    uint64_t first = ALIGN_DOWN(module->paddr, PAGE_SIZE);
    uint64_t end = ALIGN_UP(module->paddr + module->size, PAGE_SIZE);
    const uint8_t *pages = page_ptr(first, (end - first) / PAGE_SIZE);

    if (!pages)
        refuse("initrd: no memory for the page tables of %lu bytes",
               module->size);
    return pages + (module->paddr - first);
}

static void load(const struct start_info_module *module)
{
    struct initrd_error e;

    if (initrd_load(root, map_module(module), module->size, &e))
        refuse("initrd: %s%s%s at offset 0x%lx%s of %lu bytes at 0x%lx", e.name,
               *e.name ? ": " : "", e.what, e.offset,
               e.unpacked ? " (unpacked)" : "", module->size, module->paddr);
}

/* Devices that programs expect [Linux devices.txt]; libc/device.c has them. */
static const struct {
    const char *path;
    uint32_t major, minor;
} devices[] = {
    {"/dev/null", 1, 3},    {"/dev/zero", 1, 5},    {"/dev/full", 1, 7},
    {"/dev/random", 1, 8},  {"/dev/urandom", 1, 9}, {"/dev/tty", 5, 0},
    {"/dev/console", 5, 1},
};

/* What the archive has brought stays as it is; nothing else can fail but for
 * memory, and then open() will tell. */
static void make_usual_files(void)
{
    (void)vfs_mkdir(root, "/tmp", 01777);
    (void)vfs_mkdir(root, "/dev", 0755);
    for (size_t i = 0; i < ARRAY_SIZE(devices); i++) {
        struct vnode *vn;

        if (vfs_mknod(root, devices[i].path, S_IFCHR | 0666, &vn))
            continue;
        tmpfs_set_rdev(vn, (uint64_t)devices[i].major << 32 | devices[i].minor);
        vnode_put(vn);
    }
}

static void fs_setup(void)
{
    const struct start_info *info = &boot_info()->info;
    const char *mounts = boot_option("mount");

    root = tmpfs_create(ROOT_DEV);
    if (!root)
        refuse("initrd: no memory for the root directory");
    if (info->nr_modules)
        load(&info->module[0]);
    make_usual_files();
    if (mounts)
        volumes_mount(mounts);
}

IMAGE_SETUP(fs_setup);

const bool image_has_files = true;
