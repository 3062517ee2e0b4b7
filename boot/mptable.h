/*
 * mptable.h - the MP specification's table as a topology.
 *
 * For machines without ACPI: QEMU's microvm with acpi=off, Firecracker.
 */
#pragma once

#include "boot/physmem.h"
#include "boot/topology.h"

#define MPTABLE_PINS 24 /* taken for each IOAPIC's number of pins */

/*
 * mptable_read - find the floating pointer and read the table it leads to.
 *
 * @t    result; worthless on failure
 * @err  filled on failure
 *
 * The table's length counts, not its number of entries, which QEMU's qboot
 * leaves 0. Returns 0 or a negative code of topology.h; the default
 * configurations, which have no table, are refused. Any context in which
 * pm->map may run. [MP 4]
 */
int mptable_read(const struct physmem *pm, struct topology *t,
                 struct topology_error *err);
