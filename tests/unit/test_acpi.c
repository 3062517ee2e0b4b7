/*
 * test_acpi.c - ACPI tables as machines have them, and broken ones.
 */
// links: boot/acpi.c boot/bios_area.c boot/physmem.c

#include "boot/acpi.h"
#include "tests/check.h"

#include <stdlib.h>
#include <string.h>

/* One page of guest memory with RSDP, root tables and FADT at fixed places. */
#define START 0xf0000
#define SIZE  0x1000
#define RSDP  (START + 0x10)
#define RSDT  (START + 0x104)
#define XSDT  (START + 0x204)
#define MADT  (START + 0x400)
#define FADT  (START + 0x500)

static uint8_t *memory;
static struct physmem pm;
static struct acpi_power power;

static uint8_t *at(uint64_t paddr)
{
    return memory + (paddr - START);
}

static void put(uint64_t paddr, uint64_t value, unsigned bytes)
{
    memcpy(at(paddr), &value, bytes);
}

/* Make the @len bytes at @paddr add up to 0 by the byte at @sum. */
static void seal(uint64_t paddr, uint32_t len, uint64_t sum)
{
    uint8_t total = 0;

    *at(sum) = 0;
    for (uint32_t i = 0; i < len; i++)
        total += *at(paddr + i);
    *at(sum) = -total;
}

static void put_table(uint64_t paddr, const char *signature, uint32_t len)
{
    memcpy(at(paddr), signature, 4);
    put(paddr + 4, len, 4);
    seal(paddr, len, paddr + 9);
}

static void put_rsdp(uint8_t revision)
{
    memcpy(at(RSDP), "RSD PTR ", 8);
    put(RSDP + 15, revision, 1);
    put(RSDP + 16, RSDT, 4);
    seal(RSDP, 20, RSDP + 8);
    if (revision >= 2) {
        put(RSDP + 20, 36, 4);
        put(RSDP + 24, XSDT, 8);
        seal(RSDP, 36, RSDP + 32);
    }
}

static void put_root(uint64_t paddr, const char *signature, unsigned width)
{
    put(paddr + 36, MADT, width);
    put(paddr + 36 + width, FADT, width);
    put_table(paddr, signature, 36 + 2 * width);
}

/* A Generic Address Structure. */
static void put_register(uint64_t paddr, uint8_t space, uint64_t address)
{
    put(paddr, space, 1);
    put(paddr + 4, address, 8);
}

static void begin(uint8_t revision, uint32_t fadt_len)
{
    free(memory);
    memory = calloc(1, SIZE);
    pm = (struct physmem){.base = memory, .start = START, .size = SIZE};
    put_root(RSDT, "RSDT", 4);
    put_root(XSDT, "XSDT", 8);
    put_table(MADT, "APIC", 44);
    put(FADT + 64, 0x604, 4);                /* PM1a_CNT_BLK */
    put(FADT + 112, 1u << 10, 4);            /* RESET_REG_SUP */
    put_register(FADT + 116, 1, 0xcf9);      /* RESET_REG */
    put(FADT + 128, 0x0f, 1);                /* RESET_VALUE */
    put_register(FADT + 172, 1, 0x604);      /* X_PM1a_CNT_BLK */
    put_register(FADT + 244, 0, 0xfea00200); /* SLEEP_CONTROL_REG */
    put_table(FADT, "FACP", fadt_len);
    put_rsdp(revision);
}

static bool find(void)
{
    memset(&power, 0xaa, sizeof(power));
    return acpi_power_find(&pm, RSDP, &power);
}

static bool nothing(struct acpi_register r)
{
    return r.address == 0;
}

static bool is(struct acpi_register r, uint8_t space, uint64_t address)
{
    return r.space == space && r.address == address;
}

TEST(pc)
{
    begin(0, 116); /* revision 1: flags are the last field */
    CHECK(find());
    CHECK(!power.hw_reduced && is(power.pm1a_control, 1, 0x604));
    CHECK(nothing(power.reset) && nothing(power.sleep_control));
}

TEST(q35)
{
    begin(0, 244);
    CHECK(find());
    CHECK(!power.hw_reduced && is(power.pm1a_control, 1, 0x604));
    CHECK(is(power.reset, 1, 0xcf9) && power.reset_value == 0x0f);
    CHECK(nothing(power.sleep_control));
}

TEST(microvm)
{
    begin(2, 276);
    put(FADT + 112, 1u << 20 | 1u << 10, 4);
    put_register(FADT + 116, 0, 0xfea00202);
    put(FADT + 128, 0x42, 1);
    put_table(FADT, "FACP", 276);
    /* as qboot leaves it: no RSDT */
    put(RSDP + 16, 0, 4);
    seal(RSDP, 20, RSDP + 8);
    seal(RSDP, 36, RSDP + 32);
    CHECK(find());
    CHECK(power.hw_reduced && nothing(power.pm1a_control));
    CHECK(is(power.sleep_control, 0, 0xfea00200));
    CHECK(is(power.reset, 0, 0xfea00202) && power.reset_value == 0x42);
}

/* Firecracker: hardware-reduced, and none of the registers. */
TEST(hardware_reduced_without_registers)
{
    begin(2, 276);
    memset(at(FADT + 36), 0, 240);
    put(FADT + 112, 1u << 20, 4);
    put_table(FADT, "FACP", 276);
    CHECK(find());
    CHECK(power.hw_reduced && nothing(power.pm1a_control));
    CHECK(nothing(power.sleep_control) && nothing(power.reset));
}

TEST(a_field_exists_only_within_the_table)
{
    static const struct {
        uint32_t len;
        bool pm1a, reset;
    } step[] = {{36, false, false}, {67, false, false}, {68, true, false},
                {115, true, false}, {128, true, false}, {129, true, true}};

    for (unsigned i = 0; i < sizeof(step) / sizeof(*step); i++) {
        begin(0, step[i].len);
        CHECK(find());
        CHECK(!nothing(power.pm1a_control) == step[i].pm1a);
        CHECK(!nothing(power.reset) == step[i].reset);
    }
    begin(2, 255); /* one byte short of SLEEP_CONTROL_REG's end */
    put(FADT + 112, 1u << 20, 4);
    put_table(FADT, "FACP", 255);
    CHECK(find() && nothing(power.sleep_control));
    put_table(FADT, "FACP", 256);
    CHECK(find() && !nothing(power.sleep_control));
}

TEST(other_tables)
{
    struct acpi_table table = {1, 2};

    begin(2, 276);
    CHECK(acpi_table_find(&pm, RSDP, "APIC", &table));
    CHECK(table.paddr == MADT && table.length == 44);
    CHECK(!acpi_table_find(&pm, RSDP, "MCFG", &table));
    CHECK(table.paddr == MADT);
}

TEST(no_rsdp)
{
    begin(2, 276);
    CHECK(!acpi_power_find(&pm, 0, &power));
    CHECK(!acpi_power_find(&pm, START - 1, &power));
    CHECK(!acpi_power_find(&pm, START + SIZE - 19, &power));
    CHECK(!acpi_power_find(&pm, UINT64_MAX, &power));
    CHECK(!acpi_power_find(&pm, RSDP + 1, &power));
    *at(RSDP + 8) += 1;
    CHECK(!find());
}

TEST(a_broken_xsdt_falls_back_to_the_rsdt)
{
    begin(2, 276);
    *at(XSDT + 9) += 1;
    CHECK(find());
    *at(RSDT + 9) += 1;
    CHECK(!find());
    begin(2, 276);
    *at(RSDP + 32) += 1; /* the extended checksum */
    CHECK(find());
    put(RSDP + 20, 35, 4); /* a length that cannot be */
    CHECK(find());
    put(RSDP + 20, UINT32_MAX, 4);
    CHECK(find());
    put(RSDP + 24, UINT64_MAX, 8);
    put(RSDP + 20, 36, 4);
    seal(RSDP, 36, RSDP + 32);
    CHECK(find());
}

TEST(broken_tables)
{
    static const uint32_t lengths[] = {0, 35, 0xb01, SIZE, UINT32_MAX};

    for (unsigned i = 0; i < sizeof(lengths) / sizeof(*lengths); i++) {
        begin(2, 276);
        put(FADT + 4, lengths[i], 4);
        CHECK(!find());
        begin(0, 276);
        put(RSDT + 4, lengths[i], 4);
        CHECK(!find());
    }
    begin(2, 276);
    *at(FADT + 100) += 1;
    CHECK(!find());
    begin(2, 276);
    memcpy(at(FADT), "FACX", 4);
    CHECK(!find());
    CHECK(power.reset_value == 0xaa); /* untouched */
}

TEST(pointers_outside_memory_are_skipped)
{
    begin(2, 276);
    put(XSDT + 36, UINT64_MAX - 8, 8);
    seal(XSDT, 52, XSDT + 9);
    CHECK(find());
    put(XSDT + 44, 0, 8);
    seal(XSDT, 52, XSDT + 9);
    CHECK(!find());
    free(memory);
    memory = NULL;
}

/* A root table that points to itself, as often as it can. */
TEST(a_root_full_of_itself)
{
    begin(0, 276);

    uint32_t len = SIZE - (RSDT - START);

    for (uint32_t i = 36; i + 4 <= len; i += 4)
        put(RSDT + i, RSDT, 4);
    put_table(RSDT, "RSDT", len);
    CHECK(!find());
}
