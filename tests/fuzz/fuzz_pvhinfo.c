/*
 * fuzz_pvhinfo.c - any memory as a handover that pvhinfo reads and judges.
 *
 * Input as for fuzz_start_info.c: 4 bytes, the address of start_info; then
 * all of guest memory, which begins at address 0x1000. The GDT, the EBDA and
 * what is scanned for tables are in it too, by a map of their own.
 */
// links: apps/pvhinfo/handover.c apps/pvhinfo/roots.c apps/pvhinfo/judge.c
// links: apps/pvhinfo/judge_memory.c
// cflags: -Iinclude

#include "apps/pvhinfo/judge.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#define START 0x1000
#define ROM   0xe0000 /* reads as the memory does, from its start */

static const uint8_t *memory;
static size_t memory_size;

static int read_memory(uint64_t paddr, void *buf, size_t len)
{
    uint64_t at = paddr - (paddr >= ROM ? ROM : START);

    if (paddr < START) {
        memset(buf, 0x9f, len); /* the EBDA's segment among them */
        return 0;
    }
    if (paddr >= 1ull << 40 || len > (1ull << 40) - paddr)
        return -1;
    memset(buf, 0xff, len); /* what no memory is at */
    if (at < memory_size)
        memcpy(buf, memory + at,
               len < memory_size - at ? len : memory_size - at);
    return 0;
}

static void free_texts(struct facts *f)
{
    free(f->cmdline.bytes);
    for (unsigned i = 0; i < FACTS_MODULES; i++)
        free(f->module_cmdline[i].bytes);
}

static void check_facts(const struct facts *f)
{
    MUST(f->nr_modules <= FACTS_MODULES && f->nr_map <= FACTS_MAP);
    MUST(f->acpi.nr_tables <= FACTS_TABLES);
    if (f->cmdline.bytes)
        MUST(strlen(f->cmdline.bytes) <= f->cmdline.len);
    for (unsigned i = 0; i < f->acpi.nr_tables; i++)
        MUST(strlen(f->acpi.table[i].signature) == 4 ||
             f->acpi.table[i].length == 0);
}

static void check_verdicts(const struct verdicts *v)
{
    MUST(v->count > 15 && v->count <= VERDICTS_MAX);
    MUST(v->failed + v->noted <= v->count);
    for (unsigned i = 0; i < v->count; i++) {
        MUST(v->row[i].point && v->row[i].section);
        MUST(v->row[i].detail[0]);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct verdicts v;
    static struct facts f;
    uint32_t info;

    if (size < sizeof(info))
        return 0;
    memcpy(&info, data, sizeof(info));
    memory = data + sizeof(info);
    memory_size = size - sizeof(info);
    memset(&f, 0, sizeof(f));
    f.cpu.ebx = info;
    f.cpu.gdt_base = START;
    f.cpu.gdt_limit = 0x1f;
    f.cpu.cs = 8;
    f.cpu.tr = 24;
    f.image = (struct pith_range){0x100000, 0x180000};
    facts_handover(&f, read_memory);
    facts_roots(&f, read_memory);
    check_facts(&f);
    judge(&f, &v);
    check_verdicts(&v);
    free_texts(&f);
    return 0;
}
