/*
 * tree.h - a tree of files in memory for tests, and memory that runs out.
 *
 * A test links tests/unit/tree.c and has malloc() and its kin renamed: then
 * what fs/ allocates is counted, and fails once tree_allocations_left is 0.
 */
#pragma once

#include <stdint.h>

#include "fs/vnode.h"

/* The root of the tree; vfs_root() is the same. */
extern struct vnode *tree_root;

/* What machine_time() says; 0: there is no clock. */
extern vtime_t tree_time;
/* How often it was asked. */
extern unsigned tree_time_asked;

/* Allocations that succeed from now on; negative: all. */
extern long tree_allocations_left;

/* tree_new - begin with an empty tree; the one before is forgotten. */
void tree_new(void);

/* tree_write - make a file of that contents; the test fails if it cannot. */
void tree_write(const char *path, const char *text);

/* tree_reads - whether the file @path holds @text, and no more. */
int tree_reads(const char *path, const char *text);
