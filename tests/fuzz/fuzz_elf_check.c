/*
 * fuzz_elf_check.c - any bytes as an image.
 *
 * Input: the file. If no rule is broken, what a loader does with it must be
 * safe; that is asked again here, in the loader's order.
 */
// links: tools/pith/elf_check.c tools/pith/symtab_make.c

#include "tools/pith/elf_check.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/fuzz.h"
#include "tools/pith/symtab_make.h"

static void must_be_sound(const struct elf_report *report)
{
    MUST(report->count <= ELF_BREACH_MAX);
    for (unsigned i = 0; i < report->count; i++) {
        const struct elf_breach *b = &report->breach[i];

        MUST(b->loaders && !(b->loaders & ~(LOADER_ALL | LOADER_PITH)));
        MUST(strlen(b->text) < sizeof(b->text) && b->text[0]);
    }
}

/* Load it as every loader does: each segment is in the file and in RAM. */
static void must_load(const uint8_t *data, size_t size,
                      const struct elf_report *report)
{
    Elf64_Ehdr eh;
    Elf64_Phdr ph;
    bool entered = false;
    unsigned notes = 0;

    memcpy(&eh, data, sizeof(eh));
    for (unsigned i = 0; i < eh.e_phnum; i++) {
        MUST(eh.e_phoff + (i + 1) * sizeof(ph) <= size);
        memcpy(&ph, data + eh.e_phoff + i * sizeof(ph), sizeof(ph));
        notes += ph.p_type == PT_NOTE;
        if (ph.p_type != PT_LOAD)
            continue;
        MUST(ph.p_offset <= size && ph.p_filesz <= size - ph.p_offset);
        MUST(ph.p_paddr >= 0x100000 && ph.p_paddr % 4096 == 0);
        MUST(ph.p_memsz <= 0x100000000 && ph.p_filesz <= ph.p_memsz);
        MUST(ph.p_paddr + ph.p_memsz <= report->end);
        if ((ph.p_flags & PF_X) && eh.e_entry - ph.p_paddr < ph.p_memsz)
            entered = true;
    }
    MUST(entered && notes == 1 && report->entry == eh.e_entry);
    MUST(report->end <= 0x100000000);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct elf_report report;
    uint8_t *table = NULL;
    size_t bytes;
    bool is_elf = elf_check(data, size, &report);

    must_be_sound(&report);
    MUST(is_elf || report.count == 1);
    if (report.count == 0)
        must_load(data, size, &report);
    if (is_elf && symtab_make(data, size, &table, &bytes) == 0)
        MUST(bytes >= 16 && bytes % 4 == 0);
    free(table);
    return 0;
}
