/*
 * test_pvhinfo_judge.c - a handover that keeps every point, then one change
 * at a time, and the point that must tell.
 */
// links: apps/pvhinfo/judge.c apps/pvhinfo/judge_memory.c
// cflags: -Iinclude

#include "apps/pvhinfo/judge.h"
#include "tests/check.h"

#include <string.h>

static struct facts f;
static struct verdicts v;

static struct segment flat(uint16_t selector, uint8_t access)
{
    return (struct segment){true, selector, 0, UINT32_MAX, access, 0xc};
}

static void begin(void)
{
    static char text[] = "K=v -- a";

    f = (struct facts){
        .cpu = {.ebx = 0x9fd00, .eflags = 2, .cr0 = 0x11, .gdt_limit = 0x1f},
        .cs = flat(8, 0x9b),
        .ds = flat(16, 0x93),
        .es = flat(16, 0x93),
        .ss = flat(16, 0x92),
        .tr = {true, 24, 0, 0x67, 0x8b, 0},
        .info_read = true,
        .info = {.magic = INFO_MAGIC,
                 .version = 1,
                 .nr_modules = 1,
                 .modlist_paddr = 0x9fd40,
                 .cmdline_paddr = 0x9fe00,
                 .rsdp_paddr = 0xe0000,
                 .memmap_paddr = 0x9fd80,
                 .memmap_entries = 3},
        .nr_modules = 1,
        .module = {{0x1000000, 0x1234, 0, 0}},
        .cmdline = {0x9fe00, text, sizeof(text) - 1, true},
        .nr_map = 3,
        .map = {{0, 0x9fc00, 1, 0},
                {0x9fc00, 0x60400, 2, 0},
                {0x100000, 0x7f00000, 1, 0}},
        .image = {0x100000, 0x140000},
        .acpi = {.source = ROOT_START_INFO,
                 .paddr = 0xe0000,
                 .valid = true,
                 .list_valid = true,
                 .nr_tables = 1,
                 .table = {{0xe0100, "FACP", 244, true}}},
        .has_mtrr = true,
        .mtrr_def_type = 0xc06,
    };
}

/* Judges; is there a row @point with this result? */
static bool tells(const char *point, enum result result)
{
    judge(&f, &v);
    for (unsigned i = 0; i < v.count; i++) {
        if (strcmp(v.row[i].point, point) == 0 && v.row[i].result == result)
            return true;
    }
    return false;
}

/* @point fails, and it alone. */
static bool only_fails(const char *point)
{
    return tells(point, RESULT_FAIL) && v.failed == 1;
}

/* @point is noted, and nothing fails. */
static bool notes(const char *point)
{
    return tells(point, RESULT_NOTE) && v.failed == 0;
}

TEST(conforming)
{
    begin();
    judge(&f, &v);
    CHECK(v.failed == 0);
    CHECK(v.noted == 0);
    CHECK(v.count > 25);
    for (unsigned i = 0; i < v.count; i++)
        CHECK(v.row[i].detail[0] && v.row[i].section[0]);
}

TEST(control_registers)
{
    begin(), f.cpu.cr0 = 0x10;
    CHECK(only_fails("cr0-pe"));
    begin(), f.cpu.cr0 = 0x1; /* Cloud Hypervisor */
    CHECK(tells("cr0-rest", RESULT_PASS) && v.failed == 0);
    begin(), f.cpu.cr0 = 0x60000011;
    CHECK(only_fails("cr0-rest"));
    begin(), f.cpu.cr0 = 0x80000011;
    CHECK(only_fails("cr0-rest"));
    begin(), f.cpu.cr4 = 0x20;
    CHECK(only_fails("cr4"));
}

TEST(segments)
{
    begin(), f.cs.base = 0x10;
    CHECK(only_fails("cs"));
    begin(), f.cs.access = 0x93;
    CHECK(only_fails("cs"));
    begin(), f.cs.flags = 0xa; /* 64-bit */
    CHECK(only_fails("cs"));
    begin(), f.ds.limit = 0xfffff;
    CHECK(only_fails("ds"));
    begin(), f.es.access = 0x91; /* read only */
    CHECK(only_fails("es"));
    begin(), f.ss.flags = 8; /* 16-bit stack */
    CHECK(only_fails("ss"));
    begin(), f.ss = (struct segment){0};
    CHECK(notes("ss"));
}

TEST(task_register)
{
    begin(), f.tr = (struct segment){0}; /* QEMU */
    CHECK(only_fails("tr"));
    begin(), f.tr = f.cs = (struct segment){0}; /* Xen */
    CHECK(notes("tr"));
    begin(), f.tr.access = 0x89; /* not busy */
    CHECK(only_fails("tr"));
    begin(), f.tr.limit = 0xffff;
    CHECK(only_fails("tr"));
    begin(), f.tr.base = 0x1000;
    CHECK(only_fails("tr"));
}

TEST(flags)
{
    begin(), f.cpu.eflags = 1u << 17 | 2;
    CHECK(only_fails("eflags-vm"));
    begin(), f.cpu.eflags = 0x202;
    CHECK(only_fails("eflags-if"));
    begin(), f.cpu.eflags = 0x102;
    CHECK(only_fails("eflags-tf"));
    begin(), f.cpu.eflags = 0x402;
    CHECK(notes("eflags-df"));
}

TEST(unspecified)
{
    begin(), f.cpu.eax = 0x2badb002;
    CHECK(notes("eax"));
    begin(), f.cpu.efer = 0x500;
    CHECK(notes("efer"));
    begin(), f.cpu.gdt_limit = 0;
    CHECK(notes("gdtr"));
}

TEST(start_info)
{
    begin(), f.info_read = false, f.info.magic = 0x12345678;
    CHECK(only_fails("magic"));
    begin(), f.info.version = 0, f.info.memmap_entries = f.nr_map = 0;
    CHECK(notes("version") && notes("map"));
    begin(), f.info.version = 2;
    CHECK(notes("version"));
    begin(), f.info.flags = 4;
    CHECK(notes("flags"));
    begin(), f.info.reserved = 1;
    CHECK(only_fails("reserved"));
}

TEST(command_line)
{
    static char latin[] = "caf\xe9";

    begin(), f.info.cmdline_paddr = 0, f.cmdline = (struct text){0};
    CHECK(notes("cmdline"));
    begin(), f.cmdline.ended = false;
    CHECK(only_fails("cmdline"));
    begin(), f.cmdline.bytes = latin, f.cmdline.len = 4;
    CHECK(notes("cmdline"));
}

TEST(map)
{
    begin(), f.info.memmap_entries = 0, f.nr_map = 0;
    CHECK(notes("map"));
    begin(), f.info.memmap_entries = 1000;
    CHECK(only_fails("map"));
    begin(), f.map[1].reserved = 7;
    CHECK(only_fails("map-reserved"));
    begin(), f.map[1].addr = UINT64_MAX - 1;
    CHECK(tells("map-wrap", RESULT_FAIL));
    begin(), f.map[0].type = f.map[2].type = 2;
    CHECK(tells("map-ram", RESULT_FAIL) && tells("map-image", RESULT_FAIL));
    begin(), f.map[2].size = 0x10000;
    CHECK(tells("map-image", RESULT_FAIL));
    begin(), f.map[1].type = 0;
    CHECK(notes("map-types"));
    begin(), f.map[1].type = 8;
    CHECK(notes("map-types"));
    begin(), f.map[3] = (struct map_entry){0}, f.nr_map = 4;
    f.info.memmap_entries = 4;
    CHECK(notes("map-empty") && notes("map-sorted") && notes("map-types"));
    begin(), f.map[1].size = 0x60401;
    CHECK(notes("map-overlap"));
}

TEST(map_in_pieces_covers)
{
    begin(), f.map[2].size = 0x10000, f.nr_map = f.info.memmap_entries = 4;
    f.map[3] = (struct map_entry){0x110000, 0x7ef0000, 1, 0};
    CHECK(tells("map-image", RESULT_PASS) && v.failed == 0);
}

TEST(modules)
{
    begin(), f.nr_modules = 0;
    CHECK(only_fails("modules"));
    begin(), f.module[0].paddr = 0;
    CHECK(notes("module"));
    begin(), f.nr_modules = f.info.nr_modules = FACTS_MODULES;
    f.info.modlist_paddr = 0xa0000;
    memset(f.module, 0, sizeof(f.module)); /* all of them absent */
    CHECK(notes("module") && tells("placed", RESULT_PASS));
    begin(), f.module[0].paddr = 0x80000000;
    CHECK(only_fails("module"));
    begin(), f.module[0].paddr = 0x7fff000; /* beyond the end of RAM */
    CHECK(only_fails("module"));
    begin(), f.module[0].size = UINT64_MAX - 0x1000;
    CHECK(tells("module", RESULT_FAIL));
    begin(), f.module[0].paddr = 0xd0000;
    CHECK(notes("module"));
    begin(), f.module[0].cmdline_paddr = 0x202000f18f2; /* qboot */
    CHECK(only_fails("module-cmdline"));
    begin(), f.module[0].cmdline_paddr = 0x3000;
    f.module_cmdline[0] = (struct text){0x3000, NULL, 5, true};
    CHECK(tells("module-cmdline", RESULT_PASS) && v.failed == 0);
    begin(), f.module[0].reserved = 0x665000000;
    CHECK(notes("module-reserved"));
}

TEST(placement)
{
    begin(), f.module[0].paddr = 0x13f000;
    CHECK(only_fails("apart"));
    begin(), f.info.cmdline_paddr = f.cmdline.paddr = 0x9fd90;
    CHECK(only_fails("apart"));
    begin(), f.cpu.ebx = 0x6000;
    CHECK(notes("placed"));
    begin(), f.cpu.ebx = 0xf0000000;
    CHECK(notes("placed"));
    begin(), f.info.rsdp_paddr = 0x100000000;
    CHECK(notes("below-4g"));
    begin(), f.module[0].paddr = 0xffffffff;
    CHECK(tells("below-4g", RESULT_NOTE));
}

TEST(acpi_and_mtrr)
{
    begin(), f.acpi.valid = false;
    CHECK(only_fails("rsdp"));
    begin(), f.acpi.table[0].valid = false;
    CHECK(only_fails("acpi-tables"));
    begin(), f.acpi.list_valid = false;
    CHECK(only_fails("acpi-tables"));
    begin(), f.acpi.source = ROOT_SCAN;
    CHECK(notes("rsdp"));
    begin(), f.acpi = (struct acpi_root){0};
    CHECK(notes("rsdp"));
    begin(), f.mtrr_def_type = 0;
    CHECK(notes("mtrr"));
    begin(), f.has_mtrr = false;
    CHECK(notes("mtrr"));
}

TEST(as_many_modules_as_fit)
{
    begin(), f.nr_modules = f.info.nr_modules = FACTS_MODULES;
    f.info.modlist_paddr = 0xa0000;
    for (unsigned i = 0; i < FACTS_MODULES; i++)
        f.module[i] = (struct info_module){0x1000000 + i * 4096, 4096, 0, 0};
    judge(&f, &v);
    CHECK(v.failed == 0);
    CHECK(tells("mtrr", RESULT_PASS));
}
