/*
 * device.h - what stands behind the character devices of /dev.
 */
#pragma once

#include <stdint.h>

#include "libc/fd.h"

/*
 * libc_device_ops - the operations of device @rdev (major << 32 | minor).
 *
 * The numbers are Linux's, so that the device files of any archive work.
 * NULL: there is no such device.
 */
const struct file_ops *libc_device_ops(uint64_t rdev);
