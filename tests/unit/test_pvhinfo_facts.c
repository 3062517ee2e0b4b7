/*
 * test_pvhinfo_facts.c - what each loader leaves, read and judged.
 */
// links: apps/pvhinfo/handover.c apps/pvhinfo/roots.c apps/pvhinfo/judge.c
// links: apps/pvhinfo/judge_memory.c boot/physmem.c
// links: tests/unit/guest_memory.c tests/unit/loaders.c
// cflags: -Iinclude

#include "apps/pvhinfo/judge.h"
#include "tests/check.h"
#include "tests/unit/guest_memory.h"
#include "tests/unit/loaders.h"

#include <stdlib.h>
#include <string.h>

static struct physmem pm;
static struct facts f;
static struct verdicts v;

static int read_guest(uint64_t paddr, void *buf, size_t len)
{
    const void *p = physmem_at(&pm, paddr, len);

    if (len == 0)
        return 0;
    if (!p)
        return -1;
    memcpy(buf, p, len);
    return 0;
}

static void begin(void)
{
    pm = guest_memory_new();
    f = (struct facts){.has_mtrr = true, .mtrr_def_type = 0xc06};
}

static void take(void)
{
    facts_handover(&f, read_guest);
    facts_roots(&f, read_guest);
    judge(&f, &v);
}

static void end(void)
{
    free(f.cmdline.bytes);
    for (unsigned i = 0; i < FACTS_MODULES; i++)
        free(f.module_cmdline[i].bytes);
    guest_memory_free(&pm);
}

static void take_from(const char *name)
{
    const struct loader *l = loader_find(name);

    begin();
    loader_write(l, &pm);
    f.cpu = (struct pith_entry_state){.ebx = l->info, .cr0 = 0x11};
    f.image = (struct pith_range){l->image.start, l->image.end};
    take();
}

static bool has(const char *point, enum result result)
{
    for (unsigned i = 0; i < v.count; i++) {
        if (strcmp(v.row[i].point, point) == 0 && v.row[i].result == result)
            return true;
    }
    return false;
}

TEST(every_loader_is_read)
{
    for (const struct loader *l = loaders; l->name; l++) {
        take_from(l->name);
        CHECK(f.info_read);
        CHECK(f.nr_modules == l->abi.nr_modules);
        CHECK(f.nr_map == l->abi.memmap_entries);
        CHECK(memcmp(f.map, l->map, f.nr_map * sizeof(*f.map)) == 0);
        if (l->text)
            CHECK(f.cmdline.ended && strcmp(f.cmdline.bytes, l->text) == 0);
        CHECK(!has("magic", RESULT_FAIL) && !has("map-image", RESULT_FAIL));
        end();
    }
}

TEST(firecracker)
{
    take_from("Firecracker, initrd");
    CHECK(v.failed == 0);
    CHECK(has("map-sorted", RESULT_NOTE) && has("rsdp", RESULT_NOTE));
    CHECK(has("module", RESULT_PASS) && has("placed", RESULT_NOTE));
    end();
}

TEST(qboot_leaves_garbage)
{
    take_from("QEMU microvm, qboot, initrd");
    CHECK(v.failed == 1 && has("module-cmdline", RESULT_FAIL));
    CHECK(has("module-reserved", RESULT_NOTE));
    end();
}

TEST(seabios_puts_the_initrd_over_the_tables)
{
    take_from("QEMU microvm, SeaBIOS, initrd");
    CHECK(has("module", RESULT_NOTE));
    end();
}

TEST(xen_modules_have_command_lines)
{
    take_from("Xen domU, version 1, two modules");
    CHECK(f.module_cmdline[0].ended && f.module_cmdline[1].ended);
    CHECK(has("module-cmdline", RESULT_PASS));
    CHECK(!has("module-cmdline", RESULT_FAIL));
    end();
}

TEST(no_start_info)
{
    begin();
    guest_memory_lock(&pm);
    take();
    CHECK(!f.info_read && has("magic", RESULT_FAIL));
    end();
}

TEST(a_command_line_without_end)
{
    static char text[FACTS_CMDLINE + 10];
    struct abi_start_info abi = {
        .magic = INFO_MAGIC, .version = 1, .cmdline_paddr = 0x20003};

    begin();
    memset(text, 'x', sizeof(text));
    guest_memory_put(&pm, 0x6000, &abi, sizeof(abi));
    guest_memory_put(&pm, 0x20003, text, sizeof(text));
    f.cpu.ebx = 0x6000;
    take();
    CHECK(f.cmdline.len == FACTS_CMDLINE && !f.cmdline.ended);
    CHECK(has("cmdline", RESULT_FAIL));
    end();
}

/* The GDT that Firecracker leaves at 0x500. */
TEST(segments_from_the_gdt)
{
    static const uint64_t gdt[] = {0, 0x00cf9b000000ffff, 0x00cf93000000ffff,
                                   0x00008b0000000067};

    begin();
    guest_memory_put(&pm, 0x500, gdt, sizeof(gdt));
    f.cpu = (struct pith_entry_state){.cr0 = 0x11,
                                      .cs = 8,
                                      .ds = 16,
                                      .es = 16,
                                      .ss = 32,
                                      .tr = 24,
                                      .gdt_base = 0x500,
                                      .gdt_limit = 0x1f};
    take();
    CHECK(has("cs", RESULT_PASS) && has("ds", RESULT_PASS));
    CHECK(has("es", RESULT_PASS) && has("tr", RESULT_PASS));
    CHECK(has("ss", RESULT_NOTE)); /* behind the limit */
    CHECK(f.tr.limit == 0x67 && f.cs.limit == UINT32_MAX);
    CHECK(!f.ss.visible);
    end();

    begin(); /* whoever loaded them has overwritten it */
    f.cpu = (struct pith_entry_state){
        .cr0 = 0x11, .cs = 8, .gdt_base = 0x500, .gdt_limit = 0x1f};
    take();
    CHECK(!f.cs.visible && has("cs", RESULT_NOTE) && has("tr", RESULT_NOTE));
    end();
}

static void sum(uint8_t *bytes, size_t n, uint8_t *at)
{
    uint8_t s = 0;

    *at = 0;
    for (size_t i = 0; i < n; i++)
        s += bytes[i];
    *at = -s;
}

/* A table without contents but @list, an address. */
static void put_table(uint64_t paddr, const char *signature, uint32_t list)
{
    uint8_t t[40] = {0};

    memcpy(t, signature, 4);
    t[4] = sizeof(t);
    memcpy(t + 36, &list, 4);
    sum(t, sizeof(t), t + 9);
    guest_memory_put(&pm, paddr, t, sizeof(t));
}

static void put_rsdp(uint64_t paddr)
{
    uint8_t r[20] = "RSD PTR ";
    uint32_t rsdt = 0xe1000;

    memcpy(r + 9, "TESTER", 6);
    memcpy(r + 16, &rsdt, 4);
    sum(r, sizeof(r), r + 8);
    guest_memory_put(&pm, paddr, r, sizeof(r));
    put_table(rsdt, "RSDT", 0xe2000);
    put_table(0xe2000, "FACP", 0);
}

TEST(acpi_is_found_by_scanning)
{
    uint16_t ebda = 0x9fc0;

    begin();
    put_rsdp(0xe0000);
    take();
    CHECK(f.acpi.source == ROOT_SCAN && f.acpi.paddr == 0xe0000);
    CHECK(f.acpi.valid && f.acpi.list_valid && f.acpi.nr_tables == 1);
    CHECK(strcmp(f.acpi.table[0].signature, "FACP") == 0);
    CHECK(f.acpi.table[0].valid && strcmp(f.acpi.oem, "TESTER") == 0);
    CHECK(has("rsdp", RESULT_NOTE) && has("acpi-tables", RESULT_PASS));
    end();

    begin();
    guest_memory_put(&pm, 0x40e, &ebda, sizeof(ebda));
    put_rsdp(0x9ffe0); /* the last place where all of it fits */
    take();
    CHECK(f.acpi.paddr == 0x9ffe0 && f.acpi.valid);
    end();
}

TEST(a_broken_rsdp_is_told)
{
    const struct loader *l = loader_find("QEMU pc, SeaBIOS");

    begin();
    loader_write(l, &pm);
    f.cpu.ebx = l->info;
    f.image = (struct pith_range){l->image.start, l->image.end};
    take();
    CHECK(f.acpi.source == ROOT_START_INFO && has("rsdp", RESULT_FAIL));
    end();
}

TEST(mp_table_at_the_end_of_base_memory)
{
    static const uint8_t pointer[16] = {'_', 'M', 'P', '_', 0x10, 0xfc,
                                        9,   0,   1,   4,   0x8b};
    uint8_t config[44 + 20 + 8 + 20] = {'P', 'C', 'M', 'P', 92};

    begin(); /* qboot's: its count of entries is 0 */
    config[44 + 20] = 1;
    guest_memory_put(&pm, 0x9fc00, pointer, sizeof(pointer));
    guest_memory_put(&pm, 0x9fc10, config, sizeof(config));
    take();
    CHECK(f.mp.paddr == 0x9fc00 && f.mp.valid && f.mp.cpus == 2);
    end();
}
