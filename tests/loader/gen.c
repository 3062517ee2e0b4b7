/*
 * gen.c - from a struct shape to the ROM's steps.
 */
#include "tests/loader/gen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LOW  0x100000 /* the part of memory that is simulated, for sums */
#define BLOB 0x400000

/* The end of the symbol table: what overwrites it harms only the backtrace. */
#define SYMTAB_END 0x200

static struct {
    struct shape_file file;
    struct shape_step step[SHAPE_STEPS_MAX];
    uint8_t blob[BLOB];
    uint32_t used;
    uint8_t low[LOW];
} out;

static void low_put(uint32_t addr, const void *bytes, uint32_t len)
{
    for (uint32_t i = 0; i < len && addr + i < LOW; i++)
        out.low[addr + i] = ((const uint8_t *)bytes)[i];
}

static struct shape_step *step(uint32_t kind, uint32_t addr, uint32_t len,
                               uint32_t value)
{
    struct shape_step *s = &out.step[out.file.nr_steps++];

    if (out.file.nr_steps > SHAPE_STEPS_MAX)
        abort();
    *s = (struct shape_step){kind, addr, len, value};
    return s;
}

static void put_fill(uint32_t start, uint32_t end, uint32_t word)
{
    step(SHAPE_FILL, start, end - start, word);
    for (uint32_t at = start; at < end && at < LOW; at += 4)
        low_put(at, &word, 4);
}

/* Where there is no RAM nothing is written, as a loader could not either; nor
 * over the image, whose code has to say the refusal. */
static void put_bytes(uint64_t addr, const void *bytes, uint64_t len)
{
    bool rom = addr < SHAPE_ROM_FREE_START && addr + len > 0xf0000;

    if (addr == 0 || addr >= RAM_TOP || len == 0 || rom ||
        (addr < world.end - SYMTAB_END && addr + len > world.start))
        return;
    if (len > RAM_TOP - addr)
        len = RAM_TOP - addr;
    if (out.used + len > BLOB)
        abort();
    memcpy(out.blob + out.used, bytes, len);
    step(SHAPE_BYTES, addr, len, out.used);
    out.used += len;
    low_put(addr, bytes, len);
}

static uint32_t less(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

static void put_info(const struct shape *s)
{
    uint32_t len = s->info.version ? sizeof(s->info) : ABI_V0_SIZE;

    len = less(len, RAM_TOP - s->info_at);

    memcpy(out.blob + out.used, &s->info, len);
    step(SHAPE_BYTES, s->info_at, len, out.used);
    out.used += len;
    low_put(s->info_at, &s->info, len);
}

static void make_steps(const struct shape *s)
{
    const struct abi_start_info *info = &s->info;

    if (s->dirty) {
        put_fill(0, 0xf0000, s->dirty);
        put_fill(MIB, RAM_TOP, s->dirty);
    }
    step(SHAPE_IMAGE, 0, 0, s->load);
    if (info->nr_modules > 0)
        step(SHAPE_INITRD, initrd_paddr(), world.initrd_size, 0);
    for (unsigned i = 0; i < SHAPE_EXTRAS_MAX; i++)
        put_bytes(s->extra[i].addr, s->extra[i].bytes, s->extra[i].len);
    if (s->text)
        put_bytes(info->cmdline_paddr, s->text, s->text_len);
    put_bytes(info->memmap_paddr, s->map,
              less(info->memmap_entries, SHAPE_MAP_MAX) * sizeof(*s->map));
    put_bytes(info->modlist_paddr, s->module,
              less(info->nr_modules, SHAPE_MODULES_MAX) * sizeof(*s->module));
    if (s->info_at)
        put_info(s);
}

/* In the file the steps' offsets count from its beginning. */
static void write_shape(const char *path)
{
    uint32_t head = sizeof(out.file) + out.file.nr_steps * sizeof(*out.step);
    FILE *f = fopen(path, "wb");

    for (uint32_t i = 0; i < out.file.nr_steps; i++) {
        if (out.step[i].kind == SHAPE_BYTES)
            out.step[i].value += head;
    }
    if (!f || fwrite(&out.file, sizeof(out.file), 1, f) != 1 ||
        fwrite(out.step, sizeof(*out.step), out.file.nr_steps, f) !=
            out.file.nr_steps ||
        fwrite(out.blob, 1, out.used, f) != out.used || fclose(f) != 0) {
        perror(path);
        exit(1);
    }
}

/* The address or number that a name in braces stands for; 0 if it is none. */
static uint64_t value_of(const char *name)
{
    const struct {
        const char *name;
        uint64_t value;
    } known[] = {
        {"{start", world.start},     {"{end", world.end},
        {"{top", RAM_TOP},           {"{guard", world.guard},
        {"{initrd", initrd_paddr()}, {"{size", world.initrd_size},
    };

    for (unsigned i = 0; i < sizeof(known) / sizeof(*known); i++) {
        size_t n = strlen(known[i].name);

        if (strncmp(name, known[i].name, n) == 0)
            return known[i].value + strtol(name + n, NULL, 0);
    }
    return 0;
}

/* "{end+0x10}" and its kin become numbers. */
static void write_refusal(const char *text, FILE *f)
{
    const uint32_t need = (world.end + 0x20000 + MIB - 1) / MIB;

    if (strncmp(text, SHAPE_EARLY, strlen(SHAPE_EARLY)) == 0)
        text += strlen(SHAPE_EARLY);
    else
        fputc('\n', f); /* on a line of its own */
    fputs("pith: refused: ", f);
    for (; *text; text++) {
        if (*text != '{') {
            fputc(*text, f);
            continue;
        }
        if (strncmp(text, "{need}", 6) == 0)
            fprintf(f, "%u", need);
        else
            fprintf(f, "0x%llx", (unsigned long long)value_of(text));
        text = strchr(text, '}');
    }
    fputc('\n', f);
}

static void write_want(const struct shape *s, const char *path)
{
    FILE *f = fopen(path, "w");

    if (!f) {
        perror(path);
        exit(1);
    }
    if (s->refused)
        write_refusal(s->refused, f);
    else
        want_taken(s, out.low, f);
    fclose(f);
}

void gen_write(const struct shape *s, const char *dir)
{
    char path[4096];

    memset(&out, 0, offsetof(typeof(out), low));
    memset(out.low, 0, sizeof(out.low));
    out.file.magic = SHAPE_MAGIC;
    out.file.cpu = s->cpu;
    make_steps(s);
    snprintf(path, sizeof(path), "%s/%s.shape", dir, s->name);
    write_shape(path);
    snprintf(path, sizeof(path), "%s/%s.want", dir, s->name);
    write_want(s, path);
}
