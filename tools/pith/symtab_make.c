/*
 * symtab_make.c - from an ELF file's .symtab to the table in the image.
 *
 * Functions only. Where several names stand for one address, a global one is
 * better than a weak one, that better than a local one; then the shorter, then
 * the first by alphabet.
 */
#include "tools/pith/symtab_make.h"

#include <elf.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/symtab_format.h"
#include "tools/pith/bounds.h"

/* The SDK gives it to the runtime's own functions [scripts/]. */
static const char internal[] = "__pith_";

struct function {
    uint32_t start, end;
    unsigned rank; /* of the name; lower is better */
    const char *name;
};

static bool read_section(const uint8_t *file, size_t size, unsigned index,
                         Elf64_Shdr *out)
{
    Elf64_Ehdr eh;

    memcpy(&eh, file, sizeof(eh));
    if (index >= eh.e_shnum || eh.e_shentsize != sizeof(*out) ||
        !in_bounds(size, eh.e_shoff, (uint64_t)eh.e_shnum * sizeof(*out)))
        return false;
    memcpy(out, file + eh.e_shoff + index * sizeof(*out), sizeof(*out));
    return out->sh_type == SHT_NOBITS ||
           in_bounds(size, out->sh_offset, out->sh_size);
}

/* Find .symtab and its strings, which end with a NUL. */
static int find_symbols(const uint8_t *file, size_t size, Elf64_Shdr *symbols,
                        Elf64_Shdr *strings)
{
    if (size < sizeof(Elf64_Ehdr) || file[EI_CLASS] != ELFCLASS64)
        return -EINVAL;
    for (unsigned i = 0;; i++) {
        if (!read_section(file, size, i, symbols))
            return -ENOENT;
        if (symbols->sh_type == SHT_SYMTAB)
            break;
    }
    if (!read_section(file, size, symbols->sh_link, strings) ||
        strings->sh_type != SHT_STRTAB || strings->sh_size == 0 ||
        file[strings->sh_offset + strings->sh_size - 1] != '\0')
        return -EINVAL;
    return 0;
}

static unsigned rank_of(const Elf64_Sym *symbol)
{
    switch (ELF64_ST_BIND(symbol->st_info)) {
    case STB_GLOBAL:
        return 0;
    case STB_WEAK:
        return 1;
    default:
        return 2;
    }
}

/* Whether @symbol is a function with a name and an address; fills @out. */
static bool take_symbol(const uint8_t *file, const Elf64_Shdr *strings,
                        const Elf64_Sym *symbol, struct function *out)
{
    const char *name;

    if (ELF64_ST_TYPE(symbol->st_info) != STT_FUNC ||
        symbol->st_shndx == SHN_UNDEF || symbol->st_name >= strings->sh_size ||
        symbol->st_value > UINT32_MAX ||
        symbol->st_size > UINT32_MAX - symbol->st_value)
        return false;
    name = (const char *)file + strings->sh_offset + symbol->st_name;
    if (strncmp(name, internal, sizeof(internal) - 1) == 0)
        name += sizeof(internal) - 1;
    out->start = symbol->st_value;
    out->end = symbol->st_value + symbol->st_size;
    out->rank = rank_of(symbol);
    out->name = name;
    return *name != '\0';
}

static int compare(const void *pa, const void *pb)
{
    const struct function *a = pa, *b = pb;
    size_t la, lb;

    if (a->start != b->start)
        return a->start < b->start ? -1 : 1;
    if (a->rank != b->rank)
        return a->rank < b->rank ? -1 : 1;
    la = strlen(a->name);
    lb = strlen(b->name);
    if (la != lb)
        return la < lb ? -1 : 1;
    return strcmp(a->name, b->name);
}

static uint8_t *put_entry(uint8_t *p, uint32_t distance, const char *name)
{
    size_t length = strlen(name) + 1;

    while (distance >= 0x80) {
        *p++ = 0x80 | (distance & 0x7f);
        distance >>= 7;
    }
    *p++ = distance;
    memcpy(p, name, length);
    return p + length;
}

/* Write the entries of sorted functions; returns the end. */
static uint8_t *put_entries(uint8_t *p, const struct function *f, size_t n,
                            struct symtab_header *header)
{
    uint32_t at = n ? f[0].start : 0, end = at;

    header->base = at;
    for (size_t i = 0; i < n; i++) {
        if (i > 0 && f[i].start == f[i - 1].start)
            continue;
        p = put_entry(p, f[i].start - at, f[i].name);
        at = f[i].start;
        end = f[i].end > end ? f[i].end : end;
        header->count++;
    }
    if (n == 0)
        return p;
    header->count++;
    return put_entry(p, end > at ? end - at : 0, "");
}

static int write_table(const struct function *f, size_t n, size_t names,
                       uint8_t **table, size_t *bytes)
{
    struct symtab_header header = {.magic = SYMTAB_MAGIC};
    /* five bytes a distance and a NUL; the end mark; rounding */
    uint8_t *p = calloc(1, sizeof(header) + names + (n + 1) * 6 + 4), *end;

    if (!p)
        return -ENOMEM;
    end = put_entries(p + sizeof(header), f, n, &header);
    header.total_size = (end - p + 3) & ~3u;
    memcpy(p, &header, sizeof(header));
    *table = p;
    *bytes = header.total_size;
    return 0;
}

int symtab_make(const uint8_t *file, size_t size, uint8_t **table,
                size_t *bytes)
{
    Elf64_Shdr symbols, strings;
    struct function *functions;
    size_t count, n = 0, names = 0;
    int error = find_symbols(file, size, &symbols, &strings);

    if (error)
        return error;
    count = symbols.sh_size / sizeof(Elf64_Sym);
    functions = calloc(count + 1, sizeof(*functions));
    if (!functions)
        return -ENOMEM;
    for (size_t i = 0; i < count; i++) {
        Elf64_Sym symbol;

        memcpy(&symbol, file + symbols.sh_offset + i * sizeof(symbol),
               sizeof(symbol));
        if (take_symbol(file, &strings, &symbol, &functions[n]))
            names += strlen(functions[n++].name);
    }
    qsort(functions, n, sizeof(*functions), compare);
    error = write_table(functions, n, names, table, bytes);
    free(functions);
    return error;
}
