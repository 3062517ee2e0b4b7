/*
 * machine.h - what files in memory need to know of the machine.
 *
 * machine.c asks the kernel; host tests bring their own answers.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "fs/vnode.h"

/* machine_time - the time of day; false if there is no clock. */
bool machine_time(vtime_t *now);

/* machine_memory - bytes of memory for files: in all, and free now. */
void machine_memory(uint64_t *total, uint64_t *free);

/* machine_corrupt - one line: volume @name has a fault, @number says where. */
void machine_corrupt(const char *name, const char *what, uint64_t number);
