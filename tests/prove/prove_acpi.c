/*
 * prove_acpi.c - ACPI tables of any contents are read within their bytes.
 *
 * Assumed: of memory what tests/prove/physmem.h says.
 *
 * Bounds: tables of up to PHYSMEM_LIMIT bytes; longer ones cannot be read, so
 * the walk is over at them. 40 bytes are a root table with one pointer; the
 * FADT, which is longer, has a proof of its own.
 */
// proof: prove_find -DPHYSMEM_LIMIT=40 --unwind 42 --object-bits 11
// proof: prove_fadt --unwind 2

#include "tests/prove/physmem.h"

#include "boot/acpi.c"
#include "boot/bios_area.c"

void prove_find(void)
{
    struct physmem pm;
    struct acpi_table table = {77, 77};
    uint64_t rsdp;

    ASSUME(pm.size <= UINT64_MAX - pm.start);
    pm.map = NULL;

    bool found = acpi_table_find(&pm, rsdp, "FACP", &table);

    PROVE(found || (table.paddr == 77 && table.length == 77));
    PROVE(!found || (rsdp != 0 && table.length >= HEADER_SIZE &&
                     table.length <= ACPI_TABLE_MAX));
    PROVE(!found || physmem_holds(&pm, table.paddr, table.length));
}

/* No field is read that the table is too short for. */
void prove_fadt(void)
{
    uint32_t len;
    struct acpi_power power;

    ASSUME(len >= HEADER_SIZE && len <= 300);

    uint8_t *p = malloc(len);

    ASSUME(p != NULL);
    read_fadt(p, len, &power);
    PROVE(power.hw_reduced || power.sleep_control.address == 0);
    PROVE(len >= FADT_SLEEP_CONTROL_REG + 12 ||
          power.sleep_control.address == 0);
    PROVE(len > FADT_RESET_VALUE || power.reset.address == 0);
}
