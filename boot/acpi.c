/*
 * acpi.c - tables by signature, and the FADT's power registers.
 *
 * The FADT grew with each revision (QEMU's pc has 116 bytes, its q35 244, its
 * microvm 276), so a field exists only if the table is long enough for it.
 */
#include "boot/acpi.h"

#include <stddef.h>

#include "boot/bios_area.h"
#include "boot/bytes.h"

/* [ACPI 5.2.5.3] Root System Description Pointer */
#define RSDP_CHECKSUMMED 20 /* what revision 0 has */
#define RSDP_REVISION    15
#define RSDP_RSDT        16
#define RSDP_LENGTH      20
#define RSDP_XSDT        24
#define RSDP_V2_SIZE     36
#define RSDP_MAX         4096 /* more is no RSDP */

/* [ACPI 5.2.6] System Description Table header */
#define HEADER_LENGTH 4
#define HEADER_SIZE   36

/* [ACPI 5.2.9] FADT */
#define FADT_DSDT              40
#define FADT_PM1A_CNT_BLK      64
#define FADT_FLAGS             112
#define FADT_RESET_REG         116
#define FADT_RESET_VALUE       128
#define FADT_X_DSDT            140
#define FADT_X_PM1A_CNT_BLK    172
#define FADT_SLEEP_CONTROL_REG 244
#define FADT_RESET_REG_SUP     (1u << 10)
#define FADT_HW_REDUCED_ACPI   (1u << 20)

/* [ACPI 5.2.3.2] Generic Address Structure: space at 0, address at 4 */
#define GAS_ADDRESS 4

/* The table at @paddr if it has @signature and is sound, else NULL. */
static const uint8_t *table_at(const struct physmem *pm, uint64_t paddr,
                               const char *signature, uint32_t *len)
{
    const uint8_t *p = physmem_at(pm, paddr, HEADER_SIZE);

    if (!p || !bytes_same(p, signature, 4))
        return NULL;
    *len = bytes_get32(p + HEADER_LENGTH);
    if (*len < HEADER_SIZE || *len > ACPI_TABLE_MAX)
        return NULL;
    p = physmem_at(pm, paddr, *len);
    return p && bytes_sum_is_zero(p, *len) ? p : NULL;
}

static bool is_rsdp(const uint8_t *p)
{
    return bytes_same(p, "RSD PTR ", 8) &&
           bytes_sum_is_zero(p, RSDP_CHECKSUMMED);
}

uint64_t acpi_rsdp_find(const struct physmem *pm)
{
    return bios_area_find(pm, RSDP_CHECKSUMMED, is_rsdp);
}

/* Look through RSDT or XSDT, whose pointers are @width bytes each. */
static bool search(const struct physmem *pm, const uint8_t *root,
                   uint32_t root_len, unsigned width, const char *signature,
                   struct acpi_table *out)
{
    uint32_t n = (root_len - HEADER_SIZE) / width;

    for (uint32_t i = 0; i < n && i < ACPI_TABLES_MAX; i++) {
        const uint8_t *entry = root + HEADER_SIZE + i * width;
        uint64_t paddr = width == 8 ? bytes_get64(entry) : bytes_get32(entry);
        uint32_t len;

        if (table_at(pm, paddr, signature, &len)) {
            *out = (struct acpi_table){paddr, len};
            return true;
        }
    }
    return false;
}

/* The XSDT's address; 0 if the RSDP is too old or its second half is bad. */
static uint64_t xsdt_paddr(const struct physmem *pm, uint64_t rsdp_paddr)
{
    const uint8_t *p = physmem_at(pm, rsdp_paddr, RSDP_V2_SIZE);

    if (!p || p[RSDP_REVISION] < 2)
        return 0;

    uint32_t len = bytes_get32(p + RSDP_LENGTH);

    if (len < RSDP_V2_SIZE || len > RSDP_MAX)
        return 0;
    p = physmem_at(pm, rsdp_paddr, len);
    return p && bytes_sum_is_zero(p, len) ? bytes_get64(p + RSDP_XSDT) : 0;
}

bool acpi_table_find(const struct physmem *pm, uint64_t rsdp_paddr,
                     const char *signature, struct acpi_table *out)
{
    const uint8_t *rsdp = physmem_at(pm, rsdp_paddr, RSDP_CHECKSUMMED);
    const uint8_t *root;
    uint32_t len;

    if (rsdp_paddr == 0 || !rsdp || !is_rsdp(rsdp))
        return false;

    uint64_t rsdt = bytes_get32(rsdp + RSDP_RSDT);
    uint64_t xsdt = xsdt_paddr(pm, rsdp_paddr);

    root = xsdt ? table_at(pm, xsdt, "XSDT", &len) : NULL;
    if (root)
        return search(pm, root, len, 8, signature, out);
    root = rsdt ? table_at(pm, rsdt, "RSDT", &len) : NULL;
    return root && search(pm, root, len, 4, signature, out);
}

/* The Generic Address Structure at @offset, or none. */
static struct acpi_register get_register(const uint8_t *p, uint32_t len,
                                         uint32_t offset)
{
    if (len < offset + GAS_ADDRESS + 8)
        return (struct acpi_register){0, 0};
    return (struct acpi_register){p[offset],
                                  bytes_get64(p + offset + GAS_ADDRESS)};
}

static void read_fadt(const uint8_t *p, uint32_t len, struct acpi_power *out)
{
    uint32_t flags = len >= FADT_FLAGS + 4 ? bytes_get32(p + FADT_FLAGS) : 0;

    *out = (struct acpi_power){.hw_reduced = flags & FADT_HW_REDUCED_ACPI};
    if (out->hw_reduced) {
        out->sleep_control = get_register(p, len, FADT_SLEEP_CONTROL_REG);
    } else {
        out->pm1a_control = get_register(p, len, FADT_X_PM1A_CNT_BLK);
        if (!out->pm1a_control.address && len >= FADT_PM1A_CNT_BLK + 4) {
            out->pm1a_control = (struct acpi_register){
                ACPI_SPACE_IO, bytes_get32(p + FADT_PM1A_CNT_BLK)};
        }
    }
    if (flags & FADT_RESET_REG_SUP && len > FADT_RESET_VALUE) {
        out->reset = get_register(p, len, FADT_RESET_REG);
        out->reset_value = p[FADT_RESET_VALUE];
    }
}

bool acpi_power_find(const struct physmem *pm, uint64_t rsdp_paddr,
                     struct acpi_power *out)
{
    struct acpi_table fadt;

    if (!acpi_table_find(pm, rsdp_paddr, "FACP", &fadt))
        return false;

    const uint8_t *p = physmem_at(pm, fadt.paddr, fadt.length);

    if (!p)
        return false;
    read_fadt(p, fadt.length, out);
    return true;
}

bool acpi_dsdt_find(const struct physmem *pm, uint64_t rsdp_paddr,
                    struct acpi_table *out)
{
    struct acpi_table fadt;
    const uint8_t *p = NULL;
    uint64_t paddr = 0;
    uint32_t len;

    if (acpi_table_find(pm, rsdp_paddr, "FACP", &fadt))
        p = physmem_at(pm, fadt.paddr, fadt.length);
    if (p && fadt.length >= FADT_X_DSDT + 8)
        paddr = bytes_get64(p + FADT_X_DSDT);
    if (p && paddr == 0 && fadt.length >= FADT_DSDT + 4)
        paddr = bytes_get32(p + FADT_DSDT);
    if (paddr == 0 || !table_at(pm, paddr, "DSDT", &len))
        return false;
    *out = (struct acpi_table){paddr, len};
    return true;
}
