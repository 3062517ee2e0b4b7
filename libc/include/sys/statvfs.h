/*
 * sys/statvfs.h - how large a file system is and how much of it is free.
 */
#pragma once

#include <sys/cdefs.h>
#include <sys/types.h>

struct statvfs {
    unsigned long f_bsize;
    unsigned long f_frsize;
    fsblkcnt_t f_blocks;
    fsblkcnt_t f_bfree;
    fsblkcnt_t f_bavail;
    fsfilcnt_t f_files;
    fsfilcnt_t f_ffree;
    fsfilcnt_t f_favail;
    unsigned long f_fsid;
    unsigned long f_flag;
    unsigned long f_namemax;
};

/* f_flag */
#define ST_RDONLY 0x1
#define ST_NOSUID 0x2

__BEGIN_DECLS
int statvfs(const char *__restrict __path, struct statvfs *__restrict __buf);
int fstatvfs(int __fd, struct statvfs *__buf);
__END_DECLS
