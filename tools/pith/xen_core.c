/*
 * xen_core.c - see xen_core.h.
 *
 * What xl writes [xen docs/misc/dump-core-format.txt] has no program headers:
 * the section .xen_pages has the pages, .xen_pfn (or .xen_p2m, by pairs) their
 * frame numbers, .xen_prstatus a struct vcpu_guest_context a vCPU. gdb wants
 * segments by virtual address: the page tables that CR3 leads to are walked,
 * and each run of pages that is a run in the file too becomes a segment.
 */
#include "tools/pith/xen_core.h"

#include <elf.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define PAGE         4096u
#define SEGMENTS_MAX 60000u

/* A page may be mapped more than once, and what is mapped be no RAM. */
#define BUDGET_BASE   0x400000ull
#define BUDGET_FACTOR 16

/* struct vcpu_guest_context of 64-bit guests [XEN arch-x86/xen.h] */
#define CONTEXT_SIZE    5168
#define CONTEXT_REGS    520
#define CONTEXT_CR3     5008
#define CONTEXT_FS_BASE 5144
#define CONTEXT_GS_BASE 5152

/* Where the words of struct user_regs_struct, Linux's, stand among Xen's. */
static const int register_at[27] = {
    0,   8,  16,  24,  32,  40,  48,  56, 64, 72,  80,  88,  96,  104,
    112, -1, 128, 136, 144, 152, 160, -1, -1, 176, 168, 184, 192,
};
#define REGISTER_FS_BASE 21
#define REGISTER_GS_BASE 22

/* struct elf_prstatus of Linux */
#define PRSTATUS_SIZE 336
#define PRSTATUS_PID  32
#define PRSTATUS_REGS 112

#define PTE_P         1u
#define PTE_PS        0x80u
#define PTE_ADDRESS   0x000ffffffffff000ull

struct page {
    uint64_t pfn, index;
};

struct core {
    const uint8_t *in;
    size_t size;
    const uint8_t *contexts, *pages;
    uint64_t nr_contexts, nr_pages;
    struct page *page; /* sorted by pfn */
    Elf64_Phdr *segment;
    unsigned nr_segments;
    uint64_t budget; /* of entries to look at: tables may run in circles */
    bool crowded;
};

static uint64_t word_at(const uint8_t *p)
{
    uint64_t v;

    memcpy(&v, p, sizeof(v));
    return v;
}

/* The section's bytes, or NULL if it is not there or not in the file. */
static const uint8_t *find_section(const struct core *c, const char *name,
                                   uint64_t *size)
{
    Elf64_Ehdr head;
    Elf64_Shdr names, s;

    memcpy(&head, c->in, sizeof(head));
    if (head.e_shentsize != sizeof(s) || head.e_shoff > c->size ||
        (c->size - head.e_shoff) / sizeof(s) < head.e_shnum ||
        head.e_shstrndx >= head.e_shnum)
        return NULL;
    const uint8_t *table = c->in + head.e_shoff;
    memcpy(&names, table + head.e_shstrndx * sizeof(s), sizeof(s));
    for (unsigned i = 0; i < head.e_shnum; i++) {
        memcpy(&s, table + i * sizeof(s), sizeof(s));
        size_t n = strlen(name) + 1;
        if (names.sh_offset > c->size || s.sh_name > c->size ||
            c->size - names.sh_offset < s.sh_name + n ||
            memcmp(c->in + names.sh_offset + s.sh_name, name, n) != 0)
            continue;
        if (s.sh_offset > c->size || s.sh_size > c->size - s.sh_offset)
            return NULL;
        *size = s.sh_size;
        return c->in + s.sh_offset;
    }
    return NULL;
}

static int by_pfn(const void *a, const void *b)
{
    const struct page *x = a, *y = b;

    return (x->pfn > y->pfn) - (x->pfn < y->pfn);
}

/* Read the frame numbers, which stand @stride bytes apart. */
static bool read_frames(struct core *c, const uint8_t *frames, uint64_t size,
                        uint64_t stride)
{
    if (!frames || size / stride < c->nr_pages)
        return false;
    c->page = calloc(c->nr_pages, sizeof(*c->page));
    if (!c->page)
        return false;
    for (uint64_t i = 0; i < c->nr_pages; i++)
        c->page[i] = (struct page){word_at(frames + i * stride), i};
    qsort(c->page, c->nr_pages, sizeof(*c->page), by_pfn);
    return true;
}

static const char *read_sections(struct core *c)
{
    uint64_t contexts = 0, pages = 0, size = 0;
    const uint8_t *frames;

    if (c->size < sizeof(Elf64_Ehdr) || memcmp(c->in, ELFMAG, SELFMAG) != 0 ||
        c->in[EI_CLASS] != ELFCLASS64)
        return "not an ELF file of 64 bits";
    c->contexts = find_section(c, ".xen_prstatus", &contexts);
    c->pages = find_section(c, ".xen_pages", &pages);
    c->nr_contexts = contexts / CONTEXT_SIZE;
    c->nr_pages = pages / PAGE;
    if (!c->contexts || !c->pages || !c->nr_contexts || !c->nr_pages)
        return "no core of Xen's: it lacks .xen_prstatus or .xen_pages";
    frames = find_section(c, ".xen_pfn", &size);
    if (read_frames(c, frames, size, 8))
        return NULL;
    frames = find_section(c, ".xen_p2m", &size);
    return read_frames(c, frames, size, 16) ? NULL
                                            : "no frame number for each page";
}

static const struct page *find_page(const struct core *c, uint64_t paddr)
{
    struct page key = {.pfn = paddr / PAGE};

    return bsearch(&key, c->page, c->nr_pages, sizeof(key), by_pfn);
}

/* One page of virtual memory; p_offset counts from the pages' start. */
static void add_page(struct core *c, uint64_t vaddr, uint64_t paddr)
{
    const struct page *page = find_page(c, paddr);
    Elf64_Phdr *last = c->nr_segments ? &c->segment[c->nr_segments - 1] : NULL;

    if (!page)
        return;
    if (last && last->p_vaddr + last->p_memsz == vaddr &&
        last->p_offset + last->p_memsz == page->index * PAGE) {
        last->p_memsz = last->p_filesz = last->p_memsz + PAGE;
        return;
    }
    if (c->nr_segments == SEGMENTS_MAX) {
        c->crowded = true;
        return;
    }
    c->segment[c->nr_segments++] = (Elf64_Phdr){
        .p_type = PT_LOAD,
        .p_flags = PF_R | PF_W | PF_X,
        .p_vaddr = vaddr,
        .p_paddr = paddr,
        .p_offset = page->index * PAGE,
        .p_filesz = PAGE,
        .p_memsz = PAGE,
    };
}

/* [SDM 3 "4-Level Paging"]; @level 4 is the top. */
static void walk(struct core *c, uint64_t table, uint64_t vaddr, int level)
{
    const struct page *page = find_page(c, table & PTE_ADDRESS);
    uint64_t step = 1ull << (12 + 9 * (level - 1));

    for (unsigned i = 0; page && i < 512; i++, vaddr += step) {
        uint64_t entry = word_at(c->pages + page->index * PAGE + i * 8);
        bool leaf = level == 1 || (level < 4 && (entry & PTE_PS));

        if (c->budget == 0)
            c->crowded = true;
        if (!(entry & PTE_P) || c->crowded)
            continue;
        c->budget--;
        if (!leaf) {
            walk(c, entry, vaddr, level - 1);
            continue;
        }
        uint64_t paddr = entry & PTE_ADDRESS & ~(step - 1);
        for (uint64_t at = 0; at < step && c->budget; at += PAGE, c->budget--)
            add_page(c, vaddr + at, paddr + at);
    }
}

static void put(uint8_t *to, uint64_t value, size_t n)
{
    memcpy(to, &value, n);
}

static void write_thread(FILE *out, const uint8_t *context, uint32_t id)
{
    Elf64_Nhdr note = {5, PRSTATUS_SIZE, NT_PRSTATUS};
    uint8_t status[PRSTATUS_SIZE] = {0}, *regs = status + PRSTATUS_REGS;

    put(status + PRSTATUS_PID, id, 4);
    for (unsigned i = 0; i < 27; i++) {
        if (register_at[i] >= 0)
            memcpy(regs + i * 8, context + CONTEXT_REGS + register_at[i],
                   register_at[i] == 136 ? 2 : 8);
    }
    memcpy(regs + REGISTER_FS_BASE * 8, context + CONTEXT_FS_BASE, 8);
    memcpy(regs + REGISTER_GS_BASE * 8, context + CONTEXT_GS_BASE, 8);
    fwrite(&note, sizeof(note), 1, out);
    fwrite("CORE\0\0\0", 8, 1, out);
    fwrite(status, sizeof(status), 1, out);
}

#define NOTE_SIZE (sizeof(Elf64_Nhdr) + 8 + PRSTATUS_SIZE)

static void write_core(struct core *c, FILE *out)
{
    Elf64_Ehdr head = {
        .e_ident = {0x7f, 'E', 'L', 'F', ELFCLASS64, ELFDATA2LSB, EV_CURRENT},
        .e_type = ET_CORE,
        .e_machine = EM_X86_64,
        .e_version = EV_CURRENT,
        .e_phoff = sizeof(head),
        .e_ehsize = sizeof(head),
        .e_phentsize = sizeof(Elf64_Phdr),
        .e_phnum = (Elf64_Half)(c->nr_segments + 1),
    };
    Elf64_Phdr notes = {
        .p_type = PT_NOTE,
        .p_offset = sizeof(head) + head.e_phnum * sizeof(notes),
        .p_filesz = c->nr_contexts * NOTE_SIZE,
        .p_align = 4,
    };
    uint64_t pages = notes.p_offset + notes.p_filesz;

    fwrite(&head, sizeof(head), 1, out);
    fwrite(&notes, sizeof(notes), 1, out);
    for (unsigned i = 0; i < c->nr_segments; i++) {
        c->segment[i].p_offset += pages;
        fwrite(&c->segment[i], sizeof(c->segment[i]), 1, out);
    }
    for (uint64_t i = 0; i < c->nr_contexts; i++)
        write_thread(out, c->contexts + i * CONTEXT_SIZE, (uint32_t)i + 1);
    fwrite(c->pages, PAGE, c->nr_pages, out);
}

const char *xen_core_convert(const void *in, size_t size, FILE *out)
{
    struct core c = {.in = in, .size = size};
    const char *why = read_sections(&c);

    if (!why) {
        c.budget = BUDGET_BASE + BUDGET_FACTOR * c.nr_pages;
        c.segment = calloc(SEGMENTS_MAX, sizeof(*c.segment));
        if (c.segment)
            walk(&c, word_at(c.contexts + CONTEXT_CR3), 0, 4);
        if (!c.nr_segments)
            why = "CR3 leads to no page of it";
        else if (c.crowded)
            why = "too many pieces of memory";
        else
            write_core(&c, out);
    }
    free(c.segment);
    free(c.page);
    return why;
}
