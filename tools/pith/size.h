/*
 * size.h - memory sizes and durations as people write them.
 */
#pragma once

#include <stdint.h>

/*
 * size_parse - read "64M", "64Mi", "64MiB", "1G", "2048K" or, in MiB, "64".
 *
 * Returns 0; -EINVAL if @text is not of that form; -ERANGE above 2^63-1 bytes.
 */
int size_parse(const char *text, uint64_t *bytes);

/*
 * seconds_parse - read a positive number of seconds, as "5" or "0.25".
 *
 * @ms  milliseconds, at least 1
 *
 * Returns 0, or -EINVAL; more than 10^9 seconds are as good as invalid.
 */
int seconds_parse(const char *text, int64_t *ms);
