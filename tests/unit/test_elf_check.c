/*
 * test_elf_check.c - each rule of `pith lint`, broken alone.
 */
// links: tools/pith/elf_check.c

#include "tools/pith/elf_check.h"

#include <stdlib.h>

#include "tests/check.h"
#include "tests/unit/elf_image.h"
#include "tests/unit/random.h"

static struct elf_image im;
static struct elf_report report;

/* A copy of exactly @size bytes, so that ASan sees a step beyond them. */
static bool check_copy(const void *bytes, size_t size)
{
    void *copy = malloc(size);
    bool is_elf;

    memcpy(copy, bytes, size);
    is_elf = elf_check(copy, size, &report);
    free(copy);
    return is_elf;
}

static const struct elf_breach *find(const char *rule)
{
    for (unsigned i = 0; i < report.count; i++) {
        if (strcmp(report.breach[i].rule, rule) == 0)
            return &report.breach[i];
    }
    return NULL;
}

/* Checks `im`: @rule is broken, minded by exactly @loaders, its text has
 * @part in it; then `im` is good again. */
static bool breaks(const char *rule, unsigned loaders, const char *part)
{
    const struct elf_breach *b;
    bool ok;

    CHECK(check_copy(&im, sizeof(im)));
    b = find(rule);
    ok = b && b->loaders == loaders && strstr(b->text, part);
    elf_image_init(&im);
    return ok;
}

/* The same, and nothing else is broken. */
static bool breaks_only(const char *rule, unsigned loaders, const char *part)
{
    return breaks(rule, loaders, part) && report.count == 1;
}

static Elf64_Phdr *text(void)
{
    return &im.phdr[ELF_IMAGE_TEXT];
}

static Elf64_Phdr *data(void)
{
    return &im.phdr[ELF_IMAGE_DATA];
}

static Elf64_Phdr *note(void)
{
    return &im.phdr[ELF_IMAGE_NOTE];
}

TEST(a_good_image_has_no_breach)
{
    elf_image_init(&im);
    CHECK(check_copy(&im, sizeof(im)));
    CHECK(report.count == 0);
    CHECK(report.has_note);
    CHECK(report.entry == 0x100000);
    CHECK(report.end == 0x104000);
    CHECK(!elf_report_find(&report, LOADER_ALL | LOADER_PITH));
}

TEST(other_files)
{
    CHECK(!check_copy("", 0));
    CHECK(find("elf"));
    CHECK(!check_copy("#!/bin/sh\necho not an image\n", 28));
    CHECK(!check_copy("\177EL", 3));
    elf_image_init(&im);
    CHECK(check_copy(&im, 40));
    CHECK(strstr(find("elf")->text, "cut off"));
    im.ehdr.e_ident[EI_CLASS] = ELFCLASS32;
    CHECK(breaks_only("class", LOADER_RUST | LOADER_PITH, "64-bit"));
}

TEST(header)
{
    elf_image_init(&im);
    im.ehdr.e_ident[EI_DATA] = ELFDATA2MSB;
    CHECK(breaks_only("byte-order", LOADER_ALL, "little endian"));
    im.ehdr.e_machine = EM_AARCH64;
    CHECK(breaks_only("machine", LOADER_ALL, "183"));
    im.ehdr.e_type = ET_DYN;
    CHECK(breaks_only("type", LOADER_PITH, "is 3"));
    im.ehdr.e_flags = 4;
    CHECK(breaks_only("flags", LOADER_QEMU, "0x4"));
    im.ehdr.e_flags = 0x10000;
    CHECK(breaks_only("flags", LOADER_QEMU, "0x10000"));
    im.ehdr.e_flags = 1;
    CHECK(breaks_only("flags", LOADER_PITH, "0x1"));
    im.ehdr.e_entry = 0;
    CHECK(breaks("entry", LOADER_RUST, "e_entry is 0x0"));
}

TEST(program_headers)
{
    elf_image_init(&im);
    im.ehdr.e_phentsize = 32;
    CHECK(breaks_only("phentsize", LOADER_ALL, "32"));
    im.ehdr.e_phnum = 0;
    CHECK(breaks_only("phnum", LOADER_ALL, "0 program headers"));
    im.ehdr.e_phnum = 0xffff;
    CHECK(breaks_only("phnum", LOADER_ALL, "65535"));
    im.ehdr.e_phoff = sizeof(im) - 10;
    CHECK(breaks_only("phoff", LOADER_ALL, "outside"));
    im.ehdr.e_phoff = UINT64_MAX - 8;
    CHECK(breaks_only("phoff", LOADER_ALL, "outside"));
    im.ehdr.e_phoff = 16;
    CHECK(breaks_only("phoff", LOADER_ALL, "0x10"));
}

TEST(note_is_there_once)
{
    elf_image_init(&im);
    note()->p_type = PT_NULL;
    CHECK(breaks_only("note", LOADER_ALL, "no PVH ELF note"));
    im.note[2] = 3;
    CHECK(breaks_only("note", LOADER_ALL, "no PVH ELF note"));
    /* A build-id behind it hides it from the loader that takes the last. */
    im.phdr[ELF_IMAGE_SPARE] = *note();
    im.phdr[ELF_IMAGE_SPARE].p_offset = 0x2000;
    CHECK(breaks("note-segments", LOADER_RUST, "2 PT_NOTE"));
    im.phdr[ELF_IMAGE_SPARE] = *note();
    CHECK(breaks("note-count", LOADER_ALL, "second"));
}

TEST(note_content)
{
    elf_image_init(&im);
    im.note[1] = 8;
    note()->p_filesz = note()->p_memsz = 24;
    note()->p_offset -= 4;
    memmove((uint8_t *)im.note - 4, im.note, 20);
    CHECK(breaks("note-desc", LOADER_PITH, "is 8"));
    im.note[1] = 3;
    CHECK(breaks("note-desc", LOADER_ALL, "is 3"));
    memcpy(&im.note[3], "GNU", 4);
    CHECK(breaks("note-name", LOADER_QEMU, "not named"));
    CHECK(find("note"));
    im.note[0] = UINT32_MAX;
    CHECK(breaks("note", LOADER_ALL, "no PVH"));
    im.note[1] = UINT32_MAX;
    CHECK(breaks("note", LOADER_ALL, "no PVH"));
}

TEST(note_segment)
{
    elf_image_init(&im);
    note()->p_align = 8;
    CHECK(breaks_only("note-align", LOADER_QEMU, "is 8"));
    note()->p_align = 0;
    CHECK(breaks_only("note-align", LOADER_QEMU, "is 0"));
    note()->p_align = 1;
    CHECK(breaks_only("note-align", LOADER_PITH, "is 1"));
    note()->p_offset = 0;
    CHECK(breaks("note-offset", LOADER_XEN, "skipped"));
    note()->p_paddr = 0x200000;
    CHECK(breaks_only("note-load", LOADER_PITH, "0x200000"));
    note()->p_filesz = 19;
    CHECK(breaks("note-size", LOADER_PITH, "19"));
    note()->p_filesz = 40;
    CHECK(breaks("note-size", LOADER_PITH, "40"));
    note()->p_filesz = UINT64_MAX;
    CHECK(breaks("note-bounds", LOADER_ALL, "outside"));
    note()->p_offset = UINT64_MAX;
    CHECK(breaks("note-bounds", LOADER_ALL, "outside"));
}

TEST(entry)
{
    elf_image_init(&im);
    im.note[4] = 0x104000;
    CHECK(breaks("entry", LOADER_ALL, "0x104000"));
    im.note[4] = im.ehdr.e_entry = 0x101000;
    CHECK(breaks_only("entry", LOADER_PITH, "executable"));
    im.note[4] = 0x100010;
    CHECK(breaks_only("entry", LOADER_PITH, "e_entry is 0x100000"));
}

TEST(segments_alone)
{
    elf_image_init(&im);
    text()->p_filesz = 0x10000;
    text()->p_memsz = 0x1000;
    CHECK(breaks("load-bounds", LOADER_ALL, "0x100000"));
    CHECK(find("load-size"));
    data()->p_offset = UINT64_MAX - 0xfff;
    CHECK(breaks_only("load-bounds", LOADER_ALL, "0x101000"));
    data()->p_paddr = data()->p_vaddr = 0xff000;
    CHECK(breaks("load-low", LOADER_ALL, "0xff000"));
    data()->p_paddr = data()->p_vaddr = 0xfffff000;
    CHECK(breaks_only("load-high", LOADER_ALL, "0xfffff000"));
    data()->p_paddr = data()->p_vaddr = UINT64_MAX - 0xfff;
    CHECK(breaks_only("load-high", LOADER_ALL, "4 GiB"));
    data()->p_paddr = data()->p_vaddr = 0x101010;
    CHECK(breaks_only("load-align", LOADER_DOMU | LOADER_PITH, "0x101010"));
    data()->p_vaddr = 0xffffffff80101000;
    CHECK(breaks_only("load-vaddr", LOADER_PITH, "0xffffffff80101000"));
    data()->p_flags = 0;
    CHECK(breaks_only("load-flags", LOADER_XEN, "skipped"));
    data()->p_flags = PF_R | PF_W | PF_X;
    CHECK(breaks_only("load-wx", LOADER_PITH, "writable and executable"));
}

TEST(segments_together)
{
    elf_image_init(&im);
    data()->p_paddr = data()->p_vaddr = 0x100000;
    CHECK(breaks_only("load-overlap", LOADER_ALL, "overlap"));
    im.phdr[ELF_IMAGE_SPARE] = *data();
    im.phdr[ELF_IMAGE_SPARE].p_paddr = im.phdr[ELF_IMAGE_SPARE].p_vaddr =
        0x103000;
    CHECK(breaks_only("bss-overlap", LOADER_QEMU, "0x103000"));
    text()->p_type = data()->p_type = PT_NULL;
    CHECK(breaks("load", LOADER_ALL, "no PT_LOAD"));
    im.phdr[ELF_IMAGE_SPARE].p_type = PT_INTERP;
    CHECK(breaks_only("dynamic", LOADER_PITH, "PT_INTERP"));
    im.phdr[ELF_IMAGE_SPARE].p_type = PT_DYNAMIC;
    CHECK(breaks_only("dynamic", LOADER_PITH, "PT_DYNAMIC"));
}

TEST(other_boot_protocols)
{
    uint32_t header[] = {0x1badb002, 3, -(0x1badb002 + 3)};
    uint8_t *file = (uint8_t *)&im;

    elf_image_init(&im);
    memcpy(file + 8144, header, 12);
    CHECK(!breaks("multiboot", LOADER_QEMU, ""));
    memcpy(file + 8140, header, 12);
    CHECK(breaks_only("multiboot", LOADER_QEMU, "0x1fcc"));
    memcpy(file + 8192, header, 12);
    CHECK(!breaks("multiboot", LOADER_QEMU, ""));
    header[2]++;
    memcpy(file + 0x1000, header, 12);
    CHECK(!breaks("multiboot", LOADER_QEMU, ""));
    memcpy(file + 0x202, "HdrS", 4);
    CHECK(breaks_only("bzimage", LOADER_QEMU, "0x202"));
}

TEST(the_one_breach_to_tell)
{
    elf_image_init(&im);
    data()->p_flags = PF_W | PF_X;
    CHECK(check_copy(&im, sizeof(im)));
    CHECK(!elf_report_find(&report, LOADER_QEMU));
    CHECK(elf_report_find(&report, LOADER_PITH) == &report.breach[0]);
    data()->p_paddr = data()->p_vaddr = 0;
    CHECK(check_copy(&im, sizeof(im)));
    CHECK(strcmp(elf_report_find(&report, LOADER_QEMU)->rule, "load-low") == 0);
    note()->p_type = PT_NULL;
    CHECK(check_copy(&im, sizeof(im)));
    CHECK(strcmp(elf_report_find(&report, LOADER_QEMU)->rule, "note") == 0);
}

TEST(any_spoiled_header_is_survived)
{
    uint64_t state = 1;

    for (int round = 0; round < 20000; round++) {
        uint8_t *file = (uint8_t *)&im;

        elf_image_init(&im);
        for (unsigned i = random_below(&state, 8); i > 0; i--)
            file[random_below(&state, 288)] = random_next(&state);
        check_copy(&im, random_below(&state, sizeof(im) + 1));
        CHECK(report.count <= ELF_BREACH_MAX);
    }
}
