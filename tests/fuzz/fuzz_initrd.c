/*
 * fuzz_initrd.c - any bytes as an initial archive: formats, gzip, the tree.
 *
 * What the tree then holds is walked and read. Unpacked bytes stay for good
 * (fs/initrd.h), so that leaks are not looked for.
 */
// links: fs/walk.c fs/vfs.c fs/tmpfs.c fs/tmpfs_dir.c fs/tmpfs_file.c
// links: fs/blocks.c fs/stamp.c fs/entry.c fs/initrd.c fs/gunzip.c
// links: boot/archive.c boot/cpio.c boot/ustar.c boot/pax.c
// ldlibs: -lz

#include "fs/initrd.h"
#include "fs/machine.h"
#include "fs/tmpfs.h"
#include "fs/vfs.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static struct vnode *root;

const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "detect_leaks=0";
}

struct vnode *vfs_root(void)
{
    return root;
}

bool machine_time(vtime_t *now)
{
    (void)now;
    return false;
}

void machine_memory(uint64_t *total, uint64_t *free)
{
    *total = *free = 0;
}

static void read_file(struct vnode *vn)
{
    static char buf[256];
    uint64_t off = 0;
    int64_t n;

    while ((n = vn->ops->read(vn, buf, sizeof(buf), off)) > 0)
        off += (uint64_t)n;
    MUST(n == 0);
}

/* Reads and removes all that is in @dir. */
static void consume(struct vnode *dir)
{
    struct vdirent entry;
    uint64_t pos = 0;

    while (dir->ops->readdir(dir, &pos, &entry) == 0) {
        struct vname name = {entry.name, entry.len};
        struct vnode *vn;

        MUST(dir->ops->lookup(dir, name, &vn) == 0);
        if (S_ISDIR(vn->mode))
            consume(vn);
        else if (S_ISREG(vn->mode))
            read_file(vn);
        MUST(dir->ops->unlink(dir, name, vn) == 0);
        vnode_put(vn);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t *bytes = malloc(size); /* so that ASan sees its end */
    struct initrd_error err;

    if (size)
        memcpy(bytes, data, size);
    if (!root)
        root = tmpfs_create(1);
    MUST(root);
    if (initrd_load(root, bytes, size, &err))
        MUST(*err.what);
    consume(root);
    free(bytes);
    return 0;
}
