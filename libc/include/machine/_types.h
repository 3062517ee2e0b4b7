/*
 * machine/_types.h - the widths of POSIX's types.
 *
 * newlib's defaults for x86-64 are too narrow to be true: 16 bits for an
 * inode, a user or a device.  SQLite tells files apart by device and inode.
 * The typedef and macro names are the ones <sys/_types.h> of newlib looks for.
 */
#pragma once

#include <machine/_default_types.h>

typedef __uint64_t __dev_t;
#define __machine_dev_t_defined

typedef __uint64_t __ino_t;
#define __machine_ino_t_defined

typedef __uint32_t __uid_t;
#define __machine_uid_t_defined

typedef __uint32_t __gid_t;
#define __machine_gid_t_defined

typedef __uint64_t __fsfilcnt_t;
#define __machine_fsfilcnt_t_defined
