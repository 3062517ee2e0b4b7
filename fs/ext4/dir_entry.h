/*
 * dir_entry.h - entries of directories, as dir.c and dir_change.c know them.
 */
#pragma once

#include "fs/ext4/ext4.h"

/* Bytes of an entry with a name of @len. */
#define ENTRY_SIZE(len) (((len) + DIRENT_HEAD + 3) & ~3u)

static inline struct ext4_dirent *entry_at(uint8_t *block, uint32_t offset)
{
    return (struct ext4_dirent *)(void *)(block + offset);
}

static inline uint32_t nr_blocks(const struct ext4_inode *dir)
{
    return (uint32_t)(dir->size >> dir->fs->block_shift);
}

/* dir_is_tree_node - whether block @n is of a hash tree. */
bool dir_is_tree_node(const struct ext4_inode *dir, uint32_t n, uint8_t *block);
