/*
 * test_tmpfs_file.c - contents of files in memory, against a plain array.
 */
// links: fs/walk.c fs/vfs.c fs/tmpfs.c fs/tmpfs_dir.c
// links: fs/tmpfs_file.c fs/blocks.c fs/stamp.c tests/unit/tree.c
// cflags: -Dmalloc=limited_malloc -Dcalloc=limited_calloc
// cflags: -Drealloc=limited_realloc

#include "fs/blocks.h"
#include "fs/tmpfs.h"
#include "fs/vfs.h"
#include "tests/check.h"
#include "tests/unit/random.h"
#include "tests/unit/tree.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define ROOM (40 * BLOCK_SIZE)

static uint8_t model[ROOM], image[ROOM], buf[ROOM];
static uint64_t model_size, seed = 1;

static struct vnode *new_file(void)
{
    struct vnode *vn;

    tree_new();
    CHECK(vfs_mknod(tree_root, "f", S_IFREG | 0644, &vn) == 0);
    return vn;
}

static uint64_t size_of(struct vnode *vn)
{
    struct vattr attr;

    vn->ops->getattr(vn, false, &attr);
    return attr.size;
}

static void same(struct vnode *vn)
{
    CHECK(size_of(vn) == model_size);
    memset(buf, 0xee, sizeof(buf));
    CHECK(vn->ops->read(vn, buf, ROOM, 0) == (int64_t)model_size);
    CHECK(memcmp(buf, model, model_size) == 0);
}

static void write_both(struct vnode *vn, uint64_t off, uint64_t n)
{
    for (uint64_t i = 0; i < n; i++)
        buf[i] = (uint8_t)random_next(&seed);
    CHECK(vn->ops->write(vn, buf, n, off) == (int64_t)n);
    memcpy(model + off, buf, n);
    if (n && off + n > model_size)
        model_size = off + n;
}

static void truncate_both(struct vnode *vn, uint64_t size)
{
    CHECK(vn->ops->truncate(vn, size) == 0);
    if (size < model_size)
        memset(model + size, 0, model_size - size);
    model_size = size;
}

static void read_both(struct vnode *vn, uint64_t off, uint64_t n)
{
    uint64_t want = off >= model_size ? 0 : model_size - off;

    if (want > n)
        want = n;
    CHECK(vn->ops->read(vn, buf, n, off) == (int64_t)want);
    CHECK(memcmp(buf, model + off, want) == 0);
}

/* Any operations on a file that began as @image_size bytes of an archive. */
static void random_operations(uint64_t image_size)
{
    struct vnode *vn = new_file();

    for (size_t i = 0; i < ROOM; i++)
        image[i] = (uint8_t)random_next(&seed);
    memset(model, 0, sizeof(model));
    memcpy(model, image, image_size);
    model_size = image_size;
    if (image_size)
        tmpfs_set_image(vn, image, image_size);
    memcpy(image + image_size, "behind the end", 14);
    for (int i = 0; i < 300; i++) {
        uint64_t off = random_below(&seed, ROOM);
        uint64_t n =
            random_below(&seed, ROOM - off < 3 * BLOCK_SIZE ? ROOM - off + 1
                                                            : 3 * BLOCK_SIZE);

        switch (random_below(&seed, 4)) {
        case 0:
            truncate_both(vn, off);
            break;
        case 1:
            read_both(vn, off, n);
            break;
        default:
            write_both(vn, off, n);
        }
        same(vn);
    }
    vnode_put(vn);
}

TEST(random_operations_on_an_empty_file)
{
    random_operations(0);
}

TEST(random_operations_on_a_file_of_an_archive)
{
    random_operations(1);
    random_operations(BLOCK_SIZE);
    random_operations(10 * BLOCK_SIZE + 17);
    random_operations(ROOM - 14);
}

TEST(an_image_is_never_written)
{
    static const uint8_t bytes[] = "read only";
    struct vnode *vn = new_file();

    tmpfs_set_image(vn, bytes, 9);
    CHECK(tree_reads("f", "read only"));
    CHECK(vn->ops->write(vn, "RE", 2, 0) == 2);
    CHECK(tree_reads("f", "REad only"));
    CHECK(memcmp(bytes, "read only", 9) == 0);
    vnode_put(vn);
}

TEST(an_untouched_image_costs_nothing)
{
    static const uint8_t bytes[3 * BLOCK_SIZE];
    struct vnode *vn = new_file();

    tmpfs_set_image(vn, bytes, sizeof(bytes));
    tree_allocations_left = 0;
    CHECK(vn->ops->read(vn, buf, ROOM, 0) == sizeof(bytes));
    CHECK(vn->ops->truncate(vn, 100) == 0);
    CHECK(vn->ops->write(vn, "x", 1, 0) == -ENOSPC);
    CHECK(size_of(vn) == 100);
    tree_allocations_left = -1;
    vnode_put(vn);
}

TEST(a_sparse_file)
{
    const uint64_t far = UINT64_C(1) << 36;
    struct vnode *vn = new_file();
    struct vattr attr;

    CHECK(vn->ops->write(vn, "far", 3, far) == 3);
    vn->ops->getattr(vn, false, &attr);
    CHECK(attr.size == far + 3 && attr.blocks == BLOCK_SIZE / 512);
    CHECK(vn->ops->read(vn, buf, 8, far - 4) == 7);
    CHECK(memcmp(buf, "\0\0\0\0far", 7) == 0);
    CHECK(vn->ops->truncate(vn, 0) == 0);
    vn->ops->getattr(vn, false, &attr);
    CHECK(attr.size == 0 && attr.blocks == 0);
    vnode_put(vn);
}

TEST(sizes_that_are_too_large)
{
    const uint64_t limit = BLOCKS_MAX * BLOCK_SIZE;
    struct vnode *vn = new_file();

    CHECK(vn->ops->write(vn, "x", 1, limit) == -EFBIG);
    CHECK(vn->ops->write(vn, "x", 1, INT64_MAX) == -EFBIG);
    CHECK(vn->ops->write(vn, "x", 0, INT64_MAX) == 0);
    CHECK(vn->ops->truncate(vn, limit + 1) == -EFBIG);
    CHECK(vn->ops->truncate(vn, limit) == 0 && size_of(vn) == limit);
    CHECK(vn->ops->read(vn, buf, 1, limit - 1) == 1 && buf[0] == 0);
    CHECK(vn->ops->read(vn, buf, 1, limit) == 0);
    vnode_put(vn);
}

/* A write that runs out of memory reports what it did, then ENOSPC. */
TEST(memory_runs_out_inside_a_write)
{
    struct vnode *vn = new_file();
    int64_t done;

    memset(buf, 'x', sizeof(buf));
    tree_allocations_left = 5;
    done = vn->ops->write(vn, buf, ROOM, 10);
    CHECK(done > 0 && done < ROOM && (done + 10) % BLOCK_SIZE == 0);
    CHECK(size_of(vn) == (uint64_t)done + 10);
    CHECK(vn->ops->write(vn, buf, 1, 10 + (uint64_t)done) == -ENOSPC);
    tree_allocations_left = -1;
    CHECK(vn->ops->read(vn, buf, ROOM, 0) == done + 10);
    CHECK(buf[9] == 0 && buf[10] == 'x');
    vnode_put(vn);
}
