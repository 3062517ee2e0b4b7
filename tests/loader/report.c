/*
 * report.c - a program that says how it was started, and 42 if all is well.
 *
 * Booted by the loader-shape ROM. It prints what the handover must have
 * brought; shapes.c knows what that is. Then it fills all the memory it can
 * get and looks again at what must not have changed by that: its own text and
 * constants, arguments, files, and memory that is not RAM by the map.
 */
#include <pith/boot.h>

#include <elf.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STATUS     42
#define IMAGE      0x100000 /* the ELF header is loaded there */
#define HOLE_START 0xa0000
#define HOLE_END   0xf0000
#define BLOCK      0x10000

extern char **environ;

struct block {
    struct block *next;
    uint64_t word[BLOCK / 8 - 8];
};

/* FNV-1a, 32 bits; start with 0x811c9dc5. */
static uint32_t sum(uint32_t hash, const void *bytes, size_t n)
{
    for (const uint8_t *p = bytes; n-- > 0; p++)
        hash = (hash ^ *p) * 0x01000193;
    return hash;
}

/* What is loaded from the file and may not be written to. */
static uint32_t sum_image(void)
{
    const Elf64_Ehdr *header = (const void *)IMAGE;
    const Elf64_Phdr *segment = (const void *)(IMAGE + header->e_phoff);
    uint32_t hash = 0x811c9dc5;

    for (unsigned i = 0; i < header->e_phnum; i++) {
        if (segment[i].p_type == PT_LOAD && !(segment[i].p_flags & PF_W))
            hash = sum(hash, (const void *)segment[i].p_paddr,
                       segment[i].p_filesz);
    }
    return hash;
}

static void print_file(const char *name)
{
    static char bytes[4096];
    FILE *f = fopen(name, "rb");
    uint32_t hash = 0x811c9dc5;
    size_t total = 0, n;

    if (!f) {
        printf("file %s: none\n", name);
        return;
    }
    while ((n = fread(bytes, 1, sizeof(bytes), f)) > 0) {
        hash = sum(hash, bytes, n);
        total += n;
    }
    fclose(f);
    printf("file %s: %zu bytes, sum %08x\n", name, total, (unsigned)hash);
}

static void print_all(int argc, char **argv)
{
    for (int i = 0; i < argc; i++)
        printf("argument %d: %s\n", i, argv[i]);
    for (char **e = environ; *e; e++)
        printf("environment: %s\n", *e);
    printf("image: sum %08x\n", (unsigned)sum_image());
    printf("hole: sum %08x\n",
           (unsigned)sum(0x811c9dc5, (const void *)HOLE_START,
                         HOLE_END - HOLE_START));
    print_file("/hello.txt");
    print_file("/data");
}

/* All the memory malloc gives: does each word keep its value? */
static bool use_memory(void)
{
    struct block *all = NULL, *b;
    uint64_t got = 0, seed = 0;
    bool kept = true;

    while ((b = malloc(sizeof(*b)))) {
        b->next = all;
        all = b;
        got += sizeof(*b);
        for (size_t i = 0; i < sizeof(b->word) / 8; i++)
            b->word[i] = (uintptr_t)b ^ (seed += 0x9e3779b97f4a7c15);
    }
    for (b = all; b; b = b->next) {
        for (size_t i = sizeof(b->word) / 8; i-- > 0;) {
            kept &= b->word[i] == ((uintptr_t)b ^ seed);
            seed -= 0x9e3779b97f4a7c15;
        }
    }
    while (all) {
        b = all->next;
        free(all);
        all = b;
    }
    return kept && got > pith_ram_free() / 2;
}

int main(int argc, char **argv)
{
    volatile double third = 1.0;
    volatile long double quarter = 1.0L;

    third /= 3;
    quarter /= 4;
    printf("map from %s\n", pith_memmap_source());
    printf("RAM: %lu pages\n", (unsigned long)(pith_ram_total() / 4096));
    printf("floating point: %.17f %.2Lf\n", third, quarter);
    print_all(argc, argv);
    printf("heap: %s\n", use_memory() ? "kept" : "spoilt");
    print_all(argc, argv);
    return STATUS;
}
