/*
 * run_disk.h - the disks of a guest: `pith run -d`.
 */
#pragma once

#include <stdbool.h>

#define RUN_LABEL_MAX 20 /* [VIRTIO "Block Device", GET_ID] */
#define RUN_DISKS_MAX 26 /* vda to vdz; machines take fewer */

struct run_options;

/* A disk as -d describes it. */
struct run_disk {
    char file[4096];
    char label[RUN_LABEL_MAX + 1]; /* "": none */
    bool read_only;
    const char *format; /* "raw" or "qcow2" */
};

/*
 * run_disk_add - read FILE[,ro][,label=NAME] into @o: as a struct run_disk, and
 * as QEMU's words, two for each disk, of -drive and of -device.
 *
 * @text   of -d
 *
 * The file is looked at: it must be a disk image, raw or qcow2, of a size that
 * is a multiple of 512, that may be opened as asked.
 *
 * Returns 0, or STATUS_TOOL, and the reason is printed.
 */
int run_disk_add(const char *text, struct run_options *o);
