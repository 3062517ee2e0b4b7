/*
 * run_disk.h - the disks of a guest: `pith run -d`.
 */
#pragma once

#include "tools/pith/vmm.h"
#include "tools/pith/words.h"

/*
 * run_disk_add - read FILE[,ro][,label=NAME] into QEMU's words for a disk.
 *
 * @text   of -d
 * @disks  two words for each disk are added, of -drive and of -device
 *
 * The file is looked at: it must be a disk image, raw or qcow2, of a size that
 * is a multiple of 512, that may be opened as asked.
 *
 * Returns 0, or STATUS_TOOL, and the reason is printed.
 */
int run_disk_add(const char *text, struct words *disks);
