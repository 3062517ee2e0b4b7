/*
 * mmap_shared.h - files that are mapped by MAP_SHARED.
 *
 * The mapping is memory of its own, which is brought in line with the file
 * whenever a call looks at the file or changes it: as there is one program,
 * nobody can see that they are two. struct vnode counts its mappings, so that
 * files without any pay nothing.
 *
 * All with the lock of files held.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct vnode;

/*
 * libc_shared_find - the mapping of @size bytes of @vn at @off, counted once
 * more. 0 and NULL in *@p if there is none; -ENODEV if another one overlaps.
 */
int libc_shared_find(struct vnode *vn, uint64_t off, uint64_t size, void **p);

/* libc_shared_add - @p, a copy of the file, is one from now on. -ENOMEM. */
int libc_shared_add(void *p, uint64_t size, struct vnode *vn, uint64_t off);

/*
 * libc_shared_drop - munmap() of a range: what is shared in it goes back to
 * its file. *@keep: others use the same mapping. -EINVAL: a part of one.
 */
int libc_shared_drop(uint64_t start, uint64_t end, int *keep);

/* libc_shared_write_range - the same without an end: msync(). -EIO. */
int libc_shared_write_range(uint64_t start, uint64_t end);

/* libc_shared_write - what is mapped of @vn (NULL: of all) goes to the file. */
int libc_shared_write(struct vnode *vn);

/* libc_shared_read - @n bytes of the file at @off go to what is mapped. */
void libc_shared_read(struct vnode *vn, uint64_t off, uint64_t n);
