/*
 * bios_area.h - where a PC's firmware leaves the roots of its tables.
 *
 * The RSDP and the MP floating pointer begin at a multiple of 16 in the first
 * KiB of the extended BIOS data area, in the last KiB of base memory, or in
 * the read-only memory below 1 MiB [ACPI 5.2.5.1, MP 4].
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "boot/physmem.h"

/*
 * bios_area_find - look the areas through.
 *
 * @size  bytes of the structure, at most 4096
 * @is    says whether the @size bytes at @p, any alignment, are one
 *
 * What cannot be mapped is passed over: where page 0 is not, the extended BIOS
 * data area stays unknown. Returns the first structure's address, 0 if there
 * is none. Any context in which pm->map may run.
 */
uint64_t bios_area_find(const struct physmem *pm, uint64_t size,
                        bool (*is)(const uint8_t *p));
