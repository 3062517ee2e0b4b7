/*
 * test_loaders.c - every loader's handover, from memory to free RAM.
 */
// links: boot/physmem.c boot/error.c boot/start_info.c boot/layout.c
// links: boot/memmap.c tests/unit/loaders.c tests/unit/guest_memory.c

#include "boot/layout.h"
#include "boot/start_info.h"
#include "tests/check.h"
#include "tests/unit/guest_memory.h"
#include "tests/unit/loaders.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct start_info si;
static struct boot_error err;
static struct mem_entry entries[START_INFO_MAP_MAX];
static struct memmap map;

static void explain(const struct loader *l)
{
    char line[BOOT_ERROR_LINE];

    boot_strerror(&err, line, sizeof(line));
    printf("%s: %s\n", l->name, line);
}

static bool same_range(struct mem_range r, uint64_t start, uint64_t size)
{
    return size ? r.start == start && r.end == start + size
                : !r.start && !r.end;
}

static void check_header(const struct loader *l)
{
    const struct abi_start_info *abi = &l->abi;

    CHECK(si.version == abi->version && si.flags == abi->flags);
    CHECK(si.rsdp_paddr == abi->rsdp_paddr);
    CHECK(si.nr_map == abi->memmap_entries);
    CHECK(si.nr_modules == abi->nr_modules);
    for (unsigned i = 0; i < si.nr_modules; i++) {
        CHECK(si.module[i].paddr == l->modules[i].paddr);
        CHECK(si.module[i].size == l->modules[i].size);
    }
    CHECK(same_range(si.source[SOURCE_INFO], l->info, abi->version ? 56 : 40));
    CHECK(same_range(si.source[SOURCE_MODLIST], abi->modlist_paddr,
                     abi->nr_modules * 32));
    CHECK(same_range(si.source[SOURCE_MAP], abi->memmap_paddr,
                     abi->memmap_entries * 24));
}

static void check_cmdline(const struct loader *l, const struct physmem *pm)
{
    const char *expected = l->text ? l->text : "";
    char *text = malloc(si.cmdline_len + 1); /* exact, for ASan */

    start_info_copy_cmdline(pm, &si, text);
    CHECK(strcmp(text, expected) == 0);
    CHECK(same_range(si.source[SOURCE_CMDLINE], l->abi.cmdline_paddr,
                     strlen(expected) + 1));
    free(text);
}

static unsigned get_map(const struct loader *l, const struct physmem *pm)
{
    unsigned n = start_info_copy_map(pm, &si, entries);

    CHECK(n == l->abi.memmap_entries);
    for (unsigned i = 0; i < n; i++) {
        CHECK(entries[i].addr == l->map[i].addr);
        CHECK(entries[i].size == l->map[i].size);
        CHECK(entries[i].type == l->map[i].type);
    }
    return n;
}

static void check_ram(const struct loader *l, unsigned n)
{
    if (!CHECK(memmap_from_entries(entries, n, &map, &err) == 0) ||
        !CHECK(layout_check(&si, entries, n, &map, l->image, &err) == 0)) {
        explain(l);
        return;
    }
    memmap_reserve_low(&map);
    for (unsigned i = 0; i < LOADER_RAM_MAX && l->ram[i].end; i++) {
        CHECK(map.range[i].start == l->ram[i].start);
        CHECK(map.range[i].end == l->ram[i].end);
        CHECK(map.count > i);
    }
    CHECK(l->ram[map.count].end == 0);
    CHECK(map.dropped == 0);
}

TEST(every_handover)
{
    unsigned seen = 0;

    for (const struct loader *l = loaders; l->name; l++, seen++) {
        struct physmem pm = guest_memory_new();

        loader_write(l, &pm);
        if (!CHECK(start_info_parse(&pm, l->info, &si, &err) == 0)) {
            explain(l);
            continue;
        }
        check_header(l);
        check_cmdline(l, &pm);

        unsigned n = get_map(l, &pm);

        if (n > 0)
            check_ram(l, n);
        guest_memory_free(&pm);
    }
    CHECK(seen == 12);
}

/* Version 0: the map comes from a hypercall or fw_cfg. */
TEST(version_0_with_a_map_from_elsewhere)
{
    const struct loader *l = loader_find("Xen dom0, version 0");
    struct physmem pm = guest_memory_new();

    loader_write(l, &pm);
    CHECK(start_info_parse(&pm, l->info, &si, &err) == 0);
    CHECK(si.nr_map == 0 && start_info_copy_map(&pm, &si, entries) == 0);
    CHECK(si.flags == (SIF_PRIVILEGED | SIF_INITDOMAIN));
    entries[0] = (struct mem_entry){0, 0x8000000, MEM_TYPE_RAM};
    CHECK(memmap_from_entries(entries, 1, &map, &err) == 0);
    CHECK(layout_check(&si, entries, 1, &map, l->image, &err) == 0);
    guest_memory_free(&pm);
}
