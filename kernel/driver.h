/*
 * driver.h - how drivers reach the kernel, which never includes them.
 *
 * A driver puts an entry in its subsystem's linker table; linker.ld names the
 * ones that every image needs (EXTERN), the rest come in with the subsystem
 * that needs them.
 */
#pragma once

#include "kernel/console.h"

/* Returns the device, or NULL if it is not there. */
typedef const struct console_device *(*console_probe_fn)(void);

extern const console_probe_fn console_drivers_start[], console_drivers_end[];

/*
 * CONSOLE_DRIVER - offer @probe to console_init(); the first found wins.
 *
 * @rank  a digit: lower ones are asked first
 */
#define CONSOLE_DRIVER(name, rank, probe)                                      \
    __attribute__((section(".console_drivers." #rank), used))                  \
    const console_probe_fn name##_console_driver = (probe)
