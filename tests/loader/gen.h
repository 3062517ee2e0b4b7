/*
 * gen.h - a handover in the making, and what must come of it.
 *
 * A builder fills a struct shape; gen_write() makes two files of it: NAME.shape
 * for the ROM, NAME.want with the console output of report.c under it, or the
 * one line of the refusal. What is expected is worked out here a second time,
 * from the rules in docs/boot.md, with nothing of boot/ linked in.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tests/loader/shape.h"
#include "tests/unit/pvh_abi.h"

#define MIB               0x100000u
#define RAM_TOP           (24 * MIB) /* of the machine in run.sh */
#define START_INFO_MAGIC  0x336ec578

#define SHAPE_MODULES_MAX 32
#define SHAPE_MAP_MAX     300
#define SHAPE_EXTRAS_MAX  4

enum { RAM = 1, RESERVED = 2, ACPI = 3, NVS = 4 };

/* What is booted, as read from the files. */
struct world {
    uint32_t start, end; /* of the image, .bss and all included */
    uint32_t bss;        /* an address that the entry code zeroes */
    uint32_t guard;      /* below the boot stack: a page that is not mapped */
    uint32_t image_sum;
    uint32_t initrd_size;
    char files[128]; /* report.c's lines about the archive's files */
};
extern struct world world;

/* world_read_image, world_read_archive - fill it; @folder is what the archive
 * was packed from. They end the program if something is wrong. */
void world_read_image(const char *path);
void world_read_archive(const char *path, const char *folder);

/* Where the builders put the archive: page-aligned at the top of RAM. */
uint32_t initrd_paddr(void);

/* Bytes that a loader leaves besides the handover. */
struct extra {
    uint32_t addr, len;
    const void *bytes;
};

#define SHAPE_EARLY "early: "

/*
 * struct shape - one loader.
 *
 * @info_at   where start_info is written; %ebx is set apart from it
 * @info      as written, truncated to 40 bytes with version 0
 * @text      the command line, written with its NUL, @text_len bytes in all;
 *            NULL: nothing is written
 * @args      report.c's lines about it, arguments first
 * @dirty     the word that all RAM but the image's file part is full of
 * @load      enum shape_load
 * @hidden    fw_cfg's ports are covered
 * @refused   the refusal without `pith: refused: `, or NULL: main is reached.
 *            {start}, {end}, {top}, {end+0x10}... stand for addresses;
 *            behind SHAPE_EARLY it is the 32-bit entry's
 */
struct shape {
    const char *name;
    struct shape_cpu cpu;
    uint32_t info_at;
    struct abi_start_info info;
    struct abi_module module[SHAPE_MODULES_MAX];
    struct abi_map_entry map[SHAPE_MAP_MAX];
    const char *text;
    uint64_t text_len;
    const char *args;
    uint32_t dirty, load;
    struct extra extra[SHAPE_EXTRAS_MAX];
    bool hidden;
    const char *refused;
};

typedef void (*shape_builder_fn)(struct shape *s);

/* A row of a table: something of struct shape set to @base's address + @value.
 */
enum edit_base { ABSOLUTE, START, END, TOP, GUARD };
struct edit {
    uint16_t offset, size;
    uint8_t base;
    uint64_t value;
};
#define AT(field, base, value)                                                 \
    {                                                                          \
        offsetof(struct shape, field), sizeof(((struct shape *)0)->field),     \
            base, value                                                        \
    }
#define SET(field, value) AT(field, ABSOLUTE, value)

/* One case: @build, then @edits, ended by one of size 0. */
struct row {
    const char *name;
    shape_builder_fn build;
    const char *refused;
    struct edit edit[9];
};

/* Ended by a row without a name. */
extern const struct row vmm_rows[], map_rows[], table_rows[], cpu_rows[];

/* --- parts for builders --- */

/* shape_flat - the segment registers of [PVH "CPU state"], selectors 8, 16. */
void shape_flat(struct shape *s);

/* shape_map - append an entry to the map. */
void shape_map(struct shape *s, uint64_t addr, uint64_t size, uint32_t type);

/* shape_module - append a module. */
void shape_module(struct shape *s, uint64_t paddr, uint64_t size);

/* shape_text - a command line @text at @paddr; @args as in struct shape. */
void shape_text(struct shape *s, uint64_t paddr, const char *text,
                const char *args);

/* shape_firecracker - all as Firecracker leaves it. */
void shape_firecracker(struct shape *s);

/* shape_hostile - the same with dirty RAM and junk in registers. */
void shape_hostile(struct shape *s);

/* gen_write - both files, in the folder @dir. */
void gen_write(const struct shape *s, const char *dir);

/* want_taken - report.c's output under @s, to @f. */
void want_taken(const struct shape *s, const uint8_t *low, void *f);

/* fnv - FNV-1a over @n bytes from @hash on, as in report.c. */
#define FNV_START 0x811c9dc5
uint32_t fnv(uint32_t hash, const void *bytes, size_t n);
