/*
 * fuzz_acpi.c - any memory as ACPI tables.
 *
 * Input: one byte, then guest memory, which begins at address 0x1000 with the
 * RSDP.  Where the byte is odd, checksums are made right first, or hardly any
 * input would get behind the first one.
 */
// links: boot/acpi.c boot/bios_area.c boot/physmem.c

#include "boot/acpi.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#define START 0x1000

static void seal(uint8_t *p, size_t len, size_t sum)
{
    uint8_t total = 0;

    p[sum] = 0;
    for (size_t i = 0; i < len; i++)
        total += p[i];
    p[sum] = -total;
}

static bool is_table(const uint8_t *p)
{
    return memcmp(p, "XSDT", 4) == 0 || memcmp(p, "RSDT", 4) == 0 ||
           memcmp(p, "FACP", 4) == 0;
}

static void seal_all(uint8_t *memory, size_t size)
{
    uint32_t len;

    for (size_t i = 0; i + 36 <= size; i += 4) {
        memcpy(&len, memory + i + 4, 4);
        if (is_table(memory + i) && len >= 36 && len <= size - i)
            seal(memory + i, len, 9);
    }
    if (size >= 20)
        seal(memory, 20, 8);
    if (size >= 36)
        seal(memory, 36, 32);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct acpi_power power;
    struct acpi_table table;

    if (size == 0)
        return 0;

    uint8_t *memory = malloc(size - 1);
    struct physmem pm = {.base = memory, .start = START, .size = size - 1};

    memcpy(memory, data + 1, size - 1);
    if (data[0] & 1)
        seal_all(memory, size - 1);
    if (acpi_power_find(&pm, START, &power)) {
        MUST(acpi_table_find(&pm, START, "FACP", &table));
        MUST(physmem_holds(&pm, table.paddr, table.length));
        MUST(table.length >= 36);
        MUST(power.hw_reduced ? !power.pm1a_control.address
                              : !power.sleep_control.address);
    }
    free(memory);
    return 0;
}
