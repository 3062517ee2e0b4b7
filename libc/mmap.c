/*
 * mmap.c - memory by the page: mmap() and its kin.
 *
 * Memory here is physical pages under the identity map, so a mapping is a
 * piece of RAM at the address it has. It is always readable and writable and
 * never executable. MAP_PRIVATE of a file is a copy made at once, MAP_SHARED
 * one that is kept in line with it (mmap_shared.h). What that cannot give is
 * refused: fixed addresses, other protections.
 *
 * The list of mappings lies in pages of its own, because a program may bring
 * a malloc() that stands on mmap().
 */
#include <sys/mman.h>

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "fs/vnode.h"
#include "kernel/base.h"
#include "kernel/page_alloc.h"
#include "libc/fd.h"
#include "libc/held.h"
#include "libc/mmap_shared.h"

struct region {
    uint64_t start, end;
};

/* In no order. */
static struct {
    struct region *region;
    size_t count, room;
} list;

static void *take_pages(uint64_t size)
{
    uint64_t paddr, pages = size / PAGE_SIZE;
    void *p;

    if (page_alloc(pages, 1, PAGE_HIGH_FIRST, PAGE_ANY_ADDRESS, &paddr))
        return NULL;
    p = page_ptr(paddr, pages);
    if (!p)
        page_free(paddr, pages);
    return p;
}

/* Room for two more regions: cutting one may make two of it. */
static bool reserve_list(void)
{
    size_t old = list.room * sizeof(struct region);
    struct region *grown;

    if (list.count + 2 <= list.room)
        return true;
    grown = take_pages(old ? old * 2 : PAGE_SIZE);
    if (!grown)
        return false;
    if (old) {
        memcpy(grown, list.region, old);
        page_free((uintptr_t)list.region, old / PAGE_SIZE);
    }
    list.region = grown;
    list.room = (old ? old * 2 : PAGE_SIZE) / sizeof(struct region);
    return true;
}

/* Fills @p, which is all zeros, from the file. */
static int copy_file(const struct file *f, char *p, size_t len, off_t off)
{
    struct vnode *vn = f->vnode;

    for (size_t done = 0; done < len;) {
        int64_t n =
            vn->ops->read(vn, p + done, len - done, (uint64_t)off + done);

        if (n <= 0)
            return (int)n;
        done += (size_t)n;
    }
    return 0;
}

static int check_file(const struct file *f, int prot, int flags, off_t off)
{
    bool shared = flags & MAP_SHARED;

    if (!f)
        return -EBADF;
    if ((f->flags & O_ACCMODE) == O_WRONLY ||
        (shared && prot & PROT_WRITE && (f->flags & O_ACCMODE) != O_RDWR))
        return -EACCES;
    if (!f->vnode || !S_ISREG(f->vnode->mode))
        return -ENODEV;
    return off < 0 || off % (off_t)PAGE_SIZE ? -EINVAL : 0;
}

static int check(size_t len, int prot, int flags)
{
    int kind = flags & (MAP_SHARED | MAP_PRIVATE);

    if (len == 0 || (kind != MAP_SHARED && kind != MAP_PRIVATE) ||
        (flags & MAP_FIXED))
        return -EINVAL;
    if (prot & PROT_EXEC)
        return -EACCES;
    return len > PTRDIFF_MAX - PAGE_SIZE ? -ENOMEM : 0;
}

static int map(size_t len, int flags, const struct file *f, off_t off,
               void **out)
{
    uint64_t size = ALIGN_UP((uint64_t)len, PAGE_SIZE);
    char *p = reserve_list() ? take_pages(size) : NULL;
    int err = 0;

    if (!p)
        return -ENOMEM;
    memset(p, 0, size);
    if (!(flags & MAP_ANONYMOUS))
        err = copy_file(f, p, flags & MAP_SHARED ? size : len, off);
    if (!err && f && flags & MAP_SHARED)
        err = libc_shared_add(p, size, f->vnode, (uint64_t)off);
    if (err) {
        page_free((uintptr_t)p, size / PAGE_SIZE);
        return err;
    }
    list.region[list.count++] =
        (struct region){(uintptr_t)p, (uintptr_t)p + size};
    *out = p;
    return 0;
}

/* A file that is mapped already is so once more, at the same place. */
static int map_file(size_t len, int flags, const struct file *f, off_t off,
                    void **out)
{
    void *same = NULL;
    int err = 0;

    if (f->vnode->shared)
        err = libc_shared_write(f->vnode);
    if (!err && flags & MAP_SHARED)
        err = libc_shared_find(f->vnode, (uint64_t)off,
                               ALIGN_UP((uint64_t)len, PAGE_SIZE), &same);
    if (same)
        *out = same;
    return err || same ? err : map(len, flags, f, off, out);
}

void *mmap(void *addr, size_t len, int prot, int flags, int fd, off_t off)
{
    LIBC_HELD(&libc_fs_lock);
    __attribute__((cleanup(libc_file_done))) struct file *f = NULL;
    void *p = MAP_FAILED;
    int err = check(len, prot, flags);

    (void)addr;
    if (!err && !(flags & MAP_ANONYMOUS)) {
        f = libc_fd_hold(fd);
        err = check_file(f, prot, flags, off);
    }
    if (!err)
        err =
            f ? map_file(len, flags, f, off, &p) : map(len, flags, NULL, 0, &p);
    if (err)
        errno = -err;
    return p;
}

/* Takes start..end, which overlaps it, out of region @i; what is left of the
 * region stays. */
static void cut(size_t i, uint64_t start, uint64_t end)
{
    struct region old = list.region[i];
    uint64_t from = MAX(start, old.start), to = MIN(end, old.end);

    list.region[i] = list.region[--list.count];
    if (old.start < from)
        list.region[list.count++] = (struct region){old.start, from};
    if (to < old.end)
        list.region[list.count++] = (struct region){to, old.end};
    page_free(from, (to - from) / PAGE_SIZE);
}

static int check_range(const void *addr, size_t len)
{
    uintptr_t start = (uintptr_t)addr;

    if (start % PAGE_SIZE || len == 0 || len > UINTPTR_MAX - PAGE_SIZE - start)
        return -EINVAL;
    return 0;
}

static bool overlaps(const struct region *r, uint64_t start, uint64_t end)
{
    return r->start < end && start < r->end;
}

int munmap(void *addr, size_t len)
{
    LIBC_HELD(&libc_fs_lock);
    uint64_t start = (uintptr_t)addr;
    uint64_t end = ALIGN_UP(start + len, PAGE_SIZE);
    int err = check_range(addr, len), keep = false;

    if (!err && !reserve_list())
        err = -ENOMEM;
    if (!err)
        err = libc_shared_drop(start, end, &keep);
    for (size_t i = 0; !err && !keep && i < list.count;) {
        if (overlaps(&list.region[i], start, end))
            cut(i, start, end);
        else
            i++;
    }
    return (int)libc_result(err);
}

/* Whether all of the range is mapped; regions do not overlap. */
static bool is_mapped(uint64_t start, uint64_t end)
{
    uint64_t found = 0;

    for (size_t i = 0; i < list.count; i++) {
        const struct region *r = &list.region[i];

        if (overlaps(r, start, end))
            found += MIN(end, r->end) - MAX(start, r->start);
    }
    return found == end - start;
}

static int check_mapped(const void *addr, size_t len)
{
    uint64_t start = (uintptr_t)addr;
    int err = check_range(addr, len);

    if (err)
        return err;
    return is_mapped(start, ALIGN_UP(start + len, PAGE_SIZE)) ? 0 : -ENOMEM;
}

int mprotect(void *addr, size_t len, int prot)
{
    LIBC_HELD(&libc_fs_lock);
    int err = check_mapped(addr, len);

    if (!err && prot != (PROT_READ | PROT_WRITE))
        err = -ENOSYS;
    return (int)libc_result(err);
}

int msync(void *addr, size_t len, int flags)
{
    LIBC_HELD(&libc_fs_lock);
    uint64_t start = (uintptr_t)addr;
    int err = check_mapped(addr, len);

    (void)flags;
    if (!err)
        err = libc_shared_write_range(start, start + len);
    return (int)libc_result(err);
}
