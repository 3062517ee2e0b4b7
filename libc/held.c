/*
 * held.c - the locks of descriptors and files.
 */
#include "libc/held.h"

#include <stddef.h>

struct mutex libc_fs_lock = MUTEX_INIT;
struct mutex libc_fd_lock = MUTEX_INIT;
