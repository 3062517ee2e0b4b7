/*
 * test_madt.c - MADTs of real machines, then broken and strange ones.
 */
// links: boot/madt.c boot/topology.c boot/error.c boot/acpi.c
// links: boot/bios_area.c boot/physmem.c tests/unit/sparse_memory.c

#include "boot/acpi.h"
#include "boot/madt.h"
#include "tests/check.h"
#include "tests/unit/sparse_memory.h"

#include <string.h>

#define RSDP 0xf0000
#define ROOT 0xf1000
#define MADT 0xf2000

static struct sparse_memory m;
static struct topology t;
static struct topology_error err;

static int read_file(const char *name)
{
    sparse_memory_load(&m, name);
    int r = madt_read(&m.pm, m.rsdp, &t, &err);
    sparse_memory_free(&m);
    return r;
}

/* What QEMU's pc and q35 have in common, but for the number of CPUs. */
static void check_pc(const char *name, unsigned cpus)
{
    static const uint32_t gsi[] = {
        2, 1, TOPOLOGY_NO_GSI, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};

    CHECK(read_file(name) == 0);
    CHECK(strcmp(t.source, "MADT") == 0);
    CHECK(t.lapic == 0xfee00000 && t.has_8259);
    CHECK(t.nr_cpus == cpus && t.disabled == 0 && t.ignored == 0);
    for (unsigned i = 0; i < cpus; i++)
        CHECK(t.cpu[i] == i);
    CHECK(t.nr_ioapics == 1);
    CHECK(t.ioapic[0].paddr == 0xfec00000 && t.ioapic[0].gsi == 0);
    for (unsigned i = 0; i < TOPOLOGY_ISA; i++) {
        bool level = i == 5 || (i >= 9 && i <= 11);

        CHECK(t.isa[i].gsi == gsi[i]);
        CHECK(t.isa[i].level == level && !t.isa[i].low);
    }
}

TEST(pc_and_q35_of_qemu)
{
    check_pc("pc-1", 1);
    check_pc("pc-4", 4);
    check_pc("q35-2", 2);
    check_pc("q35-16", 16);
    check_pc("q35-255", 255);
}

/* Two IOAPICs, no override at all, no 8259. */
TEST(microvm_of_qemu)
{
    CHECK(read_file("microvm-acpi-2") == 0);
    CHECK(t.nr_cpus == 2 && t.cpu[0] == 0 && t.cpu[1] == 1);
    CHECK(t.nr_ioapics == 2);
    CHECK(t.ioapic[0].paddr == 0xfec00000 && t.ioapic[0].gsi == 0);
    CHECK(t.ioapic[1].paddr == 0xfec10000 && t.ioapic[1].gsi == 24);
    CHECK(t.isa[0].gsi == 0 && t.isa[2].gsi == 2 && t.isa[4].gsi == 4);
}

TEST(no_acpi)
{
    CHECK(read_file("microvm-mp-4") == -TOPOLOGY_NO_RSDP);
    CHECK(err.code == TOPOLOGY_NO_RSDP);
}

TEST(the_rsdp_is_found_without_start_info)
{
    sparse_memory_load(&m, "q35-16");
    CHECK(acpi_rsdp_find(&m.pm) == m.rsdp);
    *sparse_memory_at(&m, m.rsdp + 8) += 1;
    CHECK(acpi_rsdp_find(&m.pm) == 0);
    sparse_memory_free(&m);
}

/* Whatever single byte of a real MADT is wrong, it is not believed. */
TEST(any_wrong_byte_is_noticed)
{
    struct acpi_table madt;
    unsigned refused = 0;

    sparse_memory_load(&m, "q35-16");
    CHECK(acpi_table_find(&m.pm, m.rsdp, "APIC", &madt));
    for (uint32_t i = 0; i < madt.length; i++) {
        *sparse_memory_at(&m, madt.paddr + i) += 1;
        refused += madt_read(&m.pm, m.rsdp, &t, &err) == -TOPOLOGY_NO_MADT &&
                   err.a == m.rsdp;
        *sparse_memory_at(&m, madt.paddr + i) -= 1;
    }
    CHECK(refused == madt.length);
    CHECK(madt_read(&m.pm, m.rsdp, &t, &err) == 0);
    sparse_memory_free(&m);
}

/* --- tables of our own --- */

static uint8_t table[8192];
static uint32_t table_len;

static void seal(uint8_t *p, uint32_t len, unsigned at)
{
    uint8_t sum = 0;

    p[at] = 0;
    for (uint32_t i = 0; i < len; i++)
        sum += p[i];
    p[at] = -sum;
}

static void begin(void)
{
    memset(table, 0, sizeof(table));
    memcpy(table, "APIC", 4);
    memcpy(table + 36, (const uint8_t[]){0, 0, 0xe0, 0xfe}, 4);
    table_len = 44;
}

static void add(const void *bytes, uint32_t len)
{
    memcpy(table + table_len, bytes, len);
    table_len += len;
}

#define ADD(...)                                                               \
    add((const uint8_t[]){__VA_ARGS__}, sizeof((const uint8_t[]){__VA_ARGS__}))

static void add_cpu(uint8_t id, uint8_t flags)
{
    ADD(0, 8, 0, id, flags, 0, 0, 0);
}

static void add_x2apic(uint32_t id, uint32_t flags)
{
    uint32_t fields[3] = {id, flags, 0};

    ADD(9, 16, 0, 0);
    add(fields, sizeof(fields));
}

static int finish(void)
{
    uint8_t rsdp[20] = "RSD PTR ", root[40] = "RSDT";
    uint32_t paddr = ROOT;

    memcpy(rsdp + 16, &paddr, 4);
    seal(rsdp, sizeof(rsdp), 8);
    paddr = MADT;
    memcpy(root + 36, &paddr, 4);
    root[4] = sizeof(root);
    seal(root, sizeof(root), 9);
    memcpy(table + 4, &table_len, 4);
    seal(table, table_len, 9);
    sparse_memory_parse(&m, NULL, 0);
    sparse_memory_add(&m, RSDP, rsdp, sizeof(rsdp));
    sparse_memory_add(&m, ROOT, root, sizeof(root));
    sparse_memory_add(&m, MADT, table, table_len);
    int r = madt_read(&m.pm, RSDP, &t, &err);
    sparse_memory_free(&m);
    return r;
}

/* Xen numbers them 2 * n; hot-pluggable ones are there but off. */
TEST(cpus_that_count)
{
    begin();
    add_cpu(4, 1);
    add_cpu(4, 1); /* twice */
    add_cpu(0, 0); /* disabled */
    add_cpu(1, 2); /* may come online */
    add_cpu(0xff, 1);
    add_x2apic(4, 1); /* the same one as the first */
    add_x2apic(0x12345, 1);
    add_x2apic(9, 2);
    add_x2apic(UINT32_MAX, 1);
    add_cpu(6, 3);
    CHECK(finish() == 0);
    CHECK(t.nr_cpus == 3 && t.disabled == 5 && t.ignored == 0);
    CHECK(t.cpu[0] == 4 && t.cpu[1] == 0x12345 && t.cpu[2] == 6);
    CHECK(t.nr_ioapics == 0 && !t.has_8259 && t.lapic == 0xfee00000);
    CHECK(t.paddr == MADT);
}

TEST(no_cpu_is_refused)
{
    begin();
    CHECK(finish() == -TOPOLOGY_NO_CPU && err.a == MADT);
    add_cpu(0, 2);
    CHECK(finish() == -TOPOLOGY_NO_CPU);
}

TEST(more_than_there_is_room_for)
{
    begin();
    for (unsigned i = 0; i < 300; i++)
        add_x2apic(1000 - i, 1);
    for (unsigned i = 0; i < 2; i++)
        add_x2apic(1000, 1);
    CHECK(finish() == 0);
    CHECK(t.nr_cpus == TOPOLOGY_CPUS && t.ignored == 300 - TOPOLOGY_CPUS);
    CHECK(t.cpu[0] == 1000 && t.cpu[254] == 1000 - 254);
    begin();
    add_cpu(0, 1);
    for (uint8_t i = 0; i < 40; i++)
        ADD(1, 12, i, 0, 0, i, 0xc0, 0xfe, i, 0, 0, 0);
    ADD(1, 12, 7, 0, 0, 7, 0xc0, 0xfe, 7, 0, 0, 0); /* again */
    CHECK(finish() == 0);
    CHECK(t.nr_ioapics == TOPOLOGY_IOAPICS &&
          t.ignored == 40 - TOPOLOGY_IOAPICS);
    CHECK(t.ioapic[31].paddr == 0xfec01f00 && t.ioapic[31].id == 31);
    CHECK(t.ioapic[31].gsi == 31);
}

TEST(overrides)
{
    begin();
    add_cpu(0, 1);
    ADD(2, 10, 0, 0, 2, 0, 0, 0, 0, 0);      /* IRQ 0 by pin 2 */
    ADD(2, 10, 0, 9, 20, 0, 0, 0, 0x0f, 0);  /* level, low */
    ADD(2, 10, 0, 5, 5, 0, 0, 0, 0x05, 0);   /* edge, high */
    ADD(2, 10, 0, 6, 7, 0, 0, 0, 0x0c, 0);   /* level; takes IRQ 7's */
    ADD(2, 10, 0, 10, 11, 0, 0, 0, 0x0a, 0); /* reserved values */
    ADD(2, 10, 0, 11, 10, 0, 0, 0, 0x03, 0); /* these two change pins */
    ADD(2, 10, 1, 3, 30, 0, 0, 0, 0x0f, 0);  /* not ISA */
    ADD(2, 10, 0, 16, 30, 0, 0, 0, 0x0f, 0); /* no ISA interrupt */
    ADD(2, 10, 0, 15, 0, 0, 0, 0x80, 0, 0);  /* far away */
    CHECK(finish() == 0);
    CHECK(t.isa[0].gsi == 2 && !t.isa[0].level && !t.isa[0].low);
    CHECK(t.isa[2].gsi == TOPOLOGY_NO_GSI);
    CHECK(t.isa[9].gsi == 20 && t.isa[9].level && t.isa[9].low);
    CHECK(t.isa[5].gsi == 5 && !t.isa[5].level && !t.isa[5].low);
    CHECK(t.isa[6].gsi == 7 && t.isa[6].level && !t.isa[6].low);
    CHECK(t.isa[7].gsi == TOPOLOGY_NO_GSI);
    CHECK(t.isa[10].gsi == 11 && !t.isa[10].level && !t.isa[10].low);
    CHECK(t.isa[11].gsi == 10 && !t.isa[11].level && t.isa[11].low);
    CHECK(t.isa[3].gsi == 3 && t.isa[15].gsi == 0x80000000);
}

TEST(addresses)
{
    begin();
    add_cpu(0, 1);
    ADD(5, 12, 0, 0, 0, 0x10, 0, 0, 1, 0, 0, 0);
    CHECK(finish() == 0);
    CHECK(t.lapic == 0x100001000);
    ADD(5, 12, 0, 0, 1, 0x10, 0, 0, 1, 0, 0, 0);
    CHECK(finish() == -TOPOLOGY_ADDRESS && err.b == 0x100001001);
    begin();
    add_cpu(0, 1);
    ADD(1, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    CHECK(finish() == -TOPOLOGY_ADDRESS && err.b == 0);
    begin();
    add_cpu(0, 1);
    ADD(1, 12, 0, 0, 1, 0, 0xc0, 0xfe, 0, 0, 0, 0);
    CHECK(finish() == -TOPOLOGY_ADDRESS && err.b == 0xfec00001);
}

TEST(flags_and_other_types)
{
    begin();
    table[40] = 1;
    add_cpu(0, 1);
    ADD(4, 6, 0xff, 0, 0, 1); /* local APIC NMI */
    ADD(0x7f, 3, 1);          /* reserved: passed over */
    ADD(0xff, 2);
    ADD(0, 10, 0, 3, 1, 0, 0, 0, 0, 0); /* longer than known */
    CHECK(finish() == 0);
    CHECK(t.has_8259 && t.nr_cpus == 2 && t.cpu[1] == 3);
}

/* Each of the known types, cut by a byte in length or by the table's end. */
TEST(short_entries)
{
    static const uint8_t need[][2] = {{0, 8},  {1, 12}, {2, 10},
                                      {5, 12}, {9, 16}, {0x80, 2}};

    for (unsigned i = 0; i < sizeof(need) / sizeof(*need); i++) {
        uint8_t entry[16] = {need[i][0], need[i][1] - 1};

        begin();
        add_cpu(0, 1);
        add(entry, entry[1]);
        CHECK(finish() == -TOPOLOGY_ENTRY);
        CHECK(err.b == 52 && err.c == need[i][0] && err.a == MADT);
        table_len = 52;
        entry[1]++;
        add(entry, entry[1] - 1);
        CHECK(finish() == -TOPOLOGY_ENTRY && err.b == 52);
    }
    begin();
    add_cpu(0, 1);
    ADD(0, 0);
    CHECK(finish() == -TOPOLOGY_ENTRY);
    begin();
    add_cpu(0, 1);
    ADD(4, 255);
    CHECK(finish() == -TOPOLOGY_ENTRY);
}

TEST(too_short_for_its_header)
{
    begin();
    table_len = 43;
    CHECK(finish() == -TOPOLOGY_SHORT && err.b == 43 && err.c == 44);
    table_len = 36;
    CHECK(finish() == -TOPOLOGY_SHORT);
}
