/*
 * elf_image.h - a small ELF file that keeps every loader's rules.
 *
 * Tests spoil one thing in it. Three segments: text with the note at its end,
 * data with bss, and the note's own.
 */
#pragma once

#include <elf.h>
#include <stdint.h>
#include <string.h>

#define ELF_IMAGE_TEXT  0
#define ELF_IMAGE_DATA  1
#define ELF_IMAGE_NOTE  2
#define ELF_IMAGE_SPARE 3 /* PT_NULL */

struct elf_image {
    Elf64_Ehdr ehdr;
    Elf64_Phdr phdr[4];
    uint8_t head[4096 - sizeof(Elf64_Ehdr) - 4 * sizeof(Elf64_Phdr)];
    uint8_t text[4096 - 20];
    uint32_t note[5]; /* namesz, descsz, type, name, entry */
    uint8_t data[4096];
};

_Static_assert(sizeof(struct elf_image) == 3 * 4096, "pages of the file");

static inline void elf_image_init(struct elf_image *im)
{
    memset(im, 0, sizeof(*im));
    memcpy(im->ehdr.e_ident, ELFMAG, SELFMAG);
    im->ehdr.e_ident[EI_CLASS] = ELFCLASS64;
    im->ehdr.e_ident[EI_DATA] = ELFDATA2LSB;
    im->ehdr.e_type = ET_EXEC;
    im->ehdr.e_machine = EM_X86_64;
    im->ehdr.e_entry = 0x100000;
    im->ehdr.e_phoff = sizeof(im->ehdr);
    im->ehdr.e_phentsize = sizeof(im->phdr[0]);
    im->ehdr.e_phnum = 4;
    im->phdr[ELF_IMAGE_TEXT] =
        (Elf64_Phdr){PT_LOAD,  PF_R | PF_X, 0x1000, 0x100000,
                     0x100000, 0x1000,      0x1000, 0x1000};
    im->phdr[ELF_IMAGE_DATA] =
        (Elf64_Phdr){PT_LOAD,  PF_R | PF_W, 0x2000, 0x101000,
                     0x101000, 0x1000,      0x3000, 0x1000};
    im->phdr[ELF_IMAGE_NOTE] =
        (Elf64_Phdr){PT_NOTE, PF_R, 0x1fec, 0x100fec, 0x100fec, 20, 20, 4};
    im->note[0] = 4;
    im->note[1] = 4;
    im->note[2] = 18;
    memcpy(&im->note[3], "Xen", 4);
    im->note[4] = 0x100000;
}
