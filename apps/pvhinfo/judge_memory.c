/*
 * judge_memory.c - the map, the modules, and what lies where.
 *
 * Pure, as judge.c. A piece of the handover lies "in RAM" if RAM entries
 * cover it, whatever else covers it too; then overlaps with other types are
 * looked at.
 */
#include "judge.h"

#include <inttypes.h>
#include <stdio.h>

#define MAP        "start_info.h, hvm_memmap_table_entry"
#define MODULES    "start_info.h, hvm_modlist_entry"
#define INFO       "start_info.h, hvm_start_info"
#define BELOW_4G   "start_info.h, data below 4 GiB"

#define FOUR_GIB   (1ull << 32)
#define TYPE_LAST  7 /* PMEM */
#define PIECES_MAX (5 + 2 * FACTS_MODULES)

/* Something that the loader put into memory. */
struct piece {
    const char *name;
    struct pith_range at;
};

struct pieces {
    unsigned count;
    unsigned tables; /* these come first, the rest are modules */
    struct piece row[PIECES_MAX];
};

static enum result pass_if(bool ok)
{
    return ok ? RESULT_PASS : RESULT_FAIL;
}

static enum result note_unless(bool ok)
{
    return ok ? RESULT_PASS : RESULT_NOTE;
}

static bool wraps(const struct map_entry *e)
{
    return e->size > UINT64_MAX - e->addr;
}

static bool overlap(uint64_t a, uint64_t a_end, uint64_t b, uint64_t b_end)
{
    return a < b_end && b < a_end;
}

/* Do entries, those of RAM only if @ram, cover [@start, @end)? */
static bool covered(const struct facts *f, struct pith_range r, bool ram)
{
    bool moved = true;

    while (r.start < r.end && moved) {
        moved = false;
        for (unsigned i = 0; i < f->nr_map; i++) {
            const struct map_entry *e = &f->map[i];

            if ((ram && e->type != MAP_RAM) || wraps(e) || e->addr > r.start ||
                e->addr + e->size <= r.start)
                continue;
            r.start = e->addr + e->size;
            moved = true;
        }
    }
    return r.start >= r.end;
}

/* Is a part of [@r) in an entry that is not RAM? */
static bool reserved(const struct facts *f, struct pith_range r)
{
    for (unsigned i = 0; i < f->nr_map; i++) {
        const struct map_entry *e = &f->map[i];

        if (e->type != MAP_RAM && e->size && !wraps(e) &&
            overlap(e->addr, e->addr + e->size, r.start, r.end))
            return true;
    }
    return false;
}

/* --- the map itself --- */

struct map_counts {
    unsigned empty, unknown, wrapping, reserved_field, unsorted, overlaps;
    unsigned conflicts; /* overlaps of RAM and something else */
    uint64_t ram;
};

static void count_pairs(const struct facts *f, unsigned i, struct map_counts *n)
{
    const struct map_entry *a = &f->map[i];

    for (unsigned k = i + 1; k < f->nr_map; k++) {
        const struct map_entry *b = &f->map[k];

        if (!a->size || !b->size || wraps(a) || wraps(b) ||
            !overlap(a->addr, a->addr + a->size, b->addr, b->addr + b->size))
            continue;
        n->overlaps++;
        n->conflicts += (a->type == MAP_RAM) != (b->type == MAP_RAM);
    }
}

static struct map_counts map_count(const struct facts *f)
{
    struct map_counts n = {0};

    for (unsigned i = 0; i < f->nr_map; i++) {
        const struct map_entry *e = &f->map[i];

        n.empty += e->size == 0;
        n.unknown += e->type == 0 || e->type > TYPE_LAST;
        n.wrapping += wraps(e);
        n.reserved_field += e->reserved != 0;
        n.unsorted += i > 0 && e->addr < f->map[i - 1].addr;
        if (e->type == MAP_RAM && !wraps(e))
            n.ram += e->size;
        count_pairs(f, i, &n);
    }
    return n;
}

/* Returns whether there is a map to judge. */
static bool map_there(const struct facts *f, struct verdicts *out)
{
    const struct info_block *i = &f->info;

    if (i->version == 0 || i->memmap_entries == 0) {
        judge_add(out, RESULT_NOTE, "map", INFO,
                  "no memory map, which is optional: the guest has to find "
                  "one elsewhere");
        return false;
    }
    judge_add(out, pass_if(f->nr_map == i->memmap_entries), "map", INFO,
              "%" PRIu32 " entries, %u read", i->memmap_entries, f->nr_map);
    return f->nr_map > 0;
}

static void map(const struct facts *f, struct verdicts *out)
{
    struct map_counts n = map_count(f);

    judge_add(out, pass_if(n.reserved_field == 0), "map-reserved", MAP,
              "%u entries with a reserved field that is not zero",
              n.reserved_field);
    judge_add(out, pass_if(n.wrapping == 0), "map-wrap", MAP,
              "%u entries that wrap around 2^64", n.wrapping);
    judge_add(out, pass_if(n.ram > 0), "map-ram", MAP, "%" PRIu64 " KiB of RAM",
              n.ram / 1024);
    judge_add(out, pass_if(covered(f, f->image, true)), "map-image", MAP,
              "the image %s in RAM by the map",
              covered(f, f->image, true) ? "lies" : "does not lie");
    judge_add(out, note_unless(n.unknown == 0), "map-types", MAP,
              "%u entries of a type that is not defined", n.unknown);
    judge_add(out, note_unless(n.empty == 0), "map-empty", MAP,
              "%u entries of size 0", n.empty);
    judge_add(out, note_unless(n.unsorted == 0), "map-sorted", MAP,
              n.unsorted ? "not sorted by address" : "sorted by address");
    judge_add(out, note_unless(n.overlaps == 0), "map-overlap", MAP,
              "%u overlaps, %u of them of RAM and another type", n.overlaps,
              n.conflicts);
}

/* --- what lies where --- */

static void piece(struct pieces *p, const char *name, uint64_t start,
                  uint64_t size)
{
    if (start && size && p->count < PIECES_MAX)
        p->row[p->count++] = (struct piece){
            name,
            {start, size > UINT64_MAX - start ? UINT64_MAX : start + size}};
}

static struct pieces pieces(const struct facts *f)
{
    struct pieces p = {0};

    p.row[p.count++] = (struct piece){"image", f->image};
    piece(&p, "start_info", f->cpu.ebx,
          f->info.version ? sizeof(f->info) : INFO_V0_SIZE);
    piece(&p, "module list", f->info.modlist_paddr,
          f->nr_modules * sizeof(*f->module));
    piece(&p, "memory map", f->info.memmap_paddr, f->nr_map * sizeof(*f->map));
    if (f->cmdline.ended)
        piece(&p, "command line", f->cmdline.paddr, f->cmdline.len + 1);
    p.tables = p.count;
    for (unsigned i = 0; i < f->nr_modules; i++)
        piece(&p, "module", f->module[i].paddr, f->module[i].size);
    return p;
}

static void apart(const struct pieces *p, struct verdicts *out)
{
    for (unsigned i = 0; i < p->count; i++) {
        for (unsigned k = i + 1; k < p->count; k++) {
            struct pith_range a = p->row[i].at, b = p->row[k].at;

            if (!overlap(a.start, a.end, b.start, b.end))
                continue;
            judge_add(out, RESULT_FAIL, "apart", INFO,
                      "%s at 0x%" PRIx64 " overlaps %s at 0x%" PRIx64,
                      p->row[i].name, a.start, p->row[k].name, b.start);
            return;
        }
    }
    judge_add(out, RESULT_PASS, "apart", INFO,
              "image, start_info and all it points to do not overlap");
}

static void below_4g(const struct facts *f, const struct pieces *p,
                     struct verdicts *out)
{
    for (unsigned i = 0; i < p->count; i++) {
        if (p->row[i].at.end <= FOUR_GIB)
            continue;
        judge_add(out, RESULT_NOTE, "below-4g", BELOW_4G,
                  "%s at 0x%" PRIx64 " is not below 4 GiB", p->row[i].name,
                  p->row[i].at.start);
        return;
    }
    judge_add(out, note_unless(f->info.rsdp_paddr < FOUR_GIB), "below-4g",
              BELOW_4G, "all data is %sbelow 4 GiB",
              f->info.rsdp_paddr < FOUR_GIB ? "" : "but the RSDP ");
}

/* Modules are judged one by one; here it is the tables. */
static void placed(const struct facts *f, const struct pieces *p,
                   struct verdicts *out)
{
    bool in_ram = false;

    if (f->nr_map == 0)
        return;
    for (unsigned i = 1; i < p->tables; i++) {
        if (!covered(f, p->row[i].at, false)) {
            judge_add(out, RESULT_NOTE, "placed", MAP,
                      "%s at 0x%" PRIx64 " is not in memory the map knows",
                      p->row[i].name, p->row[i].at.start);
            return;
        }
        in_ram |= covered(f, p->row[i].at, true);
    }
    judge_add(out, note_unless(!in_ram), "placed", MAP,
              in_ram ? "tables lie in RAM that the map calls free: copy them "
                       "before using it"
                     : "all tables lie in reserved memory");
}

/* --- modules --- */

static void module_place(const struct facts *f, const struct info_module *m,
                         unsigned i, struct verdicts *out)
{
    struct pith_range r = {m->paddr, m->paddr + m->size};

    if (m->paddr == 0 || m->size == 0)
        judge_add(out, RESULT_NOTE, "module", MODULES,
                  "module %u has address or size 0: not present", i);
    else if (r.end < r.start || (f->nr_map && !covered(f, r, false)))
        judge_add(out, RESULT_FAIL, "module", MODULES,
                  "module %u is not in memory that the map knows", i);
    else if (f->nr_map && reserved(f, r))
        judge_add(out, RESULT_NOTE, "module", MODULES,
                  "module %u lies, in part, in memory that is not RAM", i);
    else
        judge_add(out, RESULT_PASS, "module", MODULES, "module %u lies in RAM",
                  i);
}

static void module_cmdline(const struct facts *f, const struct info_module *m,
                           unsigned i, struct verdicts *out)
{
    const struct text *t = &f->module_cmdline[i];
    struct pith_range r = {m->cmdline_paddr, m->cmdline_paddr + t->len + 1};

    if (m->cmdline_paddr == 0)
        judge_add(out, RESULT_PASS, "module-cmdline", MODULES,
                  "module %u has none", i);
    else
        judge_add(out,
                  pass_if(t->ended && r.end > r.start &&
                          (f->nr_map == 0 || covered(f, r, false))),
                  "module-cmdline", MODULES,
                  "module %u's at 0x%" PRIx64
                  ", must be 0 or a zero-terminated string",
                  i, m->cmdline_paddr);
    judge_add(out, note_unless(m->reserved == 0), "module-reserved", MODULES,
              "module %u's reserved field is 0x%" PRIx64, i, m->reserved);
}

static void modules(const struct facts *f, struct verdicts *out)
{
    judge_add(out, pass_if(f->nr_modules == f->info.nr_modules), "modules",
              INFO, "%" PRIu32 " modules, %u read", f->info.nr_modules,
              f->nr_modules);
    for (unsigned i = 0; i < f->nr_modules; i++) {
        module_place(f, &f->module[i], i, out);
        module_cmdline(f, &f->module[i], i, out);
    }
}

void judge_memory(const struct facts *f, struct verdicts *out)
{
    struct pieces p = pieces(f);

    if (map_there(f, out))
        map(f, out);
    modules(f, out);
    apart(&p, out);
    below_4g(f, &p, out);
    placed(f, &p, out);
}
