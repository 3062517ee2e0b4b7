/*
 * handover.c - read the handover again, where the loader put it.
 *
 * Written apart from the runtime's own parser, and more curious: that one
 * refuses what it cannot use, this one tells what is there.
 */
#include <stdlib.h>
#include <string.h>

#include "facts.h"

#define CHUNK   4096u
#define PRESENT 0x80 /* no descriptor without it can be loaded */

/* Descriptor fields [SDM 3 "Segment Descriptors"]. */
static void decode(struct segment *s, uint64_t d)
{
    s->base = (d >> 16 & 0xffffff) | (d >> 32 & 0xff000000);
    s->limit = (d & 0xffff) | (d >> 32 & 0xf0000);
    s->access = d >> 40;
    s->flags = d >> 52 & 15;
    if (s->flags & 8)
        s->limit = s->limit << 12 | 0xfff;
}

static struct segment segment_read(const struct facts *f, read_fn read,
                                   uint16_t selector)
{
    struct segment s = {.selector = selector};
    uint32_t offset = selector & ~7u;
    uint64_t d;

    if (offset == 0 || (selector & 4) || offset + 7 > f->cpu.gdt_limit)
        return s;
    if (read((uint64_t)f->cpu.gdt_base + offset, &d, sizeof(d)) != 0)
        return s;
    decode(&s, d);
    s.visible = s.access & PRESENT;
    return s;
}

/* Ends at the NUL, at FACTS_CMDLINE bytes, or where memory ends. */
static void text_read(struct text *t, read_fn read, uint64_t paddr)
{
    char *bytes = malloc(FACTS_CMDLINE + 1);

    t->paddr = paddr;
    if (!bytes)
        return;
    while (t->len < FACTS_CMDLINE && !t->ended) {
        size_t n = CHUNK - (paddr + t->len) % CHUNK;
        char *at = bytes + t->len;

        if (n > FACTS_CMDLINE - t->len)
            n = FACTS_CMDLINE - t->len;
        if (read(paddr + t->len, at, n) != 0)
            break;
        char *nul = memchr(at, 0, n);
        t->ended = nul;
        t->len += nul ? (size_t)(nul - at) : n;
    }
    bytes[t->len] = '\0';
    char *fitted = realloc(bytes, t->len + 1);
    t->bytes = fitted ? fitted : bytes;
}

static void modules_read(struct facts *f, read_fn read)
{
    unsigned n = f->info.nr_modules;

    if (n > FACTS_MODULES)
        n = FACTS_MODULES;
    if (f->info.modlist_paddr == 0 ||
        read(f->info.modlist_paddr, f->module, n * sizeof(*f->module)) != 0)
        return;
    f->nr_modules = n;
    for (unsigned i = 0; i < n; i++) {
        uint64_t paddr = f->module[i].cmdline_paddr;

        if (paddr)
            text_read(&f->module_cmdline[i], read, paddr);
    }
}

static void map_read(struct facts *f, read_fn read)
{
    unsigned n = f->info.memmap_entries;

    if (n > FACTS_MAP)
        n = FACTS_MAP;
    if (f->info.memmap_paddr &&
        read(f->info.memmap_paddr, f->map, n * sizeof(*f->map)) == 0)
        f->nr_map = n;
}

static void info_read(struct facts *f, read_fn read)
{
    struct info_block *info = &f->info;

    if (f->cpu.ebx == 0 || read(f->cpu.ebx, info, INFO_V0_SIZE) != 0 ||
        info->magic != INFO_MAGIC)
        return;
    if (info->version > 0 && read(f->cpu.ebx, info, sizeof(*info)) != 0)
        return;
    f->info_read = true;
}

void facts_handover(struct facts *f, read_fn read)
{
    f->cs = segment_read(f, read, f->cpu.cs);
    f->ds = segment_read(f, read, f->cpu.ds);
    f->es = segment_read(f, read, f->cpu.es);
    f->ss = segment_read(f, read, f->cpu.ss);
    f->tr = segment_read(f, read, f->cpu.tr);
    info_read(f, read);
    if (!f->info_read)
        return;
    modules_read(f, read);
    map_read(f, read);
    if (f->info.cmdline_paddr)
        text_read(&f->cmdline, read, f->info.cmdline_paddr);
}
