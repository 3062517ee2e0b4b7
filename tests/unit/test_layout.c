/*
 * test_layout.c - images, modules and loader tables that do not fit.
 */
// links: boot/layout.c boot/memmap.c boot/error.c boot/start_info.c
// links: boot/physmem.c

#include "boot/layout.h"
#include "tests/check.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define MIB          0x100000ULL

/* Sorted like no loader sorts: nothing may depend on it. */
static const struct mem_entry entries[] = {
    {0xfffc0000, 0x40000, 2},    /* flash */
    {0x7fe0000, 0x20000, 2},     /* ACPI tables behind RAM */
    {0x100000, 0x3f00000, 1},    /* 1 to 64 MiB */
    {0x4000000, 0x3fe0000, 1},   /* and on to where the tables begin */
    {0x9fc00, 0x400, 2},         /* EBDA */
    {0xe0000000, 0x10000000, 2}, /* MMIO window */
    {0, 0, 0},
    {0, 0x9fc00, 1},
    {0x100000000, 0x40000000, 1},
};

static struct memmap map;
static struct boot_error err;
static struct start_info si;
static struct mem_range image;

static void begin(void)
{
    memset(&si, 0, sizeof(si));
    si.source[SOURCE_INFO] = (struct mem_range){0x6000, 0x6038};
    image = (struct mem_range){1 * MIB, 2 * MIB};
}

static int check(void)
{
    CHECK(memmap_from_entries(entries, COUNT(entries), &map, &err) == 0);
    return layout_check(&si, entries, COUNT(entries), &map, image, &err);
}

static int with_image(uint64_t start, uint64_t end)
{
    begin();
    image = (struct mem_range){start, end};
    return check();
}

static int with_modules(unsigned n, const struct start_info_module *modules)
{
    begin();
    si.nr_modules = n;
    memcpy(si.module, modules, n * sizeof(*modules));
    return check();
}

static int with_module(uint64_t paddr, uint64_t size)
{
    return with_modules(1, &(struct start_info_module){paddr, size});
}

static int with_source(unsigned which, uint64_t start, uint64_t end)
{
    begin();
    si.source[which] = (struct mem_range){start, end};
    return check();
}

TEST(images)
{
    CHECK(with_image(1 * MIB, 2 * MIB) == 0);
    CHECK(with_image(1 * MIB, 0x7fe0000) == 0);
    CHECK(with_image(1 * MIB, 0x7fe1000) == -BOOT_IMAGE_NOT_IN_RAM);
    CHECK(err.a == 129 && err.b == 0x7fe1000 && err.c == 0x7fe0000);
    CHECK(with_image(0x80000, 0x180000) == -BOOT_IMAGE_NOT_IN_RAM);
    CHECK(err.c == 0x9f000);
    CHECK(with_image(0x9fc00, 0xa0000) == -BOOT_IMAGE_NOT_IN_RAM);
    CHECK(err.c == 0x9fc00);
    CHECK(with_image(0xd0000000, 0xd0100000) == -BOOT_IMAGE_NOT_IN_RAM);
    CHECK(with_image(0x100000000, 0x100100000) == 0);
}

TEST(a_small_machine_is_told_what_to_have)
{
    static const struct mem_entry small[] = {
        {0, 0x9fc00, 1}, {0x100000, 0xe0000, 1}, {0x1e0000, 0x20000, 2}};
    char line[BOOT_ERROR_LINE];

    begin();
    image = (struct mem_range){0x100000, 0x1f0000};
    CHECK(memmap_from_entries(small, 3, &map, &err) == 0);
    CHECK(layout_check(&si, small, 3, &map, image, &err) ==
          -BOOT_IMAGE_NOT_IN_RAM);
    boot_strerror(&err, line, sizeof(line));
    CHECK(strcmp(line, "too little RAM: the image ends at 0x1f0000, RAM there "
                       "at 0x1e0000; a machine of 3 MiB is needed") == 0);
}

TEST(tables_over_the_image)
{
    CHECK(with_source(SOURCE_INFO, 0x1fffff, 0x200037) ==
          -BOOT_TABLE_OVER_IMAGE);
    CHECK(strcmp(err.what, "start_info") == 0 && err.a == 0x1fffff);
    CHECK(with_source(SOURCE_CMDLINE, 0xfffff, 0x100001) ==
          -BOOT_TABLE_OVER_IMAGE);
    CHECK(strcmp(err.what, "command line") == 0);
    CHECK(with_source(SOURCE_MAP, 0x200000, 0x200018) == 0);
    CHECK(with_source(SOURCE_MODLIST, 0xff000, 0x100000) == 0);
}

TEST(tables_where_nothing_is)
{
    /* Above 1 MiB the map must know it, whatever it calls it. */
    CHECK(with_source(SOURCE_MAP, 0x9000000, 0x9000018) ==
          -BOOT_TABLE_NOT_IN_MAP);
    CHECK(strcmp(err.what, "memory map") == 0);
    CHECK(err.a == 0x9000000 && err.b == 24);
    CHECK(with_source(SOURCE_MAP, 0x7ffffff, 0x8000001) ==
          -BOOT_TABLE_NOT_IN_MAP);
    CHECK(with_source(SOURCE_MAP, 0x7fdffff, 0x7fe0001) == 0);
    CHECK(with_source(SOURCE_INFO, 0xf31e0, 0xf3218) == 0);
}

TEST(modules_in_memory)
{
    CHECK(with_module(2 * MIB, 10 * MIB) == 0);
    CHECK(with_module(0x3ffffff, 2) == 0);
    CHECK(with_module(0x7fde000, 0x1ffe) == 0);
    /* over the ACPI tables, partly and wholly, as microvm with SeaBIOS does */
    CHECK(with_module(0x7fdf000, 0x5000) == 0);
    CHECK(with_module(0x7ffe000, 0x2000) == 0);
    CHECK(with_module(0x10000, 0x90000) == 0);
}

TEST(modules_outside_memory)
{
    static const struct start_info_module bad[] = {
        {0x7ffe000, 0x2001},  {0x8000000, 0x1000},   {0x9f000, 0x1001},
        {0xe0000000, 0x1000}, {0xfffc0000, 0x40000}, {0xa0000, 1},
        {0x80000, 0x80000},   {0xd0000000, 1},
    };

    for (unsigned i = 0; i < COUNT(bad); i++) {
        CHECK(with_module(bad[i].paddr, bad[i].size) ==
              -BOOT_MODULE_NOT_IN_RAM);
        CHECK(err.a == bad[i].paddr && err.b == bad[i].size && err.c == 0);
    }
}

TEST(modules_over_the_image)
{
    CHECK(with_module(0x1fffff, 1) == -BOOT_MODULE_OVER_IMAGE);
    CHECK(err.a == 0x1fffff && err.b == 1 * MIB && err.c == 2 * MIB);
    CHECK(with_module(0x80000, 0x1000000) == -BOOT_MODULE_OVER_IMAGE);
    CHECK(with_module(0x180000, 0x1000) == -BOOT_MODULE_OVER_IMAGE);
    CHECK(with_module(0x200000, 0x1000) == 0);
}

TEST(modules_over_each_other)
{
    static const struct start_info_module apart[] = {
        {0x200000, 0x1000}, {0x202000, 0x1000}, {0x201000, 0x1000}};
    static const struct start_info_module across[] = {
        {0x200000, 0x1000}, {0x300000, 0x1001}, {0x301000, 0x1000}};
    static const struct start_info_module twice[] = {{0x200000, 0x1000},
                                                     {0x200000, 0x1000}};

    CHECK(with_modules(3, apart) == 0);
    CHECK(with_modules(3, across) == -BOOT_MODULES_OVERLAP);
    CHECK(err.a == 0x301000 && err.c == 2);
    CHECK(with_modules(2, twice) == -BOOT_MODULES_OVERLAP && err.c == 1);
}

/* A wrapping or endless entry must neither loop nor cover what it does not. */
TEST(wrapping_entries)
{
    static const struct mem_entry wrap[] = {{0x100000, 0x100000, 1},
                                            {0xfff00000, UINT64_MAX, 2},
                                            {0x200000, UINT64_MAX, 1}};

    begin();
    si.nr_modules = 1;
    si.module[0] = (struct start_info_module){0xfff00000, 0x1000};
    CHECK(memmap_from_entries(wrap, 2, &map, &err) == 0);
    CHECK(layout_check(&si, wrap, 2, &map, image, &err) ==
          -BOOT_MODULE_NOT_IN_RAM);
}
