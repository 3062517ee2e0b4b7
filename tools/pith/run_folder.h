/*
 * run_folder.h - folders of the host in a guest: `pith run -v`.
 */
#pragma once

#include "tools/pith/words.h"

/*
 * run_folder_add - read DIR:/PATH[:ro] into QEMU's words for a host folder.
 *
 * @text     of -v
 * @folders  two words for each folder are added, of -fsdev and of -device
 * @mounts   what pith.mount= says of it, one word
 *
 * DIR must be a directory that may be listed; PATH absolute, not the root.
 *
 * Returns 0, or STATUS_TOOL, and the reason is printed.
 */
int run_folder_add(const char *text, struct words *folders,
                   struct words *mounts);

/*
 * run_folder_mounts - one mount= for the folders and for what -o and -e say.
 *
 * @runtime  options without "pith."; of several mount= the last one holds, as
 *           in the guest, and comes behind the folders
 * @out      all of @runtime, with one mount= where there is any
 */
void run_folder_mounts(const struct words *mounts, const struct words *runtime,
                       struct words *out);
