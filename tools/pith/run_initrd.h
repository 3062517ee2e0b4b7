/*
 * run_initrd.h - `pith run -i`: the archive that becomes the root file system.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tools/pith/run.h"

/*
 * run_initrd - find or make the archive that -i names, and see that it fits.
 *
 * @o          vmm.initrd is filled: NULL if there was no -i
 * @image_end  where the image ends in the guest's memory
 * @path       for the name of one that is made, @path_size bytes; borrowed
 * @out        filled if the answer is no
 */
bool run_initrd(struct run_options *o, uint64_t image_end, char *path,
                size_t path_size, struct outcome *out);

/* run_initrd_is_directory - whether @path is one, which is to be packed. */
bool run_initrd_is_directory(const char *path);
