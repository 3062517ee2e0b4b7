/*
 * acpi_timers.h - the timers of known frequency that ACPI's tables name.
 */
#pragma once

#include "boot/acpi.h"

#define ACPI_PM_TIMER_HZ 3579545 /* [ACPI 4.8.2.1] */

/*
 * struct acpi_pm_timer - a counter of ACPI_PM_TIMER_HZ.
 *
 * @port  32 bits wide, in either address space
 * @bits  24 or 32: how many of them count
 */
struct acpi_pm_timer {
    struct acpi_register port;
    unsigned bits;
};

/*
 * acpi_pm_timer_find - read the FADT for the power management timer.
 *
 * @out  result; untouched on failure
 *
 * The flag "hardware reduced" does not count: Cloud Hypervisor sets it and has
 * the timer. Returns true if there is one; that it counts, the caller must
 * see. Any context in which pm->map may run. [ACPI 4.8.3.3, 5.2.9]
 */
bool acpi_pm_timer_find(const struct physmem *pm, uint64_t rsdp_paddr,
                        struct acpi_pm_timer *out);

/*
 * acpi_hpet_find - the address of the first HPET's registers.
 *
 * Returns 0 if there is none in memory. Any context in which pm->map may run.
 * [HPET 3.2.4]
 */
uint64_t acpi_hpet_find(const struct physmem *pm, uint64_t rsdp_paddr);
