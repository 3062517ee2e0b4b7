/*
 * xen_domu.h - what the rig's dom0 needs to make a domU of an image.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "tools/pith/run.h"

/*
 * xen_domu_initrd - the rig's initramfs, and the image with its configuration.
 *
 * @o     vmm.initrd, the guest's, is put into it and replaced by @path
 * @share  standard output and error are one file
 * @path  receives how QEMU opens it
 *
 * Returns true; else @out says why not.
 */
bool xen_domu_initrd(struct run_options *o, bool share, char *path,
                     size_t path_size, struct outcome *out);
