/*
 * mmap_shared.c - files that are mapped by MAP_SHARED.
 */
#include "libc/mmap_shared.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "fs/vnode.h"
#include "kernel/base.h"

struct shared {
    struct shared *next;
    struct vnode *vn;
    uint64_t start, size, off;
    unsigned count;
};

static struct shared *list;

int libc_shared_find(struct vnode *vn, uint64_t off, uint64_t size, void **p)
{
    *p = NULL;
    for (struct shared *s = list; s; s = s->next) {
        if (s->vn != vn || s->off >= off + size || off >= s->off + s->size)
            continue;
        if (s->off != off || s->size != size)
            return -ENODEV;
        s->count++;
        *p = (void *)s->start;
        return 0;
    }
    return 0;
}

int libc_shared_add(void *p, uint64_t size, struct vnode *vn, uint64_t off)
{
    struct shared *s = malloc(sizeof(*s));

    if (!s)
        return -ENOMEM;
    *s = (struct shared){list, vnode_get(vn), (uintptr_t)p, size, off, 1};
    list = s;
    vn->shared++;
    return 0;
}

/* Pages that differ from the file, as far as the file goes. */
static int write_back(const struct shared *s)
{
    static char page[PAGE_SIZE];
    int result = 0;

    for (uint64_t at = 0; at < s->size; at += PAGE_SIZE) {
        const char *mem = (const char *)s->start + at;
        int64_t n = s->vn->ops->read(s->vn, page, PAGE_SIZE, s->off + at);

        if (n > 0 && memcmp(page, mem, (size_t)n) != 0)
            n = s->vn->ops->write(s->vn, mem, (size_t)n, s->off + at) == n
                    ? n
                    : -EIO;
        if (n < 0)
            result = -EIO;
        if (n < (int64_t)PAGE_SIZE)
            break;
    }
    return result;
}

static bool overlaps(const struct shared *s, uint64_t start, uint64_t end)
{
    return s->start < end && start < s->start + s->size;
}

int libc_shared_drop(uint64_t start, uint64_t end, int *keep)
{
    *keep = false;
    for (const struct shared *s = list; s; s = s->next) {
        if (overlaps(s, start, end) &&
            (s->start < start || s->start + s->size > end ||
             (s->count > 1 &&
              (s->start != start || s->start + s->size != end))))
            return -EINVAL;
    }
    for (struct shared **link = &list; *link;) {
        struct shared *s = *link;

        if (!overlaps(s, start, end)) {
            link = &s->next;
        } else if (--s->count) {
            *keep = true;
            return 0;
        } else {
            (void)write_back(s);
            *link = s->next;
            s->vn->shared--;
            vnode_put(s->vn);
            free(s);
        }
    }
    return 0;
}

int libc_shared_write_range(uint64_t start, uint64_t end)
{
    int result = 0;

    for (const struct shared *s = list; s; s = s->next) {
        if (overlaps(s, start, end) && write_back(s))
            result = -EIO;
    }
    return result;
}

int libc_shared_write(struct vnode *vn)
{
    int result = 0;

    for (const struct shared *s = list; s; s = s->next) {
        if ((!vn || s->vn == vn) && write_back(s))
            result = -EIO;
    }
    return result;
}

void libc_shared_read(struct vnode *vn, uint64_t off, uint64_t n)
{
    for (const struct shared *s = list; s; s = s->next) {
        uint64_t from = MAX(off, s->off), end = s->off + s->size, to = end;
        int64_t got;

        if (off + n >= off && off + n < end)
            to = off + n;
        if (s->vn != vn || from >= to)
            continue;
        got = vn->ops->read(vn, (char *)s->start + (from - s->off), to - from,
                            from);
        if (got < 0)
            got = 0;
        memset((char *)s->start + (from - s->off) + got, 0,
               to - from - (uint64_t)got);
    }
}
