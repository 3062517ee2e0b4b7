/*
 * judge.c - the machine state, start_info, the command line, ACPI and MTRRs.
 *
 * Pure: facts in, rows out. The parts of a segment register that no
 * instruction reads are taken from the GDT that the loader left. Where the
 * selector does not lead there (Xen loads the hidden parts alone), the point
 * cannot be seen and is a note.
 */
#include "judge.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define STATE        "pvh.pandoc, x86/HVM direct boot ABI"
#define HARDWARE     "pvh.pandoc, Hardware description"
#define MTRRS        "pvh.pandoc, MTRR"
#define INFO         "start_info.h, hvm_start_info"

#define CR0_PE       0x00000001u
#define CR0_ET       0x00000010u /* reads as 1 on every CPU in use */
#define EFLAGS_TF    (1u << 8)
#define EFLAGS_IF    (1u << 9)
#define EFLAGS_DF    (1u << 10)
#define EFLAGS_VM    (1u << 17)
#define MTRR_ENABLED (1u << 11)
#define MTRR_WB      6

#define SIF_KNOWN    3u /* SIF_PRIVILEGED, SIF_INITDOMAIN */

/* Access bytes, the accessed bit aside [SDM 3 "Segment Descriptors"] */
#define ACCESS_CODE   0x9a /* present, DPL 0, execute, read */
#define ACCESS_DATA   0x92 /* present, DPL 0, read, write */
#define ACCESSED      0x01
#define TSS32_BUSY    0x8b
#define FLAG_32BIT    4
#define FLAG_LONG     2

#define MULTIBOOT_EAX 0x2badb002u

void judge_add(struct verdicts *out, enum result result, const char *point,
               const char *section, const char *detail, ...)
{
    struct verdict *v = &out->row[out->count];
    va_list ap;

    out->failed += result == RESULT_FAIL;
    out->noted += result == RESULT_NOTE;
    if (out->count == VERDICTS_MAX)
        return;
    out->count++;
    v->result = result;
    v->point = point;
    v->section = section;
    va_start(ap, detail);
    vsnprintf(v->detail, sizeof(v->detail), detail, ap);
    va_end(ap);
}

static enum result pass_if(bool ok)
{
    return ok ? RESULT_PASS : RESULT_FAIL;
}

static enum result note_unless(bool ok)
{
    return ok ? RESULT_PASS : RESULT_NOTE;
}

static void control_registers(const struct facts *f, struct verdicts *out)
{
    uint32_t rest = f->cpu.cr0 & ~(CR0_PE | CR0_ET);

    judge_add(out, pass_if(f->cpu.cr0 & CR0_PE), "cr0-pe", STATE,
              "cr0 is 0x%" PRIx32 ", PE must be set", f->cpu.cr0);
    judge_add(out, pass_if(rest == 0), "cr0-rest", STATE,
              "cr0 is 0x%" PRIx32 ", no other writable bit may be set",
              f->cpu.cr0);
    judge_add(out, pass_if(f->cpu.cr4 == 0), "cr4", STATE,
              "cr4 is 0x%" PRIx32 ", all bits must be clear", f->cpu.cr4);
}

static void segment(struct verdicts *out, const char *name,
                    const struct segment *s, uint8_t access)
{
    bool flat = s->base == 0 && s->limit == UINT32_MAX;
    bool width = (s->flags & FLAG_32BIT) && !(s->flags & FLAG_LONG);
    bool right = (s->access & ~ACCESSED) == access;

    if (!s->visible) {
        judge_add(out, RESULT_NOTE, name, STATE,
                  "selector 0x%x leads to no descriptor: cannot be seen",
                  s->selector);
        return;
    }
    judge_add(out, pass_if(flat && width && right), name, STATE,
              "base 0x%" PRIx32 ", limit 0x%" PRIx32
              ", access 0x%x, %s; must be flat, 32-bit, %s",
              s->base, s->limit, s->access, width ? "32-bit" : "not 32-bit",
              access == ACCESS_CODE ? "execute/read" : "read/write");
}

/* A reset leaves selector 0 and limit 0xffff in it: whoever loaded the other
 * registers from a GDT and not this one has forgotten it. */
static void task_register(const struct facts *f, struct verdicts *out)
{
    const struct segment *s = &f->tr;

    if (s->visible)
        judge_add(out,
                  pass_if(s->base == 0 && s->limit == 0x67 &&
                          s->access == TSS32_BUSY),
                  "tr", STATE,
                  "base 0x%" PRIx32 ", limit 0x%" PRIx32
                  ", access 0x%x; must be a busy 32-bit TSS, 0, 0x67",
                  s->base, s->limit, s->access);
    else if (f->cs.visible)
        judge_add(out, RESULT_FAIL, "tr", STATE,
                  "selector 0x%x: no TSS was loaded; must be a busy 32-bit "
                  "TSS, base 0, limit 0x67",
                  s->selector);
    else
        judge_add(out, RESULT_NOTE, "tr", STATE,
                  "selector 0x%x leads to no descriptor: cannot be seen",
                  s->selector);
}

static void flags(const struct facts *f, struct verdicts *out)
{
    uint32_t e = f->cpu.eflags;

    judge_add(out, pass_if(!(e & EFLAGS_VM)), "eflags-vm", STATE,
              "eflags is 0x%" PRIx32 ", VM must be clear", e);
    judge_add(out, pass_if(!(e & EFLAGS_IF)), "eflags-if", STATE,
              "eflags is 0x%" PRIx32 ", IF must be clear", e);
    judge_add(out, pass_if(!(e & EFLAGS_TF)), "eflags-tf", STATE,
              "eflags is 0x%" PRIx32 ", TF must be clear", e);
}

/* What the document leaves open, and guests have stumbled over. */
static void unspecified(const struct facts *f, struct verdicts *out)
{
    const struct pith_entry_state *c = &f->cpu;

    judge_add(out, note_unless(c->eax != MULTIBOOT_EAX), "eax", STATE,
              "eax is 0x%" PRIx32 "%s", c->eax,
              c->eax == MULTIBOOT_EAX
                  ? ": a guest that looks for multiboot's magic is misled"
                  : ", unspecified");
    judge_add(out, note_unless(!(c->eflags & EFLAGS_DF)), "eflags-df", STATE,
              "DF is %s, unspecified", c->eflags & EFLAGS_DF ? "set" : "clear");
    judge_add(out, note_unless(c->efer == 0), "efer", STATE,
              "EFER is 0x%" PRIx32 ", unspecified", c->efer);
    judge_add(out, note_unless(c->gdt_limit != 0), "gdtr", STATE,
              c->gdt_limit ? "a GDT is there, unspecified"
                           : "no GDT: a segment load before the guest's own "
                             "lgdt faults");
}

static void machine_state(const struct facts *f, struct verdicts *out)
{
    control_registers(f, out);
    segment(out, "cs", &f->cs, ACCESS_CODE);
    segment(out, "ds", &f->ds, ACCESS_DATA);
    segment(out, "es", &f->es, ACCESS_DATA);
    segment(out, "ss", &f->ss, ACCESS_DATA);
    task_register(f, out);
    flags(f, out);
    unspecified(f, out);
}

static void start_info(const struct facts *f, struct verdicts *out)
{
    const struct info_block *i = &f->info;

    judge_add(out, pass_if(f->info_read), "magic", INFO,
              "ebx is 0x%" PRIx32 ", magic there is 0x%" PRIx32
              ", must be 0x336ec578",
              f->cpu.ebx, i->magic);
    if (!f->info_read)
        return;
    judge_add(out, note_unless(i->version == 1), "version", INFO,
              "version %" PRIu32 "%s", i->version,
              i->version == 0  ? ": has no memory map"
              : i->version > 1 ? ": newer than the one known here"
                               : "");
    judge_add(out, note_unless(!(i->flags & ~SIF_KNOWN)), "flags", INFO,
              "flags 0x%" PRIx32 "%s", i->flags,
              i->flags & ~SIF_KNOWN ? ": SIF_ bits that are not defined" : "");
    if (i->version > 0)
        judge_add(out, pass_if(i->reserved == 0), "reserved", INFO,
                  "reserved is 0x%" PRIx32 ", must be zero", i->reserved);
}

static bool is_ascii(const char *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if ((unsigned char)bytes[i] > 126)
            return false;
    }
    return true;
}

static void cmdline(const struct facts *f, struct verdicts *out)
{
    const struct text *t = &f->cmdline;

    if (f->info.cmdline_paddr == 0) {
        judge_add(out, RESULT_NOTE, "cmdline", INFO,
                  "no command line: guests must not follow the 0");
        return;
    }
    if (!t->ended) {
        judge_add(out, RESULT_FAIL, "cmdline", INFO,
                  "no zero byte in the first %zu bytes", t->len);
        return;
    }
    bool ascii = is_ascii(t->bytes, t->len);
    judge_add(out, note_unless(ascii), "cmdline", INFO, "%zu bytes%s", t->len,
              ascii ? "" : ": not all of them ASCII, which start_info.h says");
}

static unsigned broken_tables(const struct acpi_root *a)
{
    unsigned n = 0;

    for (unsigned i = 0; i < a->nr_tables; i++)
        n += !a->table[i].valid;
    return n;
}

static void acpi(const struct facts *f, struct verdicts *out)
{
    const struct acpi_root *a = &f->acpi;

    if (a->source == ROOT_START_INFO)
        judge_add(out, pass_if(a->valid), "rsdp", HARDWARE, "rsdp_paddr %s",
                  a->valid ? "leads to a valid RSDP"
                           : "leads to no RSDP with a right checksum");
    else if (a->source == ROOT_SCAN)
        judge_add(out, RESULT_NOTE, "rsdp", HARDWARE,
                  "rsdp_paddr is 0, but an RSDP lies at 0x%" PRIx64, a->paddr);
    else
        judge_add(out, RESULT_NOTE, "rsdp", HARDWARE,
                  "rsdp_paddr is 0 and no RSDP is found: no ACPI");
    if (!a->valid)
        return;
    unsigned broken = broken_tables(a);
    judge_add(out, pass_if(a->list_valid && broken == 0), "acpi-tables",
              HARDWARE, "%s valid, %u tables, %u of them broken",
              a->list_valid ? "root table" : "root table not", a->nr_tables,
              broken);
}

static void mtrr(const struct facts *f, struct verdicts *out)
{
    uint64_t def = f->mtrr_def_type;
    bool enabled = def & MTRR_ENABLED;

    if (!f->has_mtrr)
        judge_add(out, RESULT_NOTE, "mtrr", MTRRS, "the CPU has no MTRRs");
    else
        judge_add(out, note_unless(enabled && (def & 0xff) == MTRR_WB), "mtrr",
                  MTRRS, "%s, default type %u; Xen's are enabled, type 6 (WB)",
                  enabled ? "enabled" : "disabled", (unsigned)(def & 0xff));
}

void judge(const struct facts *f, struct verdicts *out)
{
    memset(out, 0, sizeof(*out));
    machine_state(f, out);
    start_info(f, out);
    if (f->info_read) {
        cmdline(f, out);
        judge_memory(f, out);
    }
    acpi(f, out);
    mtrr(f, out);
}
