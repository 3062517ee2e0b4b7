/*
 * want.c - what report.c must print under a shape that is taken.
 *
 * Free RAM is counted page by page, the way docs/boot.md tells it: a page is
 * free if RAM entries cover every byte of it, no other entry touches it, and
 * nothing that is in use lies in it.
 */
#include "tests/loader/gen.h"

#include <stdio.h>
#include <string.h>

#define PAGE       4096
#define PAGES      (RAM_TOP / PAGE)
#define HOLE_START 0xa0000
#define HOLE_END   0xf0000

static uint8_t is_ram[RAM_TOP], in_use[PAGES];

uint32_t fnv(uint32_t hash, const void *bytes, size_t n)
{
    for (const uint8_t *p = bytes; n-- > 0; p++)
        hash = (hash ^ *p) * 0x01000193;
    return hash;
}

static void use(uint64_t start, uint64_t size)
{
    uint64_t end = start + size;

    if (end < start || end > RAM_TOP)
        end = RAM_TOP;
    for (uint64_t at = start / PAGE; size && at * PAGE < end; at++)
        in_use[at] = 1;
}

static void add_entry(const struct abi_map_entry *e)
{
    uint64_t end = e->addr + e->size;

    if (e->type != RAM) {
        use(e->addr, e->size);
        return;
    }
    if (end < e->addr)
        return; /* wraps: ignored */
    for (uint64_t at = e->addr; at < end && at < RAM_TOP; at++)
        is_ram[at] = 1;
}

/* Does start_info have a map, or is fw_cfg asked? */
static bool has_map(const struct abi_start_info *info)
{
    return info->version && info->memmap_entries && info->memmap_paddr;
}

static void use_handover(const struct shape *s)
{
    const struct abi_start_info *info = &s->info;

    use(0, PAGE);
    use(HOLE_START, MIB - HOLE_START);
    use(world.start, world.end - world.start);
    use(s->info_at, info->version ? sizeof(*info) : ABI_V0_SIZE);
    use(info->modlist_paddr, info->nr_modules * 32ul);
    for (unsigned i = 0; i < info->nr_modules; i++) {
        if (s->module[i].paddr)
            use(s->module[i].paddr, s->module[i].size);
    }
    if (has_map(info))
        use(info->memmap_paddr, info->memmap_entries * 24ul);
    if (info->cmdline_paddr)
        use(info->cmdline_paddr, s->text ? strlen(s->text) + 1 : 1);
}

/* For more ranges than these the allocator takes a page for its nodes. */
#define RANGES_WITHOUT_PAGE 20

static unsigned free_pages(const struct shape *s)
{
    unsigned free = 0, ranges = 0;
    bool last = false;

    memset(is_ram, !has_map(&s->info), sizeof(is_ram));
    memset(in_use, 0, sizeof(in_use));
    for (unsigned i = 0; has_map(&s->info) && i < s->info.memmap_entries; i++)
        add_entry(&s->map[i]);
    use_handover(s);
    for (unsigned i = 0; i < PAGES; i++) {
        bool now = !in_use[i] && !memchr(&is_ram[i * PAGE], 0, PAGE);

        free += now;
        ranges += now && !last;
        last = now;
    }
    return free - (ranges > RANGES_WITHOUT_PAGE);
}

static bool has_initrd(const struct shape *s)
{
    for (unsigned i = 0; i < s->info.nr_modules; i++) {
        if (s->module[i].paddr && s->module[i].size)
            return true;
    }
    return false;
}

static void print_all(const struct shape *s, uint32_t hole, FILE *f)
{
    fputs(s->args, f);
    fprintf(f, "image: sum %08x\nhole: sum %08x\n", world.image_sum, hole);
    fputs(has_initrd(s) ? world.files
                        : "file /hello.txt: none\nfile /data: none\n",
          f);
}

void want_taken(const struct shape *s, const uint8_t *low, void *f)
{
    uint32_t hole = fnv(FNV_START, low + HOLE_START, HOLE_END - HOLE_START);

    fprintf(f, "map from %s\n", has_map(&s->info) ? "start_info" : "fw_cfg");
    fprintf(f, "RAM: %u pages\n", free_pages(s));
    fputs("floating point: 0.33333333333333331 0.25\n", f);
    print_all(s, hole, f);
    fputs("heap: kept\n", f);
    print_all(s, hole, f);
    fputs("pith: exit status 42\n", f);
}
