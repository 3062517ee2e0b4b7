/*
 * test_symtab_make.c - the table of function names, written and read back.
 */
// links: tools/pith/symtab_make.c

#include "tools/pith/symtab_make.h"

#include <elf.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/symtab_format.h"
#include "tests/check.h"
#include "tests/unit/random.h"

#define SYMBOLS_MAX 8

/* An ELF file of two sections behind the null one: symbols and strings. */
struct file {
    Elf64_Ehdr ehdr;
    Elf64_Shdr shdr[3];
    Elf64_Sym symbol[SYMBOLS_MAX];
    char string[256];
};

static struct file file;
static unsigned nr_symbols, nr_chars;

static void begin(void)
{
    memset(&file, 0, sizeof(file));
    memcpy(file.ehdr.e_ident, ELFMAG, SELFMAG);
    file.ehdr.e_ident[EI_CLASS] = ELFCLASS64;
    file.ehdr.e_shoff = offsetof(struct file, shdr);
    file.ehdr.e_shentsize = sizeof(file.shdr[0]);
    file.ehdr.e_shnum = 3;
    file.shdr[1].sh_type = SHT_SYMTAB;
    file.shdr[1].sh_link = 2;
    file.shdr[1].sh_offset = offsetof(struct file, symbol);
    file.shdr[2].sh_type = SHT_STRTAB;
    file.shdr[2].sh_offset = offsetof(struct file, string);
    file.shdr[2].sh_size = sizeof(file.string);
    nr_symbols = 0;
    nr_chars = 1;
}

static void add(const char *name, uint64_t addr, uint64_t size, int bind,
                int type)
{
    file.symbol[nr_symbols++] = (Elf64_Sym){
        .st_name = nr_chars,
        .st_info = ELF64_ST_INFO(bind, type),
        .st_shndx = 1,
        .st_value = addr,
        .st_size = size,
    };
    strcpy(file.string + nr_chars, name);
    nr_chars += strlen(name) + 1;
    file.shdr[1].sh_size = nr_symbols * sizeof(file.symbol[0]);
}

static void function(const char *name, uint64_t addr, uint64_t size)
{
    add(name, addr, size, STB_GLOBAL, STT_FUNC);
}

/* The table as text: "addr name, addr name, ... end addr". */
static const char *read_table(const uint8_t *table, size_t bytes)
{
    static char text[512];
    struct symtab_header h;
    const uint8_t *p = table + sizeof(h);
    size_t length = 0;
    uint32_t at;

    memcpy(&h, table, sizeof(h));
    CHECK(h.magic == SYMTAB_MAGIC && h.total_size == bytes && bytes % 4 == 0);
    text[0] = '\0';
    at = h.base;
    for (uint32_t i = 0; i < h.count; i++) {
        uint32_t distance = 0;

        for (unsigned shift = 0;; shift += 7) {
            distance |= (uint32_t)(*p & 0x7f) << shift;
            if (!(*p++ & 0x80))
                break;
        }
        at += distance;
        length += snprintf(text + length, sizeof(text) - length, "%x %s,", at,
                           *p ? (const char *)p : "end");
        p += strlen((const char *)p) + 1;
    }
    CHECK(p <= table + bytes && bytes - (p - table) < 4);
    return text;
}

static bool makes(const char *want)
{
    uint8_t *table;
    size_t bytes;
    bool same;

    if (!CHECK(symtab_make((const uint8_t *)&file, sizeof(file), &table,
                           &bytes) == 0))
        return false;
    same = strcmp(read_table(table, bytes), want) == 0;
    free(table);
    return same;
}

TEST(sorted_with_an_end)
{
    begin();
    function("last", 0x123456, 16);
    function("first", 0x100000, 8);
    function("second", 0x100008, 0x100);
    CHECK(makes("100000 first,100008 second,123456 last,123466 end,"));
}

TEST(functions_only)
{
    begin();
    function("f", 0x100000, 1);
    add("data", 0x100010, 4, STB_GLOBAL, STT_OBJECT);
    add("label", 0x100020, 0, STB_GLOBAL, STT_NOTYPE);
    add("", 0x100030, 1, STB_GLOBAL, STT_FUNC);
    function("far", 0x100000000, 1);
    function("undefined", 0x100040, 1);
    file.symbol[nr_symbols - 1].st_shndx = SHN_UNDEF;
    CHECK(makes("100000 f,100001 end,"));
    begin();
    CHECK(makes(""));
}

TEST(the_best_of_several_names)
{
    begin();
    add("a_local", 0x1000, 4, STB_LOCAL, STT_FUNC);
    add("weak", 0x1000, 4, STB_WEAK, STT_FUNC);
    function("long_global", 0x1000, 4);
    function("globalb", 0x1000, 4);
    function("globala", 0x1000, 4);
    add("weak_too", 0x1004, 4, STB_WEAK, STT_FUNC);
    add("a_local_too", 0x1004, 4, STB_LOCAL, STT_FUNC);
    CHECK(makes("1000 globala,1004 weak_too,1008 end,"));
}

TEST(the_sdk_prefix_is_cut)
{
    begin();
    function("__pith_panic", 0x1000, 4);
    function("__pith_", 0x1004, 4);
    function("x__pith_y", 0x1008, 4);
    CHECK(makes("1000 panic,1008 x__pith_y,100c end,"));
}

TEST(a_function_inside_another)
{
    begin();
    function("outer", 0x1000, 0x100);
    function("inner", 0x1010, 0x10);
    CHECK(makes("1000 outer,1010 inner,1100 end,"));
}

TEST(files_without_symbols)
{
    uint8_t *table;
    size_t bytes;

    begin();
    file.shdr[1].sh_type = SHT_PROGBITS;
    CHECK(symtab_make((void *)&file, sizeof(file), &table, &bytes) == -ENOENT);
    begin();
    file.ehdr.e_shnum = 0;
    CHECK(symtab_make((void *)&file, sizeof(file), &table, &bytes) == -ENOENT);
    begin();
    file.shdr[1].sh_link = 7;
    CHECK(symtab_make((void *)&file, sizeof(file), &table, &bytes) == -EINVAL);
    begin();
    file.string[sizeof(file.string) - 1] = 'x';
    CHECK(symtab_make((void *)&file, sizeof(file), &table, &bytes) == -EINVAL);
    begin();
    file.ehdr.e_ident[EI_CLASS] = ELFCLASS32;
    CHECK(symtab_make((void *)&file, sizeof(file), &table, &bytes) == -EINVAL);
    CHECK(symtab_make((void *)&file, 10, &table, &bytes) == -EINVAL);
}

TEST(any_spoiled_file_is_survived)
{
    uint64_t state = 5;

    for (int round = 0; round < 20000; round++) {
        uint8_t *copy = malloc(sizeof(file)), *table = NULL;
        size_t bytes, size;

        begin();
        function("one", 0x1000, 4);
        function("two", 0x2000, 4);
        for (unsigned i = random_below(&state, 6); i > 0; i--)
            ((uint8_t *)&file)[random_below(&state, sizeof(file))] =
                random_next(&state);
        size = sizeof(file) - (random_below(&state, 3) ? 0 : 100);
        memcpy(copy, &file, size);
        copy = realloc(copy, size);
        if (symtab_make(copy, size, &table, &bytes) == 0)
            CHECK(bytes >= sizeof(struct symtab_header));
        free(table);
        free(copy);
    }
}
