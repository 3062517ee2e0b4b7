/*
 * entropy.h - unpredictable bytes from the CPU.
 */
#pragma once

#include <stddef.h>

/*
 * entropy_get - fill @buf from RDSEED or RDRAND.
 *
 * Returns 0, or -ENOSYS where the CPU has neither (or they keep failing):
 * never predictable bytes instead. Any context.
 */
int entropy_get(void *buf, size_t len);
