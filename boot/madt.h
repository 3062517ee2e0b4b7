/*
 * madt.h - ACPI's Multiple APIC Description Table as a topology.
 */
#pragma once

#include "boot/physmem.h"
#include "boot/topology.h"

/*
 * madt_read - find the MADT and read it.
 *
 * @rsdp_paddr  acpi_rsdp_find()'s; 0 means that there is no RSDP
 * @t           result; worthless on failure
 * @err         filled on failure
 *
 * CPUs are the enabled ones of processor entries, of x2APIC ones too; those
 * that are only capable of coming online count as disabled. Entries of other
 * types are passed over. Returns 0 or a negative code of topology.h. Any
 * context in which pm->map may run. [ACPI 5.2.12]
 */
int madt_read(const struct physmem *pm, uint64_t rsdp_paddr, struct topology *t,
              struct topology_error *err);
