/*
 * prove_start_info.c - whatever the loader left, it is refused or is in bounds.
 *
 * Assumed: of guest memory only what tests/prove/physmem.h says, that is, its
 * bytes may be anything and change at any time. The window may lie anywhere
 * and does not wrap.
 *
 * Bounds: limits of the parser that are smaller than the true ones: 2 modules
 * (16), 2 map entries (256), command lines of 8 bytes (65536). Counts, sizes
 * and addresses are any 32 or 64-bit numbers.
 */
// scaled: START_INFO_MODULES_MAX:=2 MEMMAP_ENTRIES_MAX:=2
// proof: prove_parse SCALED START_INFO_CMDLINE_MAX:=8 --unwind 11
// proof: prove_copy SCALED START_INFO_CMDLINE_MAX:=4 --unwind 7

#include "tests/prove/physmem.h"

#include "boot/error.c"
#include "boot/start_info.c"

static struct physmem any_window(void)
{
    struct physmem pm;

    ASSUME(pm.size <= UINT64_MAX - pm.start);
    pm.map = NULL;
    return pm;
}

static bool source_is_sound(const struct physmem *pm, struct mem_range source)
{
    if (source.start == 0 && source.end == 0)
        return true;
    return source.start < source.end && source.end <= FOUR_GIB &&
           source.start >= pm->start && source.end <= pm->start + pm->size;
}

static bool module_is_sound(struct start_info_module module)
{
    return module.paddr > 0 && module.size > 0 && module.paddr < FOUR_GIB &&
           module.size <= FOUR_GIB - module.paddr;
}

/* On success everything is within its limits; else the code is told. */
void prove_parse(void)
{
    struct physmem pm = any_window();
    struct start_info si;
    struct boot_error err;
    uint64_t paddr;
    unsigned i;
    int rc = start_info_parse(&pm, paddr, &si, &err);

    if (rc != 0) {
        PROVE(rc < 0 && -rc < BOOT_ERROR_CODES && err.code == -rc);
        return;
    }
    PROVE(si.nr_modules <= START_INFO_MODULES_MAX);
    PROVE(si.nr_map <= START_INFO_MAP_MAX);
    PROVE(si.cmdline_len <= START_INFO_CMDLINE_MAX);
    if (i < si.nr_modules)
        PROVE(module_is_sound(si.module[i]));
    if (i < START_INFO_SOURCES)
        PROVE(source_is_sound(&pm, si.source[i]));
    PROVE(si.source[SOURCE_INFO].start == paddr && paddr != 0);
    PROVE(si.source[SOURCE_MAP].end - si.source[SOURCE_MAP].start ==
          si.nr_map * 24);
    struct mem_range text = si.source[SOURCE_CMDLINE];
    PROVE(text.end - text.start == (text.end ? si.cmdline_len + 1 : 0));
}

/* The copies fit into the room that the header asks for. */
void prove_copy(void)
{
    struct physmem pm = any_window();
    struct start_info si;
    struct boot_error err;
    struct mem_entry entries[START_INFO_MAP_MAX];
    char text[START_INFO_CMDLINE_MAX + 1];
    uint64_t paddr;

    ASSUME(start_info_parse(&pm, paddr, &si, &err) == 0);

    unsigned n = start_info_copy_map(&pm, &si, entries);

    PROVE(n == 0 || n == si.nr_map);
    start_info_copy_cmdline(&pm, &si, text);
    PROVE(text[si.cmdline_len] == '\0' || text[0] == '\0');
}
