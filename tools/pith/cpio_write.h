/*
 * cpio_write.h - a directory as a cpio archive, for -initrd.
 */
#pragma once

#include <stdio.h>

/*
 * cpio_write - write the tree below @dir to @out in the "newc" format.
 *
 * Names are relative to @dir and sorted; user and group are 0; times are kept,
 * but none is later than SOURCE_DATE_EPOCH where that is set. So the same tree
 * gives the same bytes anywhere. Symbolic links are kept, not followed.
 *
 * @bad   on failure the path that was the cause, from malloc(); may be NULL
 *
 * Returns 0 or a negative errno value: -EMEDIUMTYPE for a device, socket or
 * FIFO, -EFBIG for a file of 4 GiB and more, -EAGAIN if a file changed its
 * size meanwhile. The caller checks @out for write errors.
 */
int cpio_write(const char *dir, FILE *out, char **bad);
