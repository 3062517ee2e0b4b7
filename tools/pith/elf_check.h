/*
 * elf_check.h - does an ELF file keep the rules of every loader?
 *
 * A pure function over the bytes of a file: no allocation, I/O or globals.
 * The rules and where each comes from are in elf_check.c.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Who minds a breach; a set. */
enum elf_loader {
    LOADER_QEMU = 1,
    LOADER_DOMU = 2,  /* Xen, libxenguest */
    LOADER_DOM0 = 4,  /* Xen's dom0 builder */
    LOADER_RUST = 8,  /* linux-loader: Firecracker, Cloud Hypervisor */
    LOADER_PITH = 16, /* no loader, but a pith image is not built so */
    LOADER_XEN = LOADER_DOMU | LOADER_DOM0,
    LOADER_ALL = LOADER_QEMU | LOADER_XEN | LOADER_RUST,
};

#define ELF_BREACH_MAX 32

struct elf_breach {
    const char *rule; /* a short name: "note-align" */
    unsigned loaders; /* set of enum elf_loader */
    char text[120];   /* what is wrong, with the values */
};

struct elf_report {
    unsigned count; /* breaches kept; later ones are dropped */
    struct elf_breach breach[ELF_BREACH_MAX];
    bool has_note;  /* a Xen note with an entry address was found */
    uint32_t entry; /* that address */
    uint64_t end;   /* behind the highest byte any segment occupies */
};

/*
 * elf_check - check the ELF file in @file against every rule.
 *
 * @file    the bytes of the file
 * @size    how many
 * @report  filled in all cases
 *
 * Returns true if it is an ELF file at all; a file of another kind gets one
 * breach, "elf".  No breach means that every loader takes the image.
 */
bool elf_check(const void *file, size_t size, struct elf_report *report);

/*
 * elf_report_find - the breach to tell if only one can be told.
 *
 * Returns the first that one of @loaders minds, but the missing note before any
 * other, as a file without it is no image at all; NULL if they mind none.
 */
const struct elf_breach *elf_report_find(const struct elf_report *report,
                                         unsigned loaders);
