/*
 * fw_cfg.h - QEMU's configuration device, by its I/O ports.
 */
#pragma once

#include <stddef.h>

/*
 * fw_cfg_read - read a named file.
 *
 * @name  "etc/e820"
 * @buf   receives at most @size bytes
 *
 * Returns the file's size, which may be more than @size; -ENODEV if there is
 * no fw_cfg here; -ENOENT if it has no such file.
 * [QEMU docs/specs/fw_cfg]
 */
long fw_cfg_read(const char *name, void *buf, size_t size);
