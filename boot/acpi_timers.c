/*
 * acpi_timers.c - see acpi_timers.h.
 */
#include "boot/acpi_timers.h"

#include <stddef.h>

#include "boot/bytes.h"

/* [ACPI 5.2.9] FADT */
#define FADT_PM_TMR_BLK   76
#define FADT_PM_TMR_LEN   91
#define FADT_FLAGS        112
#define FADT_X_PM_TMR_BLK 208
#define FADT_TMR_VAL_EXT  (1u << 8)
#define PM_TMR_SIZE       4

/* [HPET 3.2.4] */
#define HPET_ADDRESS 40
#define HPET_SIZE    56
#define HPET_ALIGN   1024 /* [HPET 2.3.1] the block's size */

/* [ACPI 5.2.3.2] Generic Address Structure: space at 0, address at 4 */
#define GAS_ADDRESS 4
#define GAS_SIZE    12

/* The bytes of a table, *@len, at least @need; NULL if there is none. */
static const uint8_t *table(const struct physmem *pm, uint64_t rsdp_paddr,
                            const char *signature, uint32_t need, uint32_t *len)
{
    struct acpi_table found;

    if (!acpi_table_find(pm, rsdp_paddr, signature, &found) ||
        found.length < need)
        return NULL;
    *len = found.length;
    return physmem_at(pm, found.paddr, found.length);
}

static struct acpi_register get_timer(const uint8_t *p, uint32_t len)
{
    const uint8_t *gas = p + FADT_X_PM_TMR_BLK;

    if (len >= FADT_X_PM_TMR_BLK + GAS_SIZE && bytes_get64(gas + GAS_ADDRESS))
        return (struct acpi_register){gas[0], bytes_get64(gas + GAS_ADDRESS)};
    if (p[FADT_PM_TMR_LEN] != PM_TMR_SIZE)
        return (struct acpi_register){0, 0};
    return (struct acpi_register){ACPI_SPACE_IO,
                                  bytes_get32(p + FADT_PM_TMR_BLK)};
}

bool acpi_pm_timer_find(const struct physmem *pm, uint64_t rsdp_paddr,
                        struct acpi_pm_timer *out)
{
    uint32_t len;
    const uint8_t *p = table(pm, rsdp_paddr, "FACP", FADT_FLAGS + 4, &len);

    if (!p)
        return false;

    struct acpi_register port = get_timer(p, len);
    bool fits = port.space == ACPI_SPACE_IO
                    ? port.address <= UINT16_MAX + 1 - PM_TMR_SIZE
                    : port.space == ACPI_SPACE_MEMORY;

    if (port.address == 0 || !fits)
        return false;
    *out = (struct acpi_pm_timer){
        port, bytes_get32(p + FADT_FLAGS) & FADT_TMR_VAL_EXT ? 32 : 24};
    return true;
}

uint64_t acpi_hpet_find(const struct physmem *pm, uint64_t rsdp_paddr)
{
    uint32_t len;
    const uint8_t *p = table(pm, rsdp_paddr, "HPET", HPET_SIZE, &len);

    if (!p || p[HPET_ADDRESS] != ACPI_SPACE_MEMORY)
        return 0;

    uint64_t paddr = bytes_get64(p + HPET_ADDRESS + GAS_ADDRESS);

    return paddr % HPET_ALIGN ? 0 : paddr;
}
