/*
 * umask.c - permissions that new files do not get.
 */
#include "libc/umask.h"

#include <sys/stat.h>

mode_t libc_umask = 022;

mode_t umask(mode_t mask)
{
    mode_t old = libc_umask;

    libc_umask = mask & 0777;
    return old;
}
