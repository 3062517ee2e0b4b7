/*
 * entropy.h - unpredictable bytes.
 *
 * From the CPU's RDSEED or RDRAND; where it has none, from a generator that is
 * seeded by virtio-rng, else by the jitter of the CPU's clock.
 */
#pragma once

#include <stddef.h>

/*
 * entropy_get - fill @buf, without asking a device.
 *
 * Returns 0, or -ENOSYS where there is no source that is any good: never
 * predictable bytes instead. Thread context.
 */
int entropy_get(void *buf, size_t len);

/*
 * entropy_get_from - the same, and @device may be asked for a seed.
 *
 * Callers name the device so that it comes into an image with getentropy() and
 * its kin, but not with every program that opens files, for the sake of
 * /dev/random.
 */
int entropy_get_from(void *buf, size_t len,
                     int (*device)(void *buf, size_t len));

/*
 * entropy_cpu - fill @buf from RDSEED or RDRAND (arch/x86/entropy.c).
 *
 * Returns 0, or -ENOSYS where the CPU has neither (or they keep failing). Any
 * context.
 */
int entropy_cpu(void *buf, size_t len);

/*
 * entropy_device - fill @buf from a device (drivers/virtio_rng.c).
 *
 * Returns 0; -ENODEV if there is none that works. Thread context.
 */
int entropy_device(void *buf, size_t len);
