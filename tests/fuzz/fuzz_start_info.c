/*
 * fuzz_start_info.c - any memory as what a loader left.
 *
 * Input: 4 bytes, the address of start_info; then all of guest memory, which
 * begins at address 0x1000.  What is accepted goes the kernel's whole way.
 */
// links: boot/start_info.c boot/layout.c boot/memmap.c boot/error.c
// links: boot/physmem.c

#include "boot/layout.h"
#include "boot/start_info.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#define START 0x1000

static void check_refusal(const struct boot_error *err, int rc)
{
    char line[BOOT_ERROR_LINE];

    MUST(rc == -(int)err->code && rc < 0);
    boot_strerror(err, line, sizeof(line));
    MUST(line[0] && strlen(line) < sizeof(line) - 1);
}

static void check_sources(const struct start_info *si, uint64_t end)
{
    for (unsigned i = 0; i < START_INFO_SOURCES; i++) {
        MUST(si->source[i].end <= end);
        MUST(si->source[i].start <= si->source[i].end);
        MUST(si->source[i].start >= START || si->source[i].end == 0);
    }
    for (unsigned i = 0; i < si->nr_modules; i++) {
        MUST(si->module[i].paddr && si->module[i].size);
        MUST(si->module[i].paddr + si->module[i].size <= 1ULL << 32);
    }
}

static void check_map(const struct physmem *pm, const struct start_info *si)
{
    static const struct mem_range image[] = {{0x100000, 0x180000},
                                             {0x1000, 0x2000}};
    struct mem_entry *entries = malloc(si->nr_map * sizeof(*entries) + 1);
    static struct memmap map;
    struct boot_error err;
    unsigned n = start_info_copy_map(pm, si, entries);
    int rc = memmap_from_entries(entries, n, &map, &err);

    MUST(n == si->nr_map);
    if (rc)
        check_refusal(&err, rc);
    for (unsigned i = 0; i < 2 && rc == 0; i++) {
        int bad = layout_check(si, entries, n, &map, image[i], &err);

        if (bad)
            check_refusal(&err, bad);
        else
            MUST(memmap_contains(&map, image[i].start, image[i].end));
    }
    free(entries);
}

static void check_cmdline(const struct physmem *pm, const struct start_info *si)
{
    char *text = malloc(si->cmdline_len + 1);

    start_info_copy_cmdline(pm, si, text);
    MUST(strlen(text) == si->cmdline_len);
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct boot_error err = {.code = BOOT_OK};
    struct start_info si;
    uint32_t info;

    if (size < sizeof(info))
        return 0;
    memcpy(&info, data, sizeof(info));
    size -= sizeof(info);

    uint8_t *memory = malloc(size);
    struct physmem pm = {.base = memory, .start = START, .size = size};

    memcpy(memory, data + sizeof(info), size);

    int rc = start_info_parse(&pm, info, &si, &err);

    if (rc) {
        check_refusal(&err, rc);
    } else {
        check_sources(&si, START + size);
        check_map(&pm, &si);
        check_cmdline(&pm, &si);
    }
    free(memory);
    return 0;
}
