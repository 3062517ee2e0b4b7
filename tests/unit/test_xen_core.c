/*
 * test_xen_core.c - cores of Xen's, made here as xl makes them.
 */
// links: tools/pith/xen_core.c
// cflags: -D_GNU_SOURCE
#include "tools/pith/xen_core.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "tests/check.h"

#define PAGE    4096
#define CONTEXT 5168
#define PAGES   6

static const char names[] = "\0.shstrtab\0.xen_prstatus\0.xen_pages\0.xen_pfn";

/* A file of 5 sections; pages of pfn 100 to 105, the last two swapped. */
static struct {
    Elf64_Ehdr head;
    Elf64_Shdr section[5];
    char names[sizeof(names)];
    uint8_t context[CONTEXT];
    uint64_t pfn[PAGES];
    uint8_t page[PAGES][PAGE];
} __attribute__((packed)) xen;

static void set_section(unsigned i, unsigned name, const void *at, size_t size)
{
    xen.section[i] = (Elf64_Shdr){
        .sh_name = name,
        .sh_offset = (size_t)((const char *)at - (const char *)&xen),
        .sh_size = size,
    };
}

static void set_entry(unsigned page, unsigned i, uint64_t entry)
{
    memcpy(&xen.page[page][i * 8], &entry, sizeof(entry));
}

/* Pages 0 to 3 are tables; 1 MiB + 0 and + 4 KiB lead to pfn 104 and 105. */
static void make(void)
{
    uint64_t cr3 = 100 * PAGE, rip = 0x100123, rsp = 0x100ff8;

    memset(&xen, 0, sizeof(xen));
    memcpy(xen.head.e_ident, ELFMAG, SELFMAG);
    xen.head.e_ident[EI_CLASS] = ELFCLASS64;
    xen.head.e_shoff = sizeof(xen.head);
    xen.head.e_shentsize = sizeof(Elf64_Shdr);
    xen.head.e_shnum = 5;
    xen.head.e_shstrndx = 1;
    memcpy(xen.names, names, sizeof(names));
    set_section(1, 1, xen.names, sizeof(xen.names));
    set_section(2, 11, xen.context, sizeof(xen.context));
    set_section(3, 25, xen.page, sizeof(xen.page));
    set_section(4, 36, xen.pfn, sizeof(xen.pfn));
    for (unsigned i = 0; i < PAGES; i++)
        xen.pfn[i] = 100 + i;
    xen.pfn[4] = 105;
    xen.pfn[5] = 104;
    memcpy(xen.context + 5008, &cr3, 8);
    memcpy(xen.context + 520 + 128, &rip, 8);
    memcpy(xen.context + 520 + 152, &rsp, 8);
    set_entry(0, 0, 101 * PAGE | 3);
    set_entry(1, 0, 102 * PAGE | 3);
    set_entry(2, 0, 103 * PAGE | 3);
    set_entry(3, 256, 104 * PAGE | 3);
    set_entry(3, 257, 105 * PAGE | 3);
    memset(xen.page[4], '5', PAGE);
    memset(xen.page[5], '4', PAGE);
}

static char *core;
static size_t core_size;

static const char *convert(size_t size)
{
    FILE *out;
    const char *why;

    free(core);
    core = NULL;
    out = open_memstream(&core, &core_size);
    why = xen_core_convert(&xen, size, out);
    fclose(out);
    return why;
}

TEST(memory_is_where_the_page_tables_have_it)
{
    Elf64_Ehdr *head;
    Elf64_Phdr *program;

    make();
    if (!CHECK(convert(sizeof(xen)) == NULL))
        return;
    head = (Elf64_Ehdr *)core;
    program = (Elf64_Phdr *)(core + head->e_phoff);
    CHECK(head->e_type == ET_CORE && head->e_phnum == 3);
    CHECK(program[0].p_type == PT_NOTE);
    for (unsigned i = 1; i < 3; i++) {
        CHECK(program[i].p_vaddr == 0x100000u + (i - 1) * PAGE);
        CHECK(program[i].p_filesz == PAGE);
        CHECK(program[i].p_offset + PAGE <= core_size);
        CHECK(core[program[i].p_offset] == (char)('3' + i));
    }
}

TEST(registers_are_where_linux_has_them)
{
    uint64_t rip, rsp;

    make();
    if (!CHECK(convert(sizeof(xen)) == NULL))
        return;
    const Elf64_Phdr *note = (const Elf64_Phdr *)(core + sizeof(Elf64_Ehdr));
    const char *regs = core + note->p_offset + sizeof(Elf64_Nhdr) + 8 + 112;
    memcpy(&rip, regs + 16 * 8, 8);
    memcpy(&rsp, regs + 19 * 8, 8);
    CHECK(rip == 0x100123 && rsp == 0x100ff8);
}

TEST(what_is_no_core_is_refused)
{
    make();
    for (size_t size = 0; size < sizeof(xen); size += 7)
        CHECK(convert(size) != NULL);
    xen.head.e_shstrndx = 5;
    CHECK(convert(sizeof(xen)) != NULL);
    make();
    xen.section[4].sh_size -= 8;
    CHECK(convert(sizeof(xen)) != NULL);
    make();
    memset(xen.context + 5008, 0xff, 8);
    CHECK(convert(sizeof(xen)) != NULL);
}

/* Every entry of the one table leads back to it. */
TEST(tables_in_a_circle_end)
{
    make();
    for (unsigned i = 0; i < 512; i++)
        set_entry(0, i, 100 * PAGE | 3);
    CHECK(convert(sizeof(xen)) != NULL);
}
