/*
 * tables.c - start_info, modules and command lines that no loader should pass.
 *
 * Each is Firecracker's handover with one thing spoilt, on a machine whose RAM
 * is dirty and whose registers hold junk. docs/boot.md tells what comes of it.
 */
#include "tests/loader/gen.h"

#include <string.h>

#define MAGIC(addr, value)                                                     \
    "start_info at " addr ": magic is " value ", expected 0x336ec578"
#define MULTIBOOT(kind, value)                                                 \
    "start_info at 0x6000: this is a " kind " block (it begins with " value    \
    "); boot by PVH, which has 0x336ec578 there"
#define HIGH(what)        what " is above 4 GiB, where no loader may put it"
#define OVER_IMAGE        " lies over the image, which is {start} to {end}"
#define MODULE_OVER_IMAGE " lies over the image: give the VM more memory"
#define UNREADABLE(what)  what " is outside the memory that can be read"
#define NOT_IN_MAP        " is not in memory that the map knows"
#define NOT_BELOW(module) "module " module ", does not end below 4 GiB"

static void move_info(struct shape *s, uint32_t paddr)
{
    shape_hostile(s);
    s->info_at = s->cpu.ebx = paddr;
}

static void info_in_page_0(struct shape *s)
{
    move_info(s, 0xffd);
}

static void info_odd(struct shape *s)
{
    move_info(s, 0x6ffff);
}

static void info_across_end(struct shape *s)
{
    move_info(s, RAM_TOP - 8);
}

static void info_over_image(struct shape *s)
{
    move_info(s, world.end - 56);
}

static void info_in_video_memory(struct shape *s)
{
    move_info(s, 0xb8000);
}

/* The archive and fifteen others. */
static void modules_16(struct shape *s)
{
    shape_hostile(s);
    s->info.modlist_paddr = 0x8001;
    while (s->info.nr_modules < 16)
        shape_module(s, 8 * MIB + s->info.nr_modules * 0x1800, 0x1799);
}

static void modules_17(struct shape *s)
{
    modules_16(s);
    shape_module(s, 12 * MIB, 1);
}

/* Two that mean "absent" come first. */
static void modules_absent(struct shape *s)
{
    shape_hostile(s);
    s->info.nr_modules = 0;
    shape_module(s, 0, 0x1000);
    shape_module(s, 0xfffffffffffff000, 0);
    shape_module(s, initrd_paddr(), world.initrd_size);
}

static void second(struct shape *s)
{
    shape_hostile(s);
    s->info.modlist_paddr = 0x8000;
    shape_module(s, 8 * MIB, 0x1000);
}

static void modules_overlap(struct shape *s)
{
    second(s);
    s->module[1].paddr = initrd_paddr() - 0xfff;
}

/* --- command lines --- */

static char long_text[MIB + 1];

static void text_of(struct shape *s, size_t len)
{
    shape_hostile(s);
    memset(long_text, 'q', len);
    memcpy(long_text, "K=v -- w ", 9);
    long_text[len] = '\0';
    shape_text(s, 8 * MIB + 0xfff, long_text, NULL);
}

/* The longest that is accepted; report.c prints all of it. */
static void text_64k(struct shape *s)
{
    static char args[70000];

    text_of(s, 65536);
    strcpy(args, "argument 0: app\nargument 1: w\nargument 2: ");
    strcat(args, long_text + 9);
    strcat(args, "\nenvironment: K=v\n");
    s->args = args;
}

static void text_64k_1(struct shape *s)
{
    text_of(s, 65537);
}

static void text_1m(struct shape *s)
{
    text_of(s, MIB);
}

static void text_5000_variables(struct shape *s)
{
    shape_hostile(s);
    for (unsigned i = 0; i < 5000; i++)
        memcpy(long_text + i * 4, "A=1 ", 4);
    long_text[20000] = '\0';
    shape_text(s, 8 * MIB, long_text, NULL);
}

static void text_quote(struct shape *s)
{
    shape_hostile(s);
    shape_text(s, 0x20000, "A=1 'b", NULL);
}

static void text_bytes(struct shape *s)
{
    shape_hostile(s);
    shape_text(s, 0xffe, "\xff\xfe=x \x01 -- \x80\xff\x1b[0m '' \"a'b\"",
               "argument 0: app\nargument 1: \x80\xff\x1b[0m\n"
               "argument 2: \nargument 3: a'b\n");
}

static void text_none(struct shape *s)
{
    shape_hostile(s);
    s->info.cmdline_paddr = 0;
    s->text = NULL;
    s->args = "argument 0: app\n";
}

/* The bytes run up to the end of RAM. */
static void text_unterminated(struct shape *s)
{
    shape_hostile(s);
    s->info.nr_modules = 0;
    shape_text(s, RAM_TOP - 0x3003, "x", NULL);
    s->text_len = 1;
}

static void text_in_guard(struct shape *s)
{
    shape_hostile(s);
    s->info.cmdline_paddr = world.guard;
    s->text = NULL;
}

/* Good ACPI tables, up to a pointer into a guard. */
static void rsdt_in_a_guard(struct shape *s)
{
    static uint8_t rsdp[20] = "RSD PTR ";
    uint8_t sum = 0;

    shape_hostile(s);
    memcpy(rsdp + 16, &world.guard, 4);
    for (unsigned i = 0; i < sizeof(rsdp); i++)
        sum += rsdp[i];
    rsdp[8] = -sum;
    s->info.rsdp_paddr = 0xe0000;
    s->extra[2] = (struct extra){0xe0000, sizeof(rsdp), rsdp};
}

const struct row table_rows[] = {
    {"magic-0", shape_hostile, MAGIC("0x6000", "0x0"), {SET(info.magic, 0)}},
    {"magic-swapped",
     shape_hostile,
     MAGIC("0x6000", "0x78c56e33"),
     {SET(info.magic, 0x78c56e33)}},
    {"magic-one-bit",
     shape_hostile,
     MAGIC("0x6000", "0x336ec57a"),
     {SET(info.magic, 0x336ec57a)}},
    {"magic-cut",
     shape_hostile,
     MAGIC("0x6001", "0x1336ec5"),
     {SET(cpu.ebx, 0x6001)}},
    {"multiboot-info",
     shape_hostile,
     MULTIBOOT("multiboot", "0x4f"),
     {SET(info.magic, 0x4f), SET(info.version, 639), SET(info.flags, 130048)}},
    {"multiboot-header",
     shape_hostile,
     MULTIBOOT("multiboot", "0x1badb002"),
     {SET(info.magic, 0x1badb002)}},
    {"multiboot2-header",
     shape_hostile,
     MULTIBOOT("multiboot2", "0xe85250d6"),
     {SET(info.magic, 0xe85250d6)}},
    {"version-0", shape_hostile, NULL, {SET(info.version, 0)}},
    {"version-0-no-fw_cfg",
     shape_hostile,
     "no memory map: start_info version 0 has none, and there is no other "
     "source",
     {SET(info.version, 0), SET(hidden, 1)}},
    {"version-2", shape_hostile, NULL, {SET(info.version, 2)}},
    {"version-2^32-1", shape_hostile, NULL, {SET(info.version, UINT32_MAX)}},
    {"flags-all-reserved-junk",
     shape_hostile,
     NULL,
     {SET(info.flags, UINT32_MAX), SET(info.reserved, UINT32_MAX),
      SET(map[0].reserved, UINT32_MAX), SET(module[0].reserved, UINT64_MAX)}},

    {"info-at-0",
     shape_hostile,
     "no start_info: its address is 0",
     {SET(cpu.ebx, 0)}},
    {"info-across-4G",
     shape_hostile,
     HIGH("start_info at 0xfffffff0, 40 bytes,"),
     {SET(cpu.ebx, 0xfffffff0)}},
    {"info-version-1-across-4G",
     shape_hostile,
     MAGIC("0xffffffd0", "0x0"),
     {SET(cpu.ebx, 0xffffffd0)}},
    {"info-behind-ram",
     shape_hostile,
     MAGIC("{top}", "0x0"),
     {AT(cpu.ebx, TOP, 0)}},
    {"info-across-end-of-ram",
     info_across_end,
     "start_info at {top-8}, 56 bytes," NOT_IN_MAP,
     {{0}}},
    {"info-is-dirt",
     shape_hostile,
     MAGIC("0x80000", "0xdeadbeef"),
     {SET(cpu.ebx, 0x80000)}},
    {"info-is-the-image",
     shape_hostile,
     MAGIC("{start}", "0x464c457f"),
     {AT(cpu.ebx, START, 0)}},
    {"info-is-the-apic",
     shape_hostile,
     MAGIC("0xfee00000", "0x0"),
     {SET(cpu.ebx, 0xfee00000)}},
    {"info-over-image",
     info_over_image,
     "start_info at {end-56}" OVER_IMAGE,
     {{0}}},
    {"info-across-page-0", info_in_page_0, NULL, {{0}}},
    {"info-odd-address", info_odd, NULL, {{0}}},
    {"info-in-video-memory", info_in_video_memory, NULL, {{0}}},

    {"modules-2^32-1",
     shape_hostile,
     "start_info has 4294967295 modules, at most 16 are accepted",
     {SET(info.nr_modules, UINT32_MAX)}},
    {"modules-17",
     modules_17,
     "start_info has 17 modules, at most 16 are accepted",
     {{0}}},
    {"modules-16", modules_16, NULL, {{0}}},
    {"modules-without-list",
     shape_hostile,
     "start_info has 1 modules but no module list",
     {SET(info.modlist_paddr, 0)}},
    {"modules-none-list-junk",
     shape_hostile,
     NULL,
     {SET(info.nr_modules, 0), SET(info.modlist_paddr, UINT64_MAX)}},
    {"modules-absent", modules_absent, NULL, {{0}}},
    {"module-list-at-4G",
     shape_hostile,
     HIGH("module list at 0x100000000, 32 bytes,"),
     {SET(info.modlist_paddr, 1ull << 32)}},
    {"module-list-at-the-very-top",
     shape_hostile,
     HIGH("module list at 0xffffffffffffffff, 32 bytes,"),
     {SET(info.modlist_paddr, UINT64_MAX)}},
    {"module-list-across-end-of-ram",
     shape_hostile,
     "module list at {top-31}, 32 bytes," NOT_IN_MAP,
     {AT(info.modlist_paddr, TOP, -31ull)}},
    {"module-list-over-image",
     shape_hostile,
     "module list at {end-32}" OVER_IMAGE,
     {AT(info.modlist_paddr, END, -32ull)}},
    {"module-cmdline-junk",
     shape_hostile,
     NULL,
     {SET(module[0].cmdline_paddr, 0xdeadbeefdeadbeef)}},
    {"module-second", second, NULL, {{0}}},
    {"module-over-image",
     second,
     SHAPE_EARLY "module at 0x00101234" MODULE_OVER_IMAGE,
     {AT(module[1].paddr, START, 0x1234)}},
    {"module-last-byte-of-image",
     second,
     "module at {end-1}" OVER_IMAGE,
     {AT(module[1].paddr, END, -1ull)}},
    {"module-touches-image",
     second,
     NULL,
     {AT(module[1].paddr, END, 0), SET(module[1].size, 1)}},
    {"module-is-all-ram",
     second,
     SHAPE_EARLY "module at 0x00001000" MODULE_OVER_IMAGE,
     {SET(module[1].paddr, 0x1000), SET(module[1].size, RAM_TOP)}},
    {"module-over-start_info", second, NULL, {SET(module[1].paddr, 0x6000)}},
    {"module-over-cmdline", second, NULL, {SET(module[1].paddr, 0x20000)}},
    {"module-outside",
     second,
     "module 1 at 0x80000000, size 0x1000," NOT_IN_MAP,
     {SET(module[1].paddr, 0x80000000)}},
    {"module-in-mmio-the-map-knows",
     second,
     "module 1 at 0xeec00000, size 0x1000," NOT_IN_MAP,
     {SET(module[1].paddr, 0xeec00000)}},
    /* modules that mean "absent" are not counted */
    {"module-across-end-of-ram",
     second,
     "module 0 at {top-1}, size 0x2," NOT_IN_MAP,
     {AT(module[1].paddr, TOP, -1ull), SET(module[1].size, 2),
      SET(module[0].size, 0)}},
    {"module-ends-at-4G",
     second,
     "module 1 at 0xfffff000, size 0x1000," NOT_IN_MAP,
     {SET(module[1].paddr, 0xfffff000)}},
    {"module-across-4G",
     second,
     NOT_BELOW("1 at 0xfffff000, size 0x1001"),
     {SET(module[1].paddr, 0xfffff000), SET(module[1].size, 0x1001)}},
    {"module-above-4G",
     second,
     NOT_BELOW("1 at 0x100000000, size 0x1"),
     {SET(module[1].paddr, 1ull << 32), SET(module[1].size, 1)}},
    {"module-wraps",
     second,
     NOT_BELOW("1 at 0x800000, size 0xffffffffffffffff"),
     {SET(module[1].size, UINT64_MAX)}},
    {"modules-overlap",
     modules_overlap,
     "module 1 at {initrd-0xfff}, size 0x1000, overlaps another",
     {{0}}},
    {"modules-equal",
     second,
     "module 1 at 0x800000, size 0x1000, overlaps another",
     {SET(module[0].paddr, 8 * MIB), SET(module[0].size, 0x1000)}},
    {"module-is-dirt",
     shape_hostile,
     "initrd: neither cpio nor tar, plain or gzip at offset 0x0 of 4096 bytes "
     "at 0x800003",
     {SET(module[0].paddr, 8 * MIB + 3), SET(module[0].size, 0x1000)}},

    {"cmdline-none", text_none, NULL, {{0}}},
    {"cmdline-64K", text_64k, NULL, {{0}}},
    {"cmdline-64K-and-1",
     text_64k_1,
     "command line at 0x800fff is longer than 65536 bytes",
     {{0}}},
    {"cmdline-1M",
     text_1m,
     "command line at 0x800fff is longer than 65536 bytes",
     {{0}}},
    {"cmdline-is-dirt",
     shape_hostile,
     "command line at 0xa00000 is longer than 65536 bytes",
     {SET(text, 0), SET(info.cmdline_paddr, 10 * MIB)}},
    {"cmdline-5000-variables",
     text_5000_variables,
     "command line: 5000 variables, at most 4096 are accepted",
     {{0}}},
    {"cmdline-open-quote",
     text_quote,
     "command line: the single quote at byte 4 is not closed",
     {{0}}},
    {"cmdline-odd-bytes-across-page-0", text_bytes, NULL, {{0}}},
    {"cmdline-in-video-memory",
     shape_hostile,
     NULL,
     {SET(info.cmdline_paddr, 0xa0001)}},
    {"cmdline-at-4G",
     shape_hostile,
     HIGH("command line at 0x100000000, 4096 bytes,"),
     {SET(info.cmdline_paddr, 1ull << 32)}},
    {"cmdline-at-the-very-top",
     shape_hostile,
     HIGH("command line at 0xffffffffffffffff, 1 bytes,"),
     {SET(info.cmdline_paddr, UINT64_MAX)}},
    {"cmdline-unterminated-to-4G",
     shape_hostile,
     "command line at 0xfffffff0 has no end before memory ends at 0x100000000",
     {SET(info.cmdline_paddr, 0xfffffff0)}},
    {"cmdline-unterminated-to-end-of-ram",
     text_unterminated,
     "command line at {top-0x3003}, 12292 bytes," NOT_IN_MAP,
     {{0}}},
    {"cmdline-over-image",
     shape_hostile,
     "command line at {end-4}" OVER_IMAGE,
     {AT(info.cmdline_paddr, END, -4ull)}},

    {"info-in-a-guard",
     shape_hostile,
     UNREADABLE("start_info at {guard}, 40 bytes,"),
     {AT(cpu.ebx, GUARD, 0)}},
    {"module-list-in-a-guard",
     shape_hostile,
     UNREADABLE("module list at {guard}, 32 bytes,"),
     {AT(info.modlist_paddr, GUARD, 0)}},
    {"cmdline-in-a-guard",
     text_in_guard,
     UNREADABLE("command line at {guard}, 4096 bytes,"),
     {{0}}},

    {"rsdp-at-4G",
     shape_hostile,
     HIGH("RSDP at 0x100000000, 20 bytes,"),
     {SET(info.rsdp_paddr, 1ull << 32)}},
    {"rsdp-across-4G",
     shape_hostile,
     HIGH("RSDP at 0xfffffff0, 20 bytes,"),
     {SET(info.rsdp_paddr, 0xfffffff0)}},
    {"rsdp-is-dirt", shape_hostile, NULL, {SET(info.rsdp_paddr, 12 * MIB - 3)}},
    {"rsdp-behind-ram", shape_hostile, NULL, {AT(info.rsdp_paddr, TOP, 0)}},
    {"rsdp-in-page-0", shape_hostile, NULL, {SET(info.rsdp_paddr, 0x40)}},
    {"rsdp-in-a-guard", shape_hostile, NULL, {AT(info.rsdp_paddr, GUARD, 0)}},
    {"rsdt-in-a-guard", rsdt_in_a_guard, NULL, {{0}}},
    {"rsdp-is-the-apic",
     shape_hostile,
     NULL,
     {SET(info.rsdp_paddr, 0xfee00000)}},
    {.name = NULL},
};
