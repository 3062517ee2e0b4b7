/*
 * acpi.h - ACPI's tables by name, and what powering off needs of them.
 *
 * Finds tables by signature through RSDP and RSDT or XSDT and reads the FADT.
 * Others read theirs: madt.h, mcfg.h, acpi_timers.h.
 * Every length is checked before a field is read and every checksum is
 * verified; a broken table is no table.  No AML is interpreted.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "boot/physmem.h"

/* Generic Address Structure's address spaces [ACPI 5.2.3.2] */
#define ACPI_SPACE_MEMORY 0
#define ACPI_SPACE_IO     1

#define ACPI_TABLES_MAX   256         /* pointers looked at in RSDT or XSDT */
#define ACPI_TABLE_MAX    (16u << 20) /* bytes in one table */

/* A register: @address 0 means that the machine has none. */
struct acpi_register {
    uint8_t space;
    uint64_t address;
};

/* A table that passed its checks: @length bytes, header included. */
struct acpi_table {
    uint64_t paddr;
    uint32_t length;
};

/*
 * struct acpi_power - how this machine powers off and resets.
 *
 * @hw_reduced     no PM1 registers: sleep goes through @sleep_control
 * @pm1a_control   16-bit register: SLP_TYP<<10 | SLP_EN (1<<13) powers off;
 *                 QEMU's S5 is SLP_TYP 0
 * @sleep_control  8-bit register: SLP_TYP<<2 | SLP_EN (1<<5); QEMU's microvm
 *                 and Cloud Hypervisor: SLP_TYP 5, so 0x34
 * @reset          8-bit register: writing @reset_value resets
 * [ACPI 4.8.3.2.1, 4.8.3.7, 4.8.3.6, 5.2.9]
 */
struct acpi_power {
    bool hw_reduced;
    struct acpi_register pm1a_control, sleep_control, reset;
    uint8_t reset_value;
};

/*
 * acpi_rsdp_find - search the BIOS's areas for the RSDP.
 *
 * For loaders that leave start_info's rsdp_paddr 0. Returns its address, 0 if
 * there is none. Any context in which pm->map may run. [ACPI 5.2.5.1]
 */
uint64_t acpi_rsdp_find(const struct physmem *pm);

/*
 * acpi_table_find - look a table up.
 *
 * @rsdp_paddr  from start_info, or acpi_rsdp_find()'s; 0 finds nothing
 * @signature   four characters, "FACP" or "APIC"
 * @out         result; untouched on failure
 *
 * Returns true if the table is there, lies inside @pm and its checksum holds.
 * Any context in which pm->map may run.  [ACPI 5.2.5-5.2.8]
 */
bool acpi_table_find(const struct physmem *pm, uint64_t rsdp_paddr,
                     const char *signature, struct acpi_table *out);

/*
 * acpi_power_find - read the FADT.
 *
 * @out  result; fields that the table is too short for are zero; untouched on
 *       failure
 *
 * Returns true if there is a valid FADT.  Any context in which pm->map may run.
 */
bool acpi_power_find(const struct physmem *pm, uint64_t rsdp_paddr,
                     struct acpi_power *out);

/*
 * acpi_dsdt_find - the DSDT, which the FADT and not the root table points to.
 *
 * @out  result; untouched on failure
 *
 * Returns true if it lies inside @pm and its checksum holds. Any context in
 * which pm->map may run. [ACPI 5.2.11.1]
 */
bool acpi_dsdt_find(const struct physmem *pm, uint64_t rsdp_paddr,
                    struct acpi_table *out);
