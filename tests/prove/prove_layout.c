/*
 * prove_layout.c - what layout_check() lets pass lies where it may.
 *
 * Assumed: what start_info_parse() proves of sources and modules (they do not
 * wrap), a list of free RAM that is in order, an image that is not empty and
 * begins at 1 MiB or above. The entries of the map may be anything.
 *
 * Bounds: 2 modules, ENTRIES entries of the map, 2 ranges of RAM. In
 * prove_passed(), where SCALED, numbers of 8 bits, shifted to where the image
 * is, so that all orders of them come about; prove_safe() has full numbers.
 */
// scaled: -DNUMBER=int8_t
// limits: MEMMAP_RANGES_MAX:=2 START_INFO_MODULES_MAX:=2
// proof: prove_safe LIMITS -DENTRIES=2 --unwind 5
// proof: prove_passed LIMITS SCALED -DENTRIES=2 --unwind 5

#include "tests/prove/prove.h"

#include "boot/error.c"
#include "boot/layout.c"
#include "boot/memmap.c"

#ifndef ENTRIES
#define ENTRIES 1
#endif
#ifndef NUMBER
#define NUMBER int64_t
#endif

const char *start_info_source_name(enum start_info_source which)
{
    PROVE(which < START_INFO_SOURCES);
    return "";
}

static uint64_t any_number(void)
{
    NUMBER any;
    uint64_t wide = (uint64_t)(int64_t)any;

    return sizeof(any) == 8 ? wide : wide + LOW_END;
}

static struct mem_range any_range(void)
{
    struct mem_range r = {any_number(), any_number()};

    ASSUME(r.start < r.end && r.end <= 1ull << 32);
    return r;
}

struct world {
    struct start_info si;
    struct mem_entry entry[ENTRIES];
    struct memmap map;
    struct mem_range image;
};

static void any_world(struct world *w)
{
    w->image = any_range();
    ASSUME(w->image.start >= LOW_END);
    for (unsigned i = 0; i < START_INFO_SOURCES; i++) {
        w->si.source[i] = (struct mem_range){0, 0};
        if (any_bool())
            w->si.source[i] = any_range();
    }
    ASSUME(w->si.nr_modules <= START_INFO_MODULES_MAX);
    for (unsigned i = 0; i < START_INFO_MODULES_MAX; i++) {
        struct mem_range r = any_range();
        ASSUME(r.start > 0);
        w->si.module[i] = (struct start_info_module){r.start, r.end - r.start};
    }
    for (unsigned i = 0; i < ENTRIES; i++) {
        w->entry[i].addr = any_number();
        w->entry[i].size = any_number();
    }
    ASSUME(w->map.count <= MEMMAP_RANGES_MAX);
    for (unsigned i = 0; i < MEMMAP_RANGES_MAX; i++) {
        w->map.range[i] = any_range();
        ASSUME(i == 0 || w->map.range[i - 1].end < w->map.range[i].start);
    }
}

static int run(struct world *w)
{
    struct boot_error err;
    int rc = layout_check(&w->si, w->entry, ENTRIES, &w->map, w->image, &err);

    PROVE(rc <= 0 && -rc < BOOT_ERROR_CODES && (rc == 0 || err.code == -rc));
    return rc;
}

/* Nothing is read out of bounds, and the walks over the map end. */
void prove_safe(void)
{
    struct world w;

    any_world(&w);
    run(&w);
}

static bool known(const struct world *w, uint64_t at)
{
    bool known = false;

    for (unsigned i = 0; i < ENTRIES; i++) {
        const struct mem_entry *e = &w->entry[i];
        bool wraps = e->addr + e->size < e->addr;
        known |= at >= e->addr && (wraps || at < e->addr + e->size);
    }
    return known;
}

/* Each byte of the image is RAM, none is a table's or module's; each byte of a
 * module is in the map and in no other module. */
void prove_passed(void)
{
    struct world w;
    uint64_t at = any_number();
    bool in_module[START_INFO_MODULES_MAX] = {false};

    any_world(&w);
    ASSUME(run(&w) == 0);

    bool in_image = at >= w.image.start && at < w.image.end;
    bool in_table = false;

    for (unsigned i = 0; i < START_INFO_SOURCES; i++)
        in_table |= at >= w.si.source[i].start && at < w.si.source[i].end;
    for (unsigned i = 0; i < w.si.nr_modules; i++) {
        uint64_t paddr = w.si.module[i].paddr;
        in_module[i] = at >= paddr && at - paddr < w.si.module[i].size;
        PROVE(!in_module[i] || known(&w, at));
    }
    PROVE(!in_image || memmap_contains(&w.map, at, at + 1));
    PROVE(!in_image || !(in_table | in_module[0] | in_module[1]));
    PROVE(!(in_module[0] && in_module[1]));
    PROVE(!in_table || at < LOW_END || known(&w, at));
}
