/*
 * tmpfs.h - the tree of files in memory.
 *
 * A file's contents are its own blocks, and where it has none, a piece of
 * memory that was given to it: so a file of the initial archive costs
 * nothing until it is written, and then only the blocks that are.
 */
#pragma once

#include "fs/vnode.h"

/*
 * tmpfs_create - a new tree; its root is the result, NULL without memory.
 *
 * @dev  st_dev of its files; different for each tree
 *
 * The reference to the root is the caller's. A tree is never destroyed.
 */
struct vnode *tmpfs_create(uint64_t dev);

/*
 * tmpfs_set_image - give a regular file, without blocks so far, contents.
 *
 * @bytes, @size  they stay where they are, are never written, and must last
 */
void tmpfs_set_image(struct vnode *file, const uint8_t *bytes, uint64_t size);

/* tmpfs_set_rdev - the device that a device file stands for. */
void tmpfs_set_rdev(struct vnode *file, uint64_t rdev);

/*
 * tmpfs_set_building - while @building, what is done to a file or directory
 * of this tree leaves its times alone, but for setattr().
 *
 * So an archive's directories keep the dates they came with.
 */
void tmpfs_set_building(struct vnode *root, bool building);
