/*
 * held.h - the locks of descriptors and files, held to the end of a block.
 *
 * One lock guards the tree of files, positions in them, the current directory
 * and the mappings: fs/ knows nothing of threads. Another one guards the table
 * of descriptors, and is taken second. Neither is held while a console, a
 * socket or a device is waited for, only while a disk is.
 */
#pragma once

#include "kernel/mutex.h"

extern struct mutex libc_fs_lock, libc_fd_lock;

static inline struct mutex *libc_hold(struct mutex *m)
{
    mutex_lock(m);
    return m;
}

static inline void libc_let_go(struct mutex **m)
{
    mutex_unlock(*m);
}

/* LIBC_HELD - from here to the end of the block @m is held. */
#define LIBC_HELD(m)                                                           \
    __attribute__((cleanup(libc_let_go), unused)) struct mutex *held_mutex =   \
        libc_hold(m)
