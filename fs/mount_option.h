/*
 * mount_option.h - what pith.mount= says. A pure parser.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#define MOUNT_SOURCE_MAX 64  /* with the NUL */
#define MOUNT_PATH_MAX   256 /* the same */

struct mount_option {
    char source[MOUNT_SOURCE_MAX]; /* vda, vda1, LABEL=x, UUID=x; 9p: a tag */
    char path[MOUNT_PATH_MAX];     /* absolute */
    char type[8];                  /* "ext4" if none was given */
    bool read_only;
};

/*
 * mount_option_next - one mount off a list, SOURCE:PATH[:TYPE][,OPTION]...,
 * separated by semicolons.
 *
 * @text  where to read; moves behind what was read and its semicolon
 *
 * TYPE is ext2, ext3, ext4, 9p; it may be left out: SOURCE:PATH,ro. Options:
 * ro, rw. Returns NULL, or what is wrong, a constant string; *@text stands at
 * the mount at fault then.
 */
const char *mount_option_next(const char **text, struct mount_option *out);
