/*
 * test_acpi_tables.c - timers, PCI ranges and the DSDT of real machines.
 */
// links: boot/acpi.c boot/acpi_timers.c boot/mcfg.c boot/bios_area.c
// links: boot/physmem.c tests/unit/sparse_memory.c

#include "boot/acpi_timers.h"
#include "boot/mcfg.h"
#include "tests/check.h"
#include "tests/unit/sparse_memory.h"

#include <string.h>

static struct sparse_memory m;
static struct acpi_pm_timer timer;
static struct mcfg_range range[MCFG_RANGES];
static struct acpi_table table;

static bool find_timer(void)
{
    memset(&timer, 0xaa, sizeof(timer));
    return acpi_pm_timer_find(&m.pm, m.rsdp, &timer);
}

/* Writes @bytes of @value into the table @signature, makes its sum right. */
static void put(const char *signature, uint32_t offset, uint64_t value,
                unsigned bytes)
{
    uint8_t sum = 0;

    CHECK(acpi_table_find(&m.pm, m.rsdp, signature, &table));
    memcpy(sparse_memory_at(&m, table.paddr + offset), &value, bytes);
    for (uint32_t i = 0; i < table.length; i++)
        sum += *sparse_memory_at(&m, table.paddr + i);
    *sparse_memory_at(&m, table.paddr + 9) -= sum;
}

TEST(pc_of_qemu)
{
    sparse_memory_load(&m, "pc-4");
    CHECK(find_timer() && timer.port.space == ACPI_SPACE_IO);
    CHECK(timer.port.address == 0x608 && timer.bits == 24);
    CHECK(acpi_hpet_find(&m.pm, m.rsdp) == 0xfed00000);
    CHECK(mcfg_read(&m.pm, m.rsdp, range) == 0);
    sparse_memory_free(&m);
}

TEST(q35_of_qemu)
{
    sparse_memory_load(&m, "q35-2");
    CHECK(find_timer() && timer.port.space == ACPI_SPACE_IO);
    CHECK(timer.port.address == 0x608 && timer.bits == 24);
    CHECK(acpi_hpet_find(&m.pm, m.rsdp) == 0xfed00000);
    CHECK(mcfg_read(&m.pm, m.rsdp, range) == 1);
    CHECK(range[0].paddr == 0xb0000000 && range[0].segment == 0);
    CHECK(range[0].first == 0 && range[0].last == 255);
    sparse_memory_free(&m);
}

TEST(microvm_of_qemu)
{
    sparse_memory_load(&m, "microvm-acpi-2");
    CHECK(!find_timer() && timer.bits == 0xaaaaaaaa);
    CHECK(acpi_hpet_find(&m.pm, m.rsdp) == 0);
    CHECK(mcfg_read(&m.pm, m.rsdp, range) == 0);
    sparse_memory_free(&m);
}

TEST(no_acpi)
{
    sparse_memory_load(&m, "microvm-mp-1");
    CHECK(!find_timer() && acpi_hpet_find(&m.pm, 0) == 0);
    CHECK(mcfg_read(&m.pm, 0, range) == 0);
    CHECK(!acpi_dsdt_find(&m.pm, 0, &table));
    sparse_memory_free(&m);
}

/* Cloud Hypervisor: hardware-reduced, and a timer in the extended field. */
TEST(pm_timers)
{
    sparse_memory_load(&m, "q35-2");
    put("FACP", 112, 1u << 20 | 1u << 8, 4);
    put("FACP", 76, 0, 4);
    put("FACP", 208, 1, 1);
    put("FACP", 212, 0x9000, 8);
    CHECK(find_timer() && timer.port.address == 0x9000 && timer.bits == 32);
    put("FACP", 212, 0xfffc, 8);
    CHECK(find_timer());
    put("FACP", 212, 0xfffd, 8); /* four bytes do not fit */
    CHECK(!find_timer());
    put("FACP", 208, 0, 1); /* in memory */
    put("FACP", 212, 0xfed80000, 8);
    CHECK(find_timer() && timer.port.space == ACPI_SPACE_MEMORY);
    put("FACP", 208, 2, 1); /* in PCI configuration space */
    CHECK(!find_timer());
    put("FACP", 212, 0, 8);
    CHECK(!find_timer());
    put("FACP", 76, 0x608, 4);
    CHECK(find_timer() && timer.port.address == 0x608);
    put("FACP", 91, 3, 1);
    CHECK(!find_timer());
    sparse_memory_free(&m);
}

TEST(hpets_that_are_none)
{
    sparse_memory_load(&m, "pc-1");
    put("HPET", 40, 1, 1);
    CHECK(acpi_hpet_find(&m.pm, m.rsdp) == 0);
    put("HPET", 40, 0, 1);
    put("HPET", 44, 0xfed00200, 8);
    CHECK(acpi_hpet_find(&m.pm, m.rsdp) == 0);
    put("HPET", 44, 0xfed00400, 8);
    CHECK(acpi_hpet_find(&m.pm, m.rsdp) == 0xfed00400);
    put("HPET", 4, 55, 4); /* one byte short: and its sum is right */
    CHECK(acpi_table_find(&m.pm, m.rsdp, "HPET", &table));
    CHECK(acpi_hpet_find(&m.pm, m.rsdp) == 0);
    sparse_memory_free(&m);
}

TEST(pci_ranges_that_cannot_be)
{
    sparse_memory_load(&m, "q35-16");
    put("MCFG", 54, 200, 1); /* the first bus is behind the last */
    put("MCFG", 55, 199, 1);
    CHECK(mcfg_read(&m.pm, m.rsdp, range) == 0);
    put("MCFG", 55, 200, 1);
    CHECK(mcfg_read(&m.pm, m.rsdp, range) == 1);
    CHECK(range[0].first == 200 && range[0].last == 200);
    put("MCFG", 44, 0xb0080000, 8);
    CHECK(mcfg_read(&m.pm, m.rsdp, range) == 0);
    put("MCFG", 44, 0xfffffffffff00000, 8);
    CHECK(mcfg_read(&m.pm, m.rsdp, range) == 0);
    put("MCFG", 44, 0, 8);
    CHECK(mcfg_read(&m.pm, m.rsdp, range) == 0);
    put("MCFG", 44, 0xe0000000, 8);
    put("MCFG", 52, 7, 2);
    CHECK(mcfg_read(&m.pm, m.rsdp, range) == 1 && range[0].segment == 7);
    put("MCFG", 4, 59, 4); /* the entry is not whole */
    CHECK(mcfg_read(&m.pm, m.rsdp, range) == 0);
    sparse_memory_free(&m);
}

TEST(dsdt)
{
    static uint8_t dsdt[40] = "DSDT";

    sparse_memory_load(&m, "pc-1");
    CHECK(!acpi_dsdt_find(&m.pm, m.rsdp, &table)); /* not in the file */
    dsdt[4] = sizeof(dsdt);
    for (unsigned i = 0; i < sizeof(dsdt); i++)
        dsdt[9] -= i == 9 ? 0 : dsdt[i];
    sparse_memory_add(&m, 0x3000000, dsdt, sizeof(dsdt));
    put("FACP", 40, 0x3000000, 4);
    CHECK(acpi_dsdt_find(&m.pm, m.rsdp, &table));
    CHECK(table.paddr == 0x3000000 && table.length == sizeof(dsdt));
    *sparse_memory_at(&m, 0x3000020) += 1;
    CHECK(!acpi_dsdt_find(&m.pm, m.rsdp, &table));
    sparse_memory_free(&m);
    sparse_memory_load(&m, "q35-2");
    sparse_memory_add(&m, 0x3000000, dsdt, sizeof(dsdt));
    put("FACP", 40, 0, 4);
    put("FACP", 140, 0x3000000, 8);
    CHECK(acpi_dsdt_find(&m.pm, m.rsdp, &table));
    put("FACP", 140, 0, 8);
    CHECK(!acpi_dsdt_find(&m.pm, m.rsdp, &table));
    sparse_memory_free(&m);
}
