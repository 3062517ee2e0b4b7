/*
 * world.c - reads what is booted: the image and the initial archive.
 */
#include "tests/loader/gen.h"

#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct world world;

static _Noreturn void fail(const char *path)
{
    fprintf(stderr, "shapes: %s cannot be used\n", path);
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

/* The value of the runtime's symbol @name, or 0. */
static uint32_t find_symbol(const uint8_t *image, const char *name)
{
    const Elf64_Ehdr *header = (const void *)image;
    const Elf64_Shdr *section = (const void *)(image + header->e_shoff);

    for (unsigned i = 0; i < header->e_shnum; i++) {
        const Elf64_Sym *symbol = (const void *)(image + section[i].sh_offset);
        const char *names;

        if (section[i].sh_type != SHT_SYMTAB)
            continue;
        names = (const char *)image + section[section[i].sh_link].sh_offset;
        for (size_t n = section[i].sh_size / sizeof(*symbol); n-- > 0;) {
            if (strcmp(names + symbol[n].st_name, name) == 0)
                return symbol[n].st_value;
        }
    }
    return 0;
}

static void read_segments(const uint8_t *image)
{
    const Elf64_Ehdr *header = (const void *)image;
    const Elf64_Phdr *segment = (const void *)(image + header->e_phoff);

    world.start = UINT32_MAX;
    world.image_sum = FNV_START;
    for (unsigned i = 0; i < header->e_phnum; i++) {
        const Elf64_Phdr *p = &segment[i];

        if (p->p_type != PT_LOAD)
            continue;
        if (p->p_paddr < world.start)
            world.start = p->p_paddr;
        if (p->p_paddr + p->p_memsz > world.end)
            world.end = p->p_paddr + p->p_memsz;
        if (!(p->p_flags & PF_W))
            world.image_sum =
                fnv(world.image_sum, image + p->p_offset, p->p_filesz);
    }
}

void world_read_image(const char *path)
{
    size_t size;
    const uint8_t *image = read_file(path, &size);

    read_segments(image);
    world.bss = find_symbol(image, "__pith_bss_start");
    world.guard = find_symbol(image, "__pith_boot_stack_guard");
    if (!world.bss || !world.guard)
        fail(path);
}

void world_read_archive(const char *path, const char *folder)
{
    static const char *const name[] = {"hello.txt", "data"};
    char *at = world.files;
    size_t size;

    free(read_file(path, &size));
    world.initrd_size = size;
    for (unsigned i = 0; i < 2; i++) {
        char file[4096];
        uint8_t *bytes;

        snprintf(file, sizeof(file), "%s/%s", folder, name[i]);
        bytes = read_file(file, &size);
        at += sprintf(at, "file /%s: %zu bytes, sum %08x\n", name[i], size,
                      fnv(FNV_START, bytes, size));
        free(bytes);
    }
}

uint32_t initrd_paddr(void)
{
    return (RAM_TOP - world.initrd_size) & ~4095u;
}
