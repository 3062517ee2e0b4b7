/*
 * handover.c - hand the kernel a broken start_info and see it refused.
 *
 * Booted once for each case, named by argv[1]: it builds a handover of its
 * own in free RAM, spoils what the case says, and lets handover_take() look
 * at it. What is wrong must end in one line and the refusal status; what is
 * right comes back and exits 0. tests/boot/refusals.sh has the expectations.
 */
#include "boot/start_info.h"
#include "kernel/app.h"
#include "kernel/base.h"
#include "kernel/boot.h"
#include "kernel/exit.h"
#include "kernel/handover.h"
#include "kernel/image.h"
#include "kernel/page_alloc.h"
#include "kernel/string.h"

/* As [PVH start_info.h] has them; boot/ keeps its own to itself. */
struct info {
    uint32_t magic, version, flags, nr_modules;
    uint64_t modlist, cmdline, rsdp, memmap;
    uint32_t memmap_entries, reserved;
};

struct module {
    uint64_t paddr, size, cmdline, reserved;
};

struct map_entry {
    uint64_t addr, size;
    uint32_t type, reserved;
};

struct fake {
    struct info info;
    struct module module[4];
    struct map_entry map[8];
    char cmdline[64];
};

static bool same(const char *a, const char *b)
{
    for (; *a && *a == *b; a++, b++)
        continue;
    return *a == *b;
}

static struct fake *make(void)
{
    struct fake *f;
    uint64_t paddr;

    if (page_alloc(1, 1, PAGE_LOW_FIRST, MIB, &paddr) != 0 ||
        !(f = page_ptr(paddr, 1)))
        panic("no page for the fake handover");
    *f = (struct fake){
        .info = {START_INFO_MAGIC, 1, 0, 0, 0, (uint64_t)f->cmdline, 0,
                 (uint64_t)f->map, 3, 0},
        .map = {{0x100000, 63 * MIB, 1, 0}, /* unsorted, as many loaders */
                {0, 0x9fc00, 1, 0},
                {0x9fc00, 0x60400, 2, 0}},
        .cmdline = "K=v -- a",
    };
    return f;
}

static void module(struct fake *f, unsigned i, uint64_t paddr, uint64_t size)
{
    f->module[i] = (struct module){paddr, size, 0x00000202000f18f2, 0};
    f->info.modlist = (uint64_t)f->module;
    f->info.nr_modules = i + 1;
}

/* Returns where start_info is for the case. */
static uint64_t spoil(struct fake *f, const char *c)
{
    struct info *i = &f->info;
    uint64_t image = IMAGE_ADDR(image_start);

    if (same(c, "null"))
        return 0;
    if (same(c, "high"))
        return 0xffffffff0;
    if (same(c, "magic"))
        i->magic = 0x12345678;
    else if (same(c, "multiboot"))
        memcpy(f, (uint32_t[]){0x4f, 639, 130048, 0, 0}, 20);
    else if (same(c, "version0"))
        i->version = 0;
    else if (same(c, "version9"))
        i->version = 9;
    else if (same(c, "no-ram"))
        f->map[0].type = f->map[1].type = 2;
    else if (same(c, "image-not-in-ram"))
        f->map[0].addr = 32 * MIB;
    else if (same(c, "little-ram"))
        f->map[0].size = 64 * KIB;
    else if (same(c, "many-entries"))
        i->memmap_entries = 10000;
    else if (same(c, "map-high"))
        i->memmap = 0x100000000;
    else if (same(c, "cmdline-high"))
        i->cmdline = 0x100000000;
    else if (same(c, "no-cmdline"))
        i->cmdline = 0;
    else if (same(c, "module-over-image"))
        module(f, 0, image + PAGE_SIZE, PAGE_SIZE);
    else if (same(c, "module-outside"))
        module(f, 0, 0x80000000, PAGE_SIZE);
    else if (same(c, "modules-overlap"))
        module(f, 0, 16 * MIB, MIB), module(f, 1, 16 * MIB + 4096, MIB);
    else if (same(c, "many-modules"))
        i->nr_modules = UINT32_MAX, i->modlist = (uint64_t)f->module;
    else if (same(c, "module-fine"))
        module(f, 0, 16 * MIB, MIB);
    else if (!same(c, "fine"))
        panic("no such case: %s", c);
    return (uint64_t)f;
}

void app_enter(int argc, char **argv, char **envp)
{
    (void)envp;
    if (argc != 2)
        panic("name a case");
    handover_take(spoil(make(), argv[1]));
    base_print("taken: map from %s, version %u, %u modules, %u ranges\n",
               boot_info()->memmap_source, boot_info()->info.version,
               boot_info()->info.nr_modules, boot_info()->ram.count);
    exit_program(0);
}
