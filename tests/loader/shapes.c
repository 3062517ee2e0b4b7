/*
 * shapes.c - makes the files of all shapes.
 *
 * usage: shapes IMAGE INITRD FOLDER DIR
 *
 * FOLDER is what INITRD was packed from, with the files hello.txt and data.
 * Writes DIR/NAME.shape, DIR/NAME.want, and prints the names, one a line,
 * followed by ` hidden` where fw_cfg must be hidden from the image. Adding a
 * case is adding a row to one of the tables in vmm.c, tables.c, maps.c, cpu.c.
 */
#include "tests/loader/gen.h"

#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct world world;

static _Noreturn void fail(const char *what)
{
    fprintf(stderr, "shapes: %s\n", what);
    exit(1);
}

/* The whole file, for good. */
static uint8_t *read_file(const char *path, size_t *size)
{
    FILE *f = fopen(path, "rb");
    uint8_t *bytes;
    long n;

    if (!f || fseek(f, 0, SEEK_END) != 0 || (n = ftell(f)) < 0)
        fail(path);
    rewind(f);
    bytes = malloc(n + 1);
    if (!bytes || fread(bytes, 1, n, f) != (size_t)n)
        fail(path);
    fclose(f);
    *size = n;
    return bytes;
}

static void read_image(const char *path)
{
    size_t size;
    const uint8_t *bytes = read_file(path, &size);
    const Elf64_Ehdr *header = (const void *)bytes;
    const Elf64_Phdr *segment = (const void *)(bytes + header->e_phoff);

    world.start = UINT32_MAX;
    world.entry = header->e_entry;
    world.image_sum = FNV_START;
    for (unsigned i = 0; i < header->e_phnum; i++) {
        const Elf64_Phdr *p = &segment[i];

        if (p->p_type != PT_LOAD)
            continue;
        if (p->p_paddr < world.start)
            world.start = p->p_paddr;
        if (p->p_paddr + p->p_memsz > world.end)
            world.end = p->p_paddr + p->p_memsz;
        if (p->p_filesz && p->p_filesz < p->p_memsz)
            world.bss = (p->p_paddr + p->p_memsz - 64) & ~63u;
        if (!(p->p_flags & PF_W))
            world.image_sum =
                fnv(world.image_sum, bytes + p->p_offset, p->p_filesz);
    }
}

static void read_files(const char *initrd, const char *folder)
{
    static const char *const name[] = {"hello.txt", "data"};
    char *at = world.files;
    size_t size;

    free(read_file(initrd, &size));
    world.initrd_size = size;
    for (unsigned i = 0; i < 2; i++) {
        char path[4096];
        uint8_t *bytes;

        snprintf(path, sizeof(path), "%s/%s", folder, name[i]);
        bytes = read_file(path, &size);
        at += sprintf(at, "file /%s: %zu bytes, sum %08x\n", name[i], size,
                      fnv(FNV_START, bytes, size));
        free(bytes);
    }
}

uint32_t initrd_paddr(void)
{
    return (RAM_TOP - world.initrd_size) & ~4095u;
}

static void apply(struct shape *s, const struct edit *e)
{
    const uint64_t base[] = {[ABSOLUTE] = 0,
                             [START] = world.start,
                             [END] = world.end,
                             [TOP] = RAM_TOP,
                             [BSS] = world.bss};
    uint64_t value = base[e->base] + e->value;

    memcpy((char *)s + e->offset, &value, e->size);
}

static void make(const struct row *row, const char *dir)
{
    static struct shape s;

    memset(&s, 0, sizeof(s));
    s.name = row->name;
    s.refused = row->refused;
    row->build(&s);
    for (const struct edit *e = row->edit; e->size; e++)
        apply(&s, e);
    gen_write(&s, dir);
    printf("%s%s\n", s.name, s.hidden ? " hidden" : "");
}

int main(int argc, char **argv)
{
    static const struct row *const table[] = {vmm_rows, map_rows, table_rows,
                                              cpu_rows};

    if (argc != 5)
        fail("usage: shapes IMAGE INITRD FOLDER DIR");
    read_image(argv[1]);
    read_files(argv[2], argv[3]);
    for (unsigned i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        for (const struct row *row = table[i]; row->name; row++)
            make(row, argv[4]);
    }
    return 0;
}
