/*
 * test_mptable.c - MP tables of real machines, then broken and strange ones.
 */
// links: boot/mptable.c boot/topology.c boot/error.c
// links: boot/bios_area.c boot/physmem.c tests/unit/sparse_memory.c

#include "boot/mptable.h"
#include "tests/check.h"
#include "tests/unit/sparse_memory.h"

#include <string.h>

#define POINTER 0x9fc00 /* qboot, Firecracker */
#define CONFIG  0x9fc10

static struct sparse_memory m;
static struct topology t;
static struct topology_error err;

static int read_file(const char *name)
{
    sparse_memory_load(&m, name);
    int r = mptable_read(&m.pm, &t, &err);
    sparse_memory_free(&m);
    return r;
}

static void check_isa(void)
{
    for (unsigned i = 0; i < TOPOLOGY_ISA; i++) {
        uint32_t gsi = i == 0 ? 2 : i == 2 ? TOPOLOGY_NO_GSI : i;

        CHECK(t.isa[i].gsi == gsi);
        CHECK(!t.isa[i].level && !t.isa[i].low);
    }
}

TEST(microvm_of_qemu)
{
    static const struct {
        const char *file;
        unsigned cpus;
    } machine[] = {
        {"microvm-mp-1", 1}, {"microvm-mp-4", 4}, {"microvm-mp-16", 16}};

    for (unsigned i = 0; i < 3; i++) {
        CHECK(read_file(machine[i].file) == 0);
        CHECK(strcmp(t.source, "MP table") == 0 && t.paddr == CONFIG);
        CHECK(t.nr_cpus == machine[i].cpus && t.disabled == 0);
        for (unsigned c = 0; c < t.nr_cpus; c++)
            CHECK(t.cpu[c] == c);
        CHECK(t.lapic == 0xfee00000 && t.has_8259 && t.ignored == 0);
        CHECK(t.nr_ioapics == 1 && t.ioapic[0].paddr == 0xfec00000);
        CHECK(t.ioapic[0].gsi == 0 && t.ioapic[0].id == t.nr_cpus + 1);
        check_isa();
    }
}

/* SeaBIOS lists one CPU for each socket: q35-16 is one of 16 cores. */
TEST(pc_and_q35_of_qemu)
{
    static const char *const file[] = {"pc-1", "pc-4", "q35-2", "q35-16"};

    for (unsigned i = 0; i < 4; i++) {
        CHECK(read_file(file[i]) == 0);
        CHECK(t.paddr == 0xf5bb0 && t.nr_cpus == 1 && t.cpu[0] == 0);
        CHECK(t.nr_ioapics == 1 && t.ioapic[0].paddr == 0xfec00000);
        check_isa();
    }
}

TEST(no_pointer)
{
    CHECK(read_file("microvm-acpi-2") == -TOPOLOGY_NO_POINTER);
}

TEST(any_wrong_byte_is_noticed)
{
    unsigned refused = 0;

    sparse_memory_load(&m, "microvm-mp-4");
    for (uint32_t i = 0; i < 16; i++) {
        *sparse_memory_at(&m, POINTER + i) += 1;
        refused += mptable_read(&m.pm, &t, &err) == -TOPOLOGY_NO_POINTER;
        *sparse_memory_at(&m, POINTER + i) -= 1;
    }
    CHECK(refused == 16);
    for (uint32_t i = 0; i < 276; i++) {
        *sparse_memory_at(&m, CONFIG + i) += 1;
        refused += mptable_read(&m.pm, &t, &err) != 0;
        *sparse_memory_at(&m, CONFIG + i) -= 1;
    }
    CHECK(refused == 16 + 276);
    CHECK(mptable_read(&m.pm, &t, &err) == 0);
    sparse_memory_free(&m);
}

/* --- tables of our own --- */

static uint8_t table[8192], pointer[16];
static uint16_t table_len;
static uint64_t pointer_paddr;

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
    uint32_t config = CONFIG;

    memset(table, 0, sizeof(table));
    memcpy(table, "PCMP", 4);
    memcpy(table + 36, (const uint8_t[]){0, 0, 0xe0, 0xfe}, 4);
    table_len = 44;
    memcpy(pointer, "_MP_\0\0\0\0\1\4\0\0\0\0\0", 16);
    memcpy(pointer + 4, &config, 4);
    pointer_paddr = POINTER;
}

static void add(const void *bytes, uint16_t len)
{
    memcpy(table + table_len, bytes, len);
    table_len += len;
}

#define ADD(...) add((const uint8_t[8]){__VA_ARGS__}, 8)

static void add_cpu(uint8_t id, uint8_t flags)
{
    uint8_t entry[20] = {0, id, 0x14, flags};

    add(entry, sizeof(entry));
}

static void put_memory(void)
{
    memcpy(table + 4, &table_len, 2);
    seal(table, table_len < sizeof(table) ? table_len : 44, 7);
    seal(pointer, 16, 10);
    sparse_memory_parse(&m, NULL, 0);
    sparse_memory_add(&m, pointer_paddr, pointer, 16);
    sparse_memory_add(&m, CONFIG, table, table_len);
}

static int finish(void)
{
    put_memory();
    int r = mptable_read(&m.pm, &t, &err);
    sparse_memory_free(&m);
    return r;
}

TEST(cpus_that_count)
{
    begin();
    add_cpu(3, 3); /* the boot CPU */
    add_cpu(3, 1); /* twice */
    add_cpu(5, 0); /* disabled */
    add_cpu(0xff, 1);
    add_cpu(8, 1);
    CHECK(finish() == 0);
    CHECK(t.nr_cpus == 2 && t.cpu[0] == 3 && t.cpu[1] == 8);
    CHECK(t.disabled == 2 && t.ignored == 0);
    begin();
    add_cpu(3, 2);
    CHECK(finish() == -TOPOLOGY_NO_CPU && err.a == CONFIG);
}

TEST(ioapics)
{
    begin();
    add_cpu(0, 1);
    ADD(2, 4, 0x11, 1, 0, 0, 0xc0, 0xfe);
    ADD(2, 5, 0x11, 0, 0, 0, 0xc1, 0xfe); /* disabled */
    ADD(2, 6, 0x11, 1, 0, 0, 0xc2, 0xfe);
    CHECK(finish() == 0);
    CHECK(t.nr_ioapics == 2);
    CHECK(t.ioapic[0].id == 4 && t.ioapic[0].gsi == 0);
    CHECK(t.ioapic[1].id == 6 && t.ioapic[1].gsi == MPTABLE_PINS);
    CHECK(t.ioapic[1].paddr == 0xfec20000);
    ADD(2, 7, 0x11, 1, 0, 0, 0, 0);
    CHECK(finish() == -TOPOLOGY_ADDRESS && err.b == 0);
}

/* Interrupts may stand before what they refer to. */
TEST(isa_interrupts)
{
    begin();
    ADD(3, 0, 0, 0, 7, 0, 4, 2);     /* by pin 2 */
    ADD(3, 0, 0x0f, 0, 7, 9, 6, 3);  /* of the second IOAPIC; level, low */
    ADD(3, 0, 0, 0, 7, 5, 0xff, 6);  /* of all IOAPICs: takes IRQ 6's */
    ADD(3, 3, 0x0f, 0, 7, 1, 4, 20); /* ExtINT */
    ADD(3, 0, 0x0f, 0, 8, 3, 4, 20); /* PCI */
    ADD(3, 0, 0x0f, 0, 7, 16, 4, 20);
    ADD(3, 0, 0x0f, 0, 7, 11, 99, 20); /* an IOAPIC nobody knows */
    ADD(4, 3, 0, 0, 7, 0, 0, 0);
    add_cpu(0, 1);
    ADD(1, 7, 'I', 'S', 'A', ' ', ' ', ' ');
    ADD(1, 8, 'P', 'C', 'I', ' ', ' ', ' ');
    ADD(2, 4, 0x11, 1, 0, 0, 0xc0, 0xfe);
    ADD(2, 6, 0x11, 1, 0, 0, 0xc2, 0xfe);
    CHECK(finish() == 0);
    CHECK(t.isa[0].gsi == 2 && !t.isa[0].level && !t.isa[0].low);
    CHECK(t.isa[2].gsi == TOPOLOGY_NO_GSI);
    CHECK(t.isa[9].gsi == 27 && t.isa[9].level && t.isa[9].low);
    CHECK(t.isa[5].gsi == 6 && t.isa[6].gsi == TOPOLOGY_NO_GSI);
    CHECK(t.isa[1].gsi == 1 && t.isa[3].gsi == 3 && t.isa[11].gsi == 11);
    CHECK(!t.isa[3].level && !t.isa[11].low);
}

TEST(a_bus_of_the_highest_id)
{
    begin();
    add_cpu(0, 1);
    ADD(1, 255, 'I', 'S', 'A', ' ', ' ', ' ');
    ADD(2, 4, 0x11, 1, 0, 0, 0xc0, 0xfe);
    ADD(3, 0, 0, 0, 255, 15, 4, 255);
    CHECK(finish() == 0 && t.isa[15].gsi == 255);
}

TEST(entries_that_are_not_whole)
{
    begin();
    add_cpu(0, 1);
    for (uint8_t type = 0; type < 5; type++) {
        uint16_t whole = type ? 8 : 20;

        for (table_len = 65; table_len < 64 + whole; table_len++) {
            table[64] = type;
            CHECK(finish() == -TOPOLOGY_ENTRY);
            CHECK(err.b == 64 && err.c == type && err.a == CONFIG);
        }
    }
    table_len = 64;
    ADD(5);
    CHECK(finish() == -TOPOLOGY_ENTRY && err.c == 5);
    table[64] = 0x80; /* extended entries lie behind the table */
    CHECK(finish() == -TOPOLOGY_ENTRY);
}

TEST(wrong_headers)
{
    begin();
    add_cpu(0, 1);
    table[0] = 'X';
    CHECK(finish() == -TOPOLOGY_SIGNATURE && err.b == 0x504d4358);
    table[0] = 'P';
    table_len = 43;
    CHECK(finish() == -TOPOLOGY_SHORT && err.b == 43 && err.c == 44);
    table_len = 64;
    put_memory();
    *sparse_memory_at(&m, CONFIG + 63) += 1;
    CHECK(mptable_read(&m.pm, &t, &err) == -TOPOLOGY_SUM && err.b == 64);
    sparse_memory_free(&m);
    begin();
    add_cpu(0, 1);
    table[36] = 1;
    CHECK(finish() == -TOPOLOGY_ADDRESS && err.b == 0xfee00001);
}

TEST(pointers_to_nowhere)
{
    uint32_t config = 0;

    begin();
    memcpy(pointer + 4, &config, 4);
    pointer[11] = 6;
    CHECK(finish() == -TOPOLOGY_DEFAULT && err.a == POINTER && err.b == 6);
    config = 0xfffffff0; /* wraps past 4 GiB */
    memcpy(pointer + 4, &config, 4);
    CHECK(finish() == -TOPOLOGY_UNREADABLE && err.a == config);
    config = 0x5000000;
    memcpy(pointer + 4, &config, 4);
    CHECK(finish() == -TOPOLOGY_UNREADABLE && err.b == 44);
    begin();
    pointer[8] = 2;
    CHECK(finish() == -TOPOLOGY_NO_POINTER);
}

TEST(places_that_are_searched)
{
    static const struct {
        uint64_t paddr;
        uint16_t ebda;
        bool found;
    } place[] = {
        {0x9fff0, 0, true},       {0x9fc08, 0, false},
        {0xe0000, 0, true},       {0xf0ff0, 0, true},
        {0xffff0, 0, true},       {0xa0000, 0, false},
        {0x9f800, 0x9f80, true},  {0x9f800, 0, false},
        {0x9fbf0, 0x9f80, true},  {0x80000, 0x8000, true},
        {0x7fff0, 0x7fff, false}, {0x9fc00, 0x9fc0, true},
        {0x9f800, 0x3534, false}, {0x35340, 0x3534, false},
        {0xd0000, 0xd000, false},
    };

    for (unsigned i = 0; i < sizeof(place) / sizeof(*place); i++) {
        begin();
        add_cpu(0, 1);
        pointer_paddr = place[i].paddr;
        put_memory();
        sparse_memory_add(&m, 0x40e, &place[i].ebda, 2);
        CHECK((mptable_read(&m.pm, &t, &err) == 0) == place[i].found);
        sparse_memory_free(&m);
    }
}
