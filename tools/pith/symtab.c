/*
 * symtab.c - `pith symtab`: write the table of function names into an image.
 *
 * pith-cc runs it after linking. The linker leaves a header without entries
 * in .pith_symtab, alone in the last PT_LOAD. The full table goes behind
 * the end of the file, on a page boundary as the segment's address is, and the
 * program header and the section header then point there; strip(1) keeps it
 * like any other section. A second run finds the same table and changes
 * nothing.
 */
#include "tools/pith/symtab_make.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kernel/symtab_format.h"
#include "tools/pith/bounds.h"
#include "tools/pith/pith.h"

#define PAGE 4096u

static const char usage[] =
    "Usage: pith symtab IMAGE\n"
    "Write the names of an image's functions into it, for crash reports.\n"
    "\n"
    "pith-cc does this after linking, before anything strips the image.\n"
    "\n"
    "  -h, --help this text\n"
    "\n"
    "Exit status: 0 done, 125 bad usage or no space, 126 the file is no image\n"
    "with a symbol table and a " SYMTAB_SECTION " section.\n";

/* Where the table is, and where in the file the headers that say so are. */
struct place {
    uint64_t phdr_offset, shdr_offset;
    Elf64_Phdr phdr;
    Elf64_Shdr shdr;
};

static bool find_section(const uint8_t *file, size_t size, const Elf64_Ehdr *eh,
                         struct place *place)
{
    Elf64_Shdr names;

    if (eh->e_shentsize != sizeof(names) || eh->e_shstrndx >= eh->e_shnum ||
        !in_bounds(size, eh->e_shoff, (uint64_t)eh->e_shnum * sizeof(names)))
        return false;
    memcpy(&names, file + eh->e_shoff + eh->e_shstrndx * sizeof(names),
           sizeof(names));
    if (!in_bounds(size, names.sh_offset, names.sh_size))
        return false;
    for (unsigned i = 0; i < eh->e_shnum; i++) {
        place->shdr_offset = eh->e_shoff + i * sizeof(names);
        memcpy(&place->shdr, file + place->shdr_offset, sizeof(names));
        if (in_bounds(names.sh_size, place->shdr.sh_name,
                      sizeof(SYMTAB_SECTION)) &&
            memcmp(file + names.sh_offset + place->shdr.sh_name, SYMTAB_SECTION,
                   sizeof(SYMTAB_SECTION)) == 0)
            return in_bounds(size, place->shdr.sh_offset, place->shdr.sh_size);
    }
    return false;
}

/* The PT_LOAD that holds the section and nothing else, the last in memory. */
static bool find_segment(const uint8_t *file, size_t size, const Elf64_Ehdr *eh,
                         struct place *place)
{
    bool found = false;
    Elf64_Phdr ph;

    if (eh->e_phentsize != sizeof(ph) ||
        !in_bounds(size, eh->e_phoff, (uint64_t)eh->e_phnum * sizeof(ph)))
        return false;
    for (unsigned i = 0; i < eh->e_phnum; i++) {
        memcpy(&ph, file + eh->e_phoff + i * sizeof(ph), sizeof(ph));
        if (ph.p_type != PT_LOAD)
            continue;
        if (ph.p_vaddr > place->shdr.sh_addr)
            return false;
        if (ph.p_vaddr != place->shdr.sh_addr ||
            ph.p_filesz != place->shdr.sh_size)
            continue;
        place->phdr_offset = eh->e_phoff + i * sizeof(ph);
        place->phdr = ph;
        found = true;
    }
    return found;
}

static bool find_place(const uint8_t *file, size_t size, struct place *place)
{
    Elf64_Ehdr eh;

    if (size < sizeof(eh) || memcmp(file, ELFMAG, SELFMAG) != 0 ||
        file[EI_CLASS] != ELFCLASS64)
        return false;
    memcpy(&eh, file, sizeof(eh));
    return find_section(file, size, &eh, place) &&
           find_segment(file, size, &eh, place);
}

static int write_at(int fd, const void *bytes, size_t size, uint64_t offset)
{
    ssize_t n = pwrite(fd, bytes, size, offset);

    if (n < 0)
        return -errno;
    return (size_t)n == size ? 0 : -ENOSPC;
}

/* The table first, the headers that point to it last. */
static int write_table(const char *path, size_t file_size, struct place *place,
                       const void *table, size_t bytes)
{
    bool is_last = place->shdr.sh_offset + place->shdr.sh_size == file_size;
    uint64_t offset = (file_size + PAGE - 1) & ~(uint64_t)(PAGE - 1);
    int fd = open(path, O_WRONLY | O_CLOEXEC), error;

    if (fd < 0)
        return -errno;
    if (is_last)
        offset = place->shdr.sh_offset;
    place->phdr.p_offset = place->shdr.sh_offset = offset;
    place->phdr.p_filesz = place->phdr.p_memsz = place->shdr.sh_size = bytes;
    error = write_at(fd, table, bytes, offset);
    if (!error && ftruncate(fd, offset + bytes) < 0)
        error = -errno;
    if (!error)
        error =
            write_at(fd, &place->phdr, sizeof(place->phdr), place->phdr_offset);
    if (!error)
        error =
            write_at(fd, &place->shdr, sizeof(place->shdr), place->shdr_offset);
    if (close(fd) < 0 && !error)
        error = -errno;
    return error;
}

static int symtab(const char *path)
{
    struct place place;
    const void *file;
    uint8_t *table;
    size_t size, bytes;
    int error = file_map(path, &file, &size);

    if (error)
        return fail(STATUS_IMAGE, "%s: %s", path, strerror(-error));
    if (!find_place(file, size, &place))
        return fail(STATUS_IMAGE,
                    "%s: no " SYMTAB_SECTION " section alone in the last "
                    "segment; link with pith-cc",
                    path);
    error = symtab_make(file, size, &table, &bytes);
    if (error == -ENOENT)
        return fail(STATUS_IMAGE, "%s: no symbol table; it was stripped", path);
    if (error)
        return fail(STATUS_IMAGE, "%s: bad symbol table", path);
    if (bytes != place.shdr.sh_size ||
        memcmp((const uint8_t *)file + place.shdr.sh_offset, table, bytes) != 0)
        error = write_table(path, size, &place, table, bytes);
    free(table);
    if (error)
        return fail(STATUS_TOOL, "%s: %s", path, strerror(-error));
    return 0;
}

int symtab_main(int argc, char **argv)
{
    static const struct option options[] = {
        {"help", no_argument, NULL, 'h'},
        {0},
    };
    int c;

    while ((c = getopt_long(argc, argv, ":h", options, NULL)) != -1) {
        if (c != 'h')
            return fail_option("symtab", argv, c);
        fputs(usage, stdout);
        return 0;
    }
    if (argc - optind != 1)
        return fail(STATUS_TOOL,
                    "symtab: give one IMAGE; see pith symtab --help");
    return symtab(argv[optind]);
}
