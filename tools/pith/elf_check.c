/*
 * elf_check.c - does an ELF file keep the rules of every loader?
 *
 * Each loader reads an image in its own way, and most of them say little when
 * they do not like it: QEMU hangs on an image outside RAM and dies of a note
 * with alignment 0, Firecracker boots by another protocol if it misses the
 * note.  The rules here are the union; each names the loaders that mind:
 *
 *   QEMU        hw/i386/x86.c and multiboot.c, include/hw/elf_ops.h
 *   Xen         tools/libs/guest/xg_dom_*.c (domU), arch/x86/hvm/dom0_build.c
 *               (dom0), common/libelf/
 *   rust-vmm    linux-loader's loader/elf/mod.rs: Firecracker, Cloud Hypervisor
 *   pith        no loader minds, but the runtime relies on it
 *
 * Nothing in the file is trusted: every offset is checked against its size
 * first.  Only ELF64 is looked at closely.
 */
#include "tools/pith/elf_check.h"

#include <elf.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "tools/pith/bounds.h"

#define PAGE           4096u
#define LOW_MEMORY     0x100000u    /* firmware and boot data are below */
#define HIGH_LIMIT     0x100000000u /* the entry address has 32 bits */
#define PHDRS_MAX      64           /* ours have 6; keeps us linear */
#define NOTE_SIZE      20           /* header 12, name 4, desc 4 */
#define PHYS32_ENTRY   18           /* XEN_ELFNOTE_PHYS32_ENTRY */
#define HEAD_SCAN      (8192 - 48)  /* where a multiboot header may begin */
#define MULTIBOOT      0x1badb002u  /* Multiboot 1 header magic */
#define HDRS_OFFSET    0x202        /* Linux boot protocol */
#define QEMU_BAD_FLAGS 0x00010004u  /* load_elfboot() refuses these */

#define ALIGN_UP4(n)   (((n) + 3) & ~(uint64_t)3)

struct image {
    const uint8_t *file;
    size_t size;
    Elf64_Ehdr ehdr;
    Elf64_Phdr phdr[PHDRS_MAX];
    struct elf_report *report;
};

__attribute__((format(printf, 4, 5))) static void
breach(struct image *im, const char *rule, unsigned loaders, const char *format,
       ...)
{
    struct elf_report *report = im->report;
    struct elf_breach *b;
    va_list args;

    if (report->count == ELF_BREACH_MAX)
        return;
    b = &report->breach[report->count++];
    b->rule = rule;
    b->loaders = loaders;
    va_start(args, format);
    vsnprintf(b->text, sizeof(b->text), format, args);
    va_end(args);
}

static bool in_file(const struct image *im, uint64_t offset, uint64_t length)
{
    return in_bounds(im->size, offset, length);
}

static uint32_t get32(const uint8_t *p)
{
    uint32_t value;

    memcpy(&value, p, sizeof(value));
    return value;
}

/* Whether the file is one whose program headers can be read; copies them. */
static bool read_headers(struct image *im)
{
    Elf64_Ehdr *eh = &im->ehdr;

    if (eh->e_ident[EI_DATA] != ELFDATA2LSB) {
        breach(im, "byte-order", LOADER_ALL, "not little endian");
        return false;
    }
    if (eh->e_phentsize != sizeof(Elf64_Phdr)) {
        breach(im, "phentsize", LOADER_ALL, "e_phentsize is %u, must be 56",
               eh->e_phentsize);
        return false;
    }
    if (eh->e_phnum == 0 || eh->e_phnum > PHDRS_MAX) {
        breach(im, "phnum", LOADER_ALL, "%u program headers, must be 1 to %u",
               eh->e_phnum, PHDRS_MAX);
        return false;
    }
    if (eh->e_phoff < sizeof(*eh) ||
        !in_file(im, eh->e_phoff, eh->e_phnum * sizeof(Elf64_Phdr))) {
        breach(im, "phoff", LOADER_ALL,
               "program headers at offset 0x%llx lie outside the file",
               (unsigned long long)eh->e_phoff);
        return false;
    }
    memcpy(im->phdr, im->file + eh->e_phoff, eh->e_phnum * sizeof(Elf64_Phdr));
    return true;
}

static void check_header(struct image *im)
{
    const Elf64_Ehdr *eh = &im->ehdr;

    if (eh->e_machine != EM_X86_64)
        breach(im, "machine", LOADER_ALL, "e_machine is %u, must be 62",
               eh->e_machine);
    if (eh->e_type != ET_EXEC)
        breach(im, "type", LOADER_PITH,
               "e_type is %u, must be 2 (ET_EXEC): nobody relocates",
               eh->e_type);
    if (eh->e_flags & QEMU_BAD_FLAGS)
        breach(im, "flags", LOADER_QEMU, "e_flags 0x%x has bits 0x%x set",
               eh->e_flags, eh->e_flags & QEMU_BAD_FLAGS);
    else if (eh->e_flags)
        breach(im, "flags", LOADER_PITH, "e_flags is 0x%x, must be 0",
               eh->e_flags);
    if (eh->e_entry < LOW_MEMORY)
        breach(im, "entry", LOADER_RUST,
               "e_entry is 0x%llx, must be at least 0x100000",
               (unsigned long long)eh->e_entry);
}

/* QEMU looks for other boot protocols in the file's first bytes. */
static void check_other_protocols(struct image *im)
{
    if (in_file(im, HDRS_OFFSET, 4) &&
        memcmp(im->file + HDRS_OFFSET, "HdrS", 4) == 0)
        breach(im, "bzimage", LOADER_QEMU,
               "\"HdrS\" at offset 0x202: taken for a Linux bzImage");
    for (size_t i = 0; i < HEAD_SCAN && in_file(im, i, 12); i += 4) {
        const uint8_t *p = im->file + i;

        if (get32(p) != MULTIBOOT ||
            get32(p) + get32(p + 4) + get32(p + 8) != 0)
            continue;
        breach(im, "multiboot", LOADER_QEMU,
               "a multiboot header at offset 0x%zx is taken instead", i);
        return;
    }
}

static bool in_segment(const Elf64_Phdr *ph, uint64_t paddr, uint64_t length)
{
    return paddr >= ph->p_paddr && paddr - ph->p_paddr <= ph->p_memsz &&
           length <= ph->p_memsz - (paddr - ph->p_paddr);
}

/* The PT_LOAD that holds @length bytes at @paddr, or NULL. */
static const Elf64_Phdr *find_load(const struct image *im, uint64_t paddr,
                                   uint64_t length)
{
    for (unsigned i = 0; i < im->ehdr.e_phnum; i++) {
        const Elf64_Phdr *ph = &im->phdr[i];

        if (ph->p_type == PT_LOAD && in_segment(ph, paddr, length))
            return ph;
    }
    return NULL;
}

static void check_entry(struct image *im)
{
    uint32_t entry = im->report->entry;
    const Elf64_Phdr *ph = find_load(im, entry, 1);

    if (!ph)
        breach(im, "entry", LOADER_ALL,
               "the note's entry 0x%x lies in no PT_LOAD", entry);
    else if (!(ph->p_flags & PF_X))
        breach(im, "entry", LOADER_PITH,
               "the note's entry 0x%x is not in an executable PT_LOAD", entry);
    if (im->ehdr.e_entry != entry)
        breach(im, "entry", LOADER_PITH,
               "e_entry is 0x%llx but the note's entry is 0x%x",
               (unsigned long long)im->ehdr.e_entry, entry);
}

/* A note of type 18 whose header, name and value lie in the file. */
static void check_entry_note(struct image *im, const uint8_t *note)
{
    uint32_t namesz = get32(note), descsz = get32(note + 4);

    if (namesz != 4 || memcmp(note + 12, "Xen", 4) != 0) {
        breach(im, "note-name", LOADER_QEMU,
               "a note of type 18 is not named \"Xen\", but QEMU enters there");
        return;
    }
    if (im->report->has_note) {
        breach(im, "note-count", LOADER_ALL,
               "a second entry note: loaders differ in which they take");
        return;
    }
    if (descsz != 4)
        breach(im, "note-desc", descsz == 8 ? LOADER_PITH : LOADER_ALL,
               "the note's descsz is %u, must be 4", descsz);
    im->report->has_note = true;
    im->report->entry = get32(note + 16);
}

/* Read the notes of a PT_NOTE that lies in the file, padded to 4 bytes. */
static void check_notes_in(struct image *im, const Elf64_Phdr *ph)
{
    const uint8_t *note = im->file + ph->p_offset;
    uint64_t left = ph->p_filesz;

    while (left >= NOTE_SIZE) {
        uint64_t namesz = get32(note), descsz = get32(note + 4);
        uint64_t size = 12 + ALIGN_UP4(namesz) + ALIGN_UP4(descsz);

        if (size > left)
            return;
        if (get32(note + 8) == PHYS32_ENTRY && size >= NOTE_SIZE)
            check_entry_note(im, note);
        note += size;
        left -= size;
    }
}

static void check_note_segment(struct image *im, const Elf64_Phdr *ph)
{
    if (!in_file(im, ph->p_offset, ph->p_filesz)) {
        breach(im, "note-bounds", LOADER_ALL,
               "PT_NOTE (offset 0x%llx, %llu bytes) lies outside the file",
               (unsigned long long)ph->p_offset,
               (unsigned long long)ph->p_filesz);
        return;
    }
    if (ph->p_align != 4)
        breach(im, "note-align", ph->p_align == 1 ? LOADER_PITH : LOADER_QEMU,
               "p_align of PT_NOTE is %llu, must be 4",
               (unsigned long long)ph->p_align);
    if (ph->p_offset == 0)
        breach(im, "note-offset", LOADER_XEN,
               "p_offset of PT_NOTE is 0: the segment is skipped");
    if (!find_load(im, ph->p_paddr, ph->p_filesz))
        breach(im, "note-load", LOADER_PITH,
               "PT_NOTE at 0x%llx lies in no PT_LOAD",
               (unsigned long long)ph->p_paddr);
    if (ph->p_filesz != NOTE_SIZE)
        breach(im, "note-size", LOADER_PITH,
               "PT_NOTE has %llu bytes, must be the Xen note's 20 alone",
               (unsigned long long)ph->p_filesz);
    check_notes_in(im, ph);
}

static void check_notes(struct image *im)
{
    unsigned segments = 0;
    bool last_has = false;

    for (unsigned i = 0; i < im->ehdr.e_phnum; i++) {
        bool before = im->report->has_note;

        if (im->phdr[i].p_type != PT_NOTE)
            continue;
        check_note_segment(im, &im->phdr[i]);
        last_has = im->report->has_note && !before;
        segments++;
    }
    if (!im->report->has_note) {
        breach(im, "note", LOADER_ALL,
               "no PVH ELF note (Xen, type 18): not linked by pith-cc?");
        return;
    }
    if (segments > 1)
        breach(im, "note-segments", last_has ? LOADER_PITH : LOADER_RUST,
               "%u PT_NOTE segments, must be 1: only the last one counts",
               segments);
    check_entry(im);
}

/* The rules for one PT_LOAD alone. */
static void check_load(struct image *im, const Elf64_Phdr *ph)
{
    unsigned long long paddr = ph->p_paddr, memsz = ph->p_memsz;

    if (!in_file(im, ph->p_offset, ph->p_filesz))
        breach(im, "load-bounds", LOADER_ALL,
               "PT_LOAD at 0x%llx: its content lies outside the file", paddr);
    if (ph->p_filesz > ph->p_memsz)
        breach(im, "load-size", LOADER_ALL,
               "PT_LOAD at 0x%llx: p_filesz 0x%llx is above p_memsz 0x%llx",
               paddr, (unsigned long long)ph->p_filesz, memsz);
    if (paddr < LOW_MEMORY)
        breach(im, "load-low", LOADER_ALL,
               "PT_LOAD at 0x%llx: below 1 MiB, where boot data lies", paddr);
    if (paddr >= HIGH_LIMIT || memsz > HIGH_LIMIT - paddr)
        breach(im, "load-high", LOADER_ALL,
               "PT_LOAD at 0x%llx, 0x%llx bytes: above 4 GiB", paddr, memsz);
    if (paddr % PAGE)
        breach(im, "load-align", LOADER_DOMU | LOADER_PITH,
               "PT_LOAD at 0x%llx: not on a page boundary", paddr);
    if (ph->p_vaddr != ph->p_paddr)
        breach(im, "load-vaddr", LOADER_PITH,
               "PT_LOAD at 0x%llx: its p_vaddr is 0x%llx, must be the same",
               paddr, (unsigned long long)ph->p_vaddr);
    if (!(ph->p_flags & (PF_R | PF_W | PF_X)))
        breach(im, "load-flags", LOADER_XEN,
               "PT_LOAD at 0x%llx: no R, W or X flag, so it is skipped", paddr);
    if ((ph->p_flags & PF_W) && (ph->p_flags & PF_X))
        breach(im, "load-wx", LOADER_PITH,
               "PT_LOAD at 0x%llx: both writable and executable", paddr);
}

/* Two PT_LOADs whose addresses passed check_load() or wrap harmlessly. */
static void check_overlap(struct image *im, const Elf64_Phdr *a,
                          const Elf64_Phdr *b)
{
    const Elf64_Phdr *low = a->p_paddr <= b->p_paddr ? a : b;
    const Elf64_Phdr *high = low == a ? b : a;
    uint64_t distance = high->p_paddr - low->p_paddr;

    if (!low->p_memsz || !high->p_memsz || distance >= low->p_memsz)
        return;
    if (distance < low->p_filesz)
        breach(im, "load-overlap", LOADER_ALL,
               "PT_LOADs at 0x%llx and 0x%llx overlap",
               (unsigned long long)low->p_paddr,
               (unsigned long long)high->p_paddr);
    else
        breach(im, "bss-overlap", LOADER_QEMU,
               "PT_LOAD at 0x%llx: its bss runs into the PT_LOAD at 0x%llx",
               (unsigned long long)low->p_paddr,
               (unsigned long long)high->p_paddr);
}

static void check_segments(struct image *im)
{
    unsigned loads = 0;

    for (unsigned i = 0; i < im->ehdr.e_phnum; i++) {
        const Elf64_Phdr *ph = &im->phdr[i];

        if (ph->p_type == PT_INTERP || ph->p_type == PT_DYNAMIC)
            breach(im, "dynamic", LOADER_PITH,
                   "%s segment: the image is not statically linked",
                   ph->p_type == PT_INTERP ? "PT_INTERP" : "PT_DYNAMIC");
        if (ph->p_type != PT_LOAD)
            continue;
        check_load(im, ph);
        for (unsigned j = 0; j < i; j++) {
            if (im->phdr[j].p_type == PT_LOAD)
                check_overlap(im, &im->phdr[j], ph);
        }
        if (ph->p_memsz <= UINT64_MAX - ph->p_paddr &&
            ph->p_paddr + ph->p_memsz > im->report->end)
            im->report->end = ph->p_paddr + ph->p_memsz;
        loads++;
    }
    if (loads == 0)
        breach(im, "load", LOADER_ALL, "no PT_LOAD segment: nothing to load");
}

bool elf_check(const void *file, size_t size, struct elf_report *report)
{
    struct image im = {.file = file, .size = size, .report = report};

    memset(report, 0, sizeof(*report));
    if (size < EI_NIDENT || memcmp(file, ELFMAG, SELFMAG) != 0) {
        breach(&im, "elf", LOADER_ALL, "not an ELF file");
        return false;
    }
    if (im.file[EI_CLASS] != ELFCLASS64) {
        breach(&im, "class", LOADER_RUST | LOADER_PITH,
               "not a 64-bit ELF file; the other rules are not checked");
        return true;
    }
    if (size < sizeof(im.ehdr)) {
        breach(&im, "elf", LOADER_ALL, "%zu bytes: cut off in its header",
               size);
        return true;
    }
    memcpy(&im.ehdr, file, sizeof(im.ehdr));
    if (!read_headers(&im))
        return true;
    check_header(&im);
    check_other_protocols(&im);
    check_segments(&im);
    check_notes(&im);
    return true;
}

const struct elf_breach *elf_report_find(const struct elf_report *report,
                                         unsigned loaders)
{
    const struct elf_breach *first = NULL;

    for (unsigned i = 0; i < report->count; i++) {
        const struct elf_breach *b = &report->breach[i];

        if (!(b->loaders & loaders))
            continue;
        if (strcmp(b->rule, "note") == 0)
            return b;
        if (!first)
            first = b;
    }
    return first;
}
