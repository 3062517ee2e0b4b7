/*
 * test_start_info.c - start_info blocks that must be refused, and the limits
 * of those that must not.
 */
// links: boot/physmem.c boot/error.c boot/start_info.c
// links: tests/unit/guest_memory.c tests/unit/loaders.c

#include "boot/start_info.h"
#include "tests/check.h"
#include "tests/unit/guest_memory.h"
#include "tests/unit/loaders.h"

#include <stdlib.h>
#include <string.h>

#define INFO    0x6000
#define MODLIST 0x6040
#define MAP     0x7000
#define TEXT    0x20000

static struct physmem pm;
static struct start_info si;
static struct boot_error err;

/* What a test changes, then hands to parse(). */
static struct abi_start_info abi;

static void begin(void)
{
    pm = guest_memory_new();
    abi = (struct abi_start_info){.magic = 0x336ec578, .version = 1};
}

static int parse_at(uint64_t paddr)
{
    guest_memory_lock(&pm);
    err = (struct boot_error){.code = BOOT_OK};
    return start_info_parse(&pm, paddr, &si, &err);
}

static int parse(void)
{
    guest_memory_put(&pm, INFO, &abi, sizeof(abi));
    return parse_at(INFO);
}

/* Is the last refusal about @what, with values @a and @b? */
static bool names(const char *what, uint64_t a, uint64_t b)
{
    return err.what && strcmp(err.what, what) == 0 && err.a == a && err.b == b;
}

TEST(the_least_that_is_valid)
{
    begin();
    CHECK(parse() == 0);
    CHECK(si.version == 1 && si.nr_map == 0 && si.nr_modules == 0);
    CHECK(si.cmdline_len == 0 && si.rsdp_paddr == 0);
    CHECK(si.source[SOURCE_INFO].end == INFO + 56);
    CHECK(si.source[SOURCE_CMDLINE].end == 0);

    char buf[1] = {'x'};

    start_info_copy_cmdline(&pm, &si, buf);
    CHECK(buf[0] == '\0');
    guest_memory_free(&pm);
}

TEST(later_versions_are_read_as_version_1)
{
    begin();
    abi.version = 0xffffffff;
    abi.memmap_paddr = MAP;
    abi.memmap_entries = 1;
    CHECK(parse() == 0 && si.version == 0xffffffff && si.nr_map == 1);
    guest_memory_free(&pm);
}

TEST(version_0_has_no_map)
{
    begin();
    abi.version = 0;
    abi.memmap_paddr = 0xdeadbeefdeadbeef;
    abi.memmap_entries = 0xffffffff;
    CHECK(parse() == 0 && si.nr_map == 0);
    CHECK(si.source[SOURCE_INFO].end == INFO + 40);
    CHECK(si.source[SOURCE_MAP].end == 0);
    guest_memory_free(&pm);
}

TEST(no_start_info)
{
    begin();
    CHECK(parse_at(0) == -BOOT_NO_START_INFO);
    CHECK(parse_at(1ULL << 32) == -BOOT_ABOVE_4G);
    CHECK(names("start_info", 1ULL << 32, 40));
    CHECK(parse_at(UINT64_MAX) == -BOOT_ABOVE_4G);
    CHECK(parse_at(0xffffffff) == -BOOT_ABOVE_4G);
    CHECK(parse_at(INFO) == -BOOT_MAGIC);
    CHECK(err.a == INFO && err.b == 0 && err.c == 0x336ec578);
    guest_memory_free(&pm);
}

TEST(the_last_bytes_of_memory)
{
    begin();
    abi.version = 0;
    guest_memory_put(&pm, GUEST_MEMORY_SIZE - 40, &abi, 40);
    CHECK(parse_at(GUEST_MEMORY_SIZE - 40) == 0);
    CHECK(si.source[SOURCE_INFO].end == GUEST_MEMORY_SIZE);
    abi.version = 1;
    guest_memory_put(&pm, GUEST_MEMORY_SIZE - 40, &abi, 40);
    CHECK(parse_at(GUEST_MEMORY_SIZE - 40) == -BOOT_ABOVE_4G);
    CHECK(names("start_info", GUEST_MEMORY_SIZE - 40, 56));
    guest_memory_put(&pm, GUEST_MEMORY_SIZE - 56, &abi, 56);
    CHECK(parse_at(GUEST_MEMORY_SIZE - 56) == 0);
    guest_memory_free(&pm);
}

/* A window that reaches beyond 4 GiB does not make such addresses right. */
TEST(readable_but_above_4g)
{
    static uint8_t bytes[0x2000];
    const uint64_t start = 0xfffff000;
    struct physmem across = {.base = bytes, .start = start, .size = 0x2000};

    abi = (struct abi_start_info){.magic = 0x336ec578, .version = 1};
    memcpy(bytes + 0x1000, &abi, sizeof(abi));
    CHECK(start_info_parse(&across, start + 0x1000, &si, &err) ==
          -BOOT_ABOVE_4G);
    CHECK(names("start_info", 1ULL << 32, 40));
    memcpy(bytes + 0xff0, &abi, sizeof(abi));
    CHECK(start_info_parse(&across, start + 0xff0, &si, &err) ==
          -BOOT_ABOVE_4G);
    abi.rsdp_paddr = 1ULL << 32;
    memcpy(bytes, &abi, sizeof(abi));
    CHECK(start_info_parse(&across, start, &si, &err) == -BOOT_ABOVE_4G);
    CHECK(names("RSDP", 1ULL << 32, 20));
}

TEST(outside_the_window)
{
    begin();
    pm.size = 0x100000;
    CHECK(parse_at(0x100000) == -BOOT_UNREADABLE);
    CHECK(names("start_info", 0x100000, 40));
    CHECK(parse_at(0x100000 - 39) == -BOOT_UNREADABLE);
    abi.modlist_paddr = 0x100000 - 16;
    abi.nr_modules = 1;
    CHECK(parse() == -BOOT_UNREADABLE);
    CHECK(names("module list", 0x100000 - 16, 32));
    abi.nr_modules = 0;
    abi.memmap_paddr = 0x100000 - 47;
    abi.memmap_entries = 2;
    CHECK(parse() == -BOOT_UNREADABLE);
    CHECK(names("memory map", 0x100000 - 47, 48));
    abi.memmap_entries = 0;
    abi.cmdline_paddr = 0x7fe0000;
    CHECK(parse() == -BOOT_UNREADABLE);
    CHECK(err.a == 0x7fe0000 && strcmp(err.what, "command line") == 0);
    abi.cmdline_paddr = 0;
    abi.rsdp_paddr = 0x100000;
    CHECK(parse() == -BOOT_UNREADABLE && names("RSDP", 0x100000, 20));
    guest_memory_free(&pm);
}

TEST(above_4_gib)
{
    static const uint64_t high[] = {0x100000000, 0xfd00000000, UINT64_MAX,
                                    UINT64_MAX - 100, 1ULL << 63};

    for (unsigned i = 0; i < sizeof(high) / sizeof(*high); i++) {
        begin();
        abi.cmdline_paddr = high[i];
        CHECK(parse() == -BOOT_ABOVE_4G && err.a == high[i]);
        abi.cmdline_paddr = 0;
        abi.memmap_paddr = high[i];
        abi.memmap_entries = 1;
        CHECK(parse() == -BOOT_ABOVE_4G && names("memory map", high[i], 24));
        abi.memmap_entries = 0;
        abi.modlist_paddr = high[i];
        CHECK(parse() == 0);
        abi.nr_modules = 2;
        CHECK(parse() == -BOOT_ABOVE_4G && names("module list", high[i], 64));
        abi.nr_modules = 0;
        abi.rsdp_paddr = high[i];
        CHECK(parse() == -BOOT_ABOVE_4G && names("RSDP", high[i], 20));
        guest_memory_free(&pm);
    }
}

/* Even where the window reaches further, a loader may not put it there. */
TEST(above_4_gib_in_a_larger_window)
{
    begin();
    guest_memory_put(&pm, INFO, &abi, sizeof(abi));
    pm.start = 0x200000000;
    CHECK(parse_at(0x200000000 + INFO) == -BOOT_ABOVE_4G);
    guest_memory_free(&pm);
}

static int parse_words(uint32_t a, uint32_t b, uint32_t c, uint32_t d)
{
    uint32_t words[10] = {a, b, c, d};

    guest_memory_put(&pm, INFO, words, sizeof(words));
    return parse_at(INFO);
}

TEST(multiboot_blocks_are_named)
{
    begin();
    /* QEMU's -kernel and GRUB: flags, mem_lower, mem_upper, boot_device */
    CHECK(parse_words(0x24f, 639, 129920, 0x8000ffff) == -BOOT_MULTIBOOT);
    CHECK(names("multiboot block", INFO, 0x24f));
    CHECK(parse_words(0x1a67, 640, 3144632, 0) == -BOOT_MULTIBOOT);
    CHECK(parse_words(0x1badb002, 3, 0, 0) == -BOOT_MULTIBOOT);
    CHECK(parse_words(0x2badb002, 0, 0, 0) == -BOOT_MULTIBOOT);
    /* multiboot2: total_size, 0, then the first tag's type and size */
    CHECK(parse_words(0x598, 0, 21, 12) == -BOOT_MULTIBOOT);
    CHECK(names("multiboot2 block", INFO, 0x598));
    CHECK(parse_words(0x36d76289, 0, 0, 0) == -BOOT_MULTIBOOT);
    /* neither */
    CHECK(parse_words(0, 0, 0, 0) == -BOOT_MAGIC && !err.what);
    CHECK(parse_words(0x63636363, 0x63636363, 0, 0) == -BOOT_MAGIC);
    CHECK(parse_words(~0u, ~0u, ~0u, ~0u) == -BOOT_MAGIC);
    CHECK(parse_words(0x78, 1, 21, 12) == -BOOT_MAGIC);
    guest_memory_free(&pm);
}

TEST(module_counts)
{
    static const struct abi_module list[17];

    begin();
    guest_memory_put(&pm, MODLIST, list, sizeof(list));
    abi.modlist_paddr = MODLIST;
    abi.nr_modules = 16;
    CHECK(parse() == 0 && si.nr_modules == 0);
    abi.nr_modules = 17;
    CHECK(parse() == -BOOT_MODULES_MANY && err.a == 17 && err.b == 16);
    abi.nr_modules = 0xffffffff;
    CHECK(parse() == -BOOT_MODULES_MANY && err.a == 0xffffffff);
    abi.nr_modules = 1;
    abi.modlist_paddr = 0;
    CHECK(parse() == -BOOT_MODLIST_MISSING && err.a == 1);
    guest_memory_free(&pm);
}

TEST(module_ranges)
{
    struct abi_module list[4] = {{0, 0x1000, 0, 0},
                                 {0x200000, 0, 0, 0},
                                 {0x300000, 0x5000, UINT64_MAX, UINT64_MAX},
                                 {0xffffffff, 1, 0, 0}};

    begin();
    abi.modlist_paddr = MODLIST + 3; /* no alignment */
    abi.nr_modules = 4;
    guest_memory_put(&pm, MODLIST + 3, list, sizeof(list));
    CHECK(parse() == 0 && si.nr_modules == 2);
    CHECK(si.module[0].paddr == 0x300000 && si.module[0].size == 0x5000);
    CHECK(si.module[1].paddr == 0xffffffff && si.module[1].size == 1);

    static const struct abi_module bad[] = {{0xffffffff, 2, 0, 0},
                                            {0x300000, UINT64_MAX, 0, 0},
                                            {UINT64_MAX, 1, 0, 0},
                                            {UINT64_MAX, UINT64_MAX, 0, 0},
                                            {1ULL << 32, 1, 0, 0}};

    for (unsigned i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
        list[3] = bad[i];
        guest_memory_put(&pm, MODLIST + 3, list, sizeof(list));
        CHECK(parse() == -BOOT_MODULE_RANGE);
        CHECK(err.a == bad[i].paddr && err.b == bad[i].size && err.c == 3);
    }
    guest_memory_free(&pm);
}

TEST(map_counts)
{
    static struct mem_entry entries[START_INFO_MAP_MAX];

    begin();
    abi.memmap_paddr = MAP;
    abi.memmap_entries = START_INFO_MAP_MAX;
    CHECK(parse() == 0 && si.nr_map == 256);
    CHECK(start_info_copy_map(&pm, &si, entries) == 256);
    abi.memmap_entries = 257;
    CHECK(parse() == -BOOT_MAP_MANY && err.a == 257 && err.b == 256);
    abi.memmap_entries = 10000;
    CHECK(parse() == -BOOT_MAP_MANY && err.a == 10000);
    abi.memmap_entries = 0xffffffff;
    CHECK(parse() == -BOOT_MAP_MANY && err.a == 0xffffffff);
    /* one of both is missing: no map */
    abi.memmap_paddr = 0;
    CHECK(parse() == 0 && si.nr_map == 0);
    abi.memmap_paddr = UINT64_MAX;
    abi.memmap_entries = 0;
    CHECK(parse() == 0 && si.nr_map == 0);
    guest_memory_free(&pm);
}

/* @len letters at @paddr, and what parse() and the copy make of them. */
static int parse_text(uint64_t paddr, uint32_t len)
{
    char *text = malloc(len), *copy;

    memset(text, 'c', len);
    guest_memory_put(&pm, paddr, text, len);
    abi.cmdline_paddr = paddr;

    int rc = parse();

    if (rc == 0) {
        copy = malloc(si.cmdline_len + 1);
        start_info_copy_cmdline(&pm, &si, copy);
        CHECK(si.cmdline_len == len && copy[len] == '\0');
        CHECK(memcmp(copy, text, len) == 0);
        free(copy);
    }
    free(text);
    return rc;
}

TEST(cmdline_lengths)
{
    begin();
    CHECK(parse_text(TEXT, 1) == 0);
    CHECK(parse_text(TEXT, 4096) == 0);
    CHECK(parse_text(TEXT + 4095, 5000) == 0);
    CHECK(parse_text(0x100ffb, 5) == 0);
    CHECK(parse_text(TEXT + 0x800, 65536) == 0);
    CHECK(si.source[SOURCE_CMDLINE].start == TEXT + 0x800);
    CHECK(si.source[SOURCE_CMDLINE].end == TEXT + 0x800 + 65537);
    CHECK(parse_text(0x1000000, 65537) == -BOOT_CMDLINE_LONG);
    CHECK(err.a == 0x1000000 && err.b == 65536);
    CHECK(parse_text(0x2000123, 300000) == -BOOT_CMDLINE_LONG);
    guest_memory_free(&pm);
}

TEST(cmdline_at_the_end_of_memory)
{
    begin();
    CHECK(parse_text(GUEST_MEMORY_SIZE - 6, 5) == 0);
    CHECK(parse_text(GUEST_MEMORY_SIZE - 6, 6) == -BOOT_CMDLINE_ENDLESS);
    CHECK(err.a == GUEST_MEMORY_SIZE - 6 && err.b == GUEST_MEMORY_SIZE);
    CHECK(parse_text(GUEST_MEMORY_SIZE - 5000, 5000) == -BOOT_CMDLINE_ENDLESS);
    CHECK(parse_text(GUEST_MEMORY_SIZE - 65536, 65536) ==
          -BOOT_CMDLINE_ENDLESS);
    pm.size = 0x100003; /* a window that ends within a page */
    CHECK(parse_text(0xffff0, 0x12) == 0);
    CHECK(parse_text(0xffff0, 0x13) == -BOOT_CMDLINE_ENDLESS);
    CHECK(err.b == 0x100003);
    guest_memory_free(&pm);
}

/* No page behind the one with the NUL may be asked for. */
static bool only_one_page(void *ctx, uint64_t paddr, uint64_t len)
{
    (void)ctx;
    return (paddr >> 12) == ((paddr + len - 1) >> 12) && paddr < TEXT + 4096;
}

TEST(cmdline_is_mapped_page_by_page)
{
    begin();
    guest_memory_put(&pm, TEXT + 4090, "abc", 4);
    abi.cmdline_paddr = TEXT + 4090;
    CHECK(parse() == 0);
    pm.map = only_one_page;
    guest_memory_put(&pm, TEXT, "", 1);
    guest_memory_put(&pm, INFO, &abi, sizeof(abi));
    CHECK(start_info_parse(&pm, INFO, &si, &err) == 0 && si.cmdline_len == 3);
    guest_memory_free(&pm);
}
