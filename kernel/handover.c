/*
 * handover.c - the questions of boot/ asked in order, and every refusal.
 *
 * Where the memory map comes from is decided here, at run time: start_info's,
 * else Xen's hypercall, else fw_cfg's etc/e820, else nowhere (docs/boot.md).
 */
#include "kernel/handover.h"

#include "arch/x86/fw_cfg.h"
#include "arch/x86/page.h"
#include "arch/x86/physmem.h"
#include "arch/x86/xen.h"
#include "boot/e820.h"
#include "boot/layout.h"
#include "kernel/base.h"
#include "kernel/boot.h"
#include "kernel/handover_xen.h"
#include "kernel/errno.h"
#include "kernel/image.h"
#include "kernel/smp.h"

#define OPTIONS_MAX 16

/* Free on every VMM once the loader's tables are copied: for CPUs' STARTUP. */
#define LOW_PAGE 0x8000ull

/* Only linked with what makes threads. */
#pragma weak smp_start

static struct boot_info boot;

const struct boot_info *boot_info(void)
{
    return &boot;
}

/*
 * Where the options stand: each walk along the line costs as many steps as it
 * has bytes, and several are asked for in every boot.
 */
static const char *option[OPTIONS_MAX];

/* The text behind @prefix, or NULL if @s does not begin with it. */
static const char *behind(const char *s, const char *prefix)
{
    while (*prefix) {
        if (*s++ != *prefix++)
            return NULL;
    }
    return s;
}

static void index_options(void)
{
    const struct cmdline *cl = &boot.cmdline;
    unsigned found = 0;

    for (const char *w = cl->words; found < cl->nr_options;) {
        const char *name = behind(w, "pith.");

        if (name && found < OPTIONS_MAX)
            option[found] = name;
        found += name != NULL;
        while (*w++)
            continue;
    }
}

/* Of equal names the last one holds. */
const char *boot_option(const char *name)
{
    unsigned n = boot.cmdline.nr_options;

    if (n > OPTIONS_MAX)
        return cmdline_option(&boot.cmdline, name);
    while (n-- > 0) {
        const char *rest = behind(option[n], name);

        if (rest && (*rest == '=' || *rest == '\0'))
            return *rest == '=' ? rest + 1 : rest;
    }
    return NULL;
}

static _Noreturn void refuse_error(const struct boot_error *err)
{
    char line[BOOT_ERROR_LINE];

    boot_strerror(err, line, sizeof(line));
    refuse("%s", line);
}

/* Where a map of packed entries is fetched to. */
static uint8_t e820[MEMMAP_ENTRIES_MAX * E820_ENTRY_SIZE]
    __attribute__((section(".noinit")));

static bool map_from_xen(struct mem_entry *entries, unsigned *count)
{
    struct boot_error err;
    long size;

    if (!xen_find())
        return false;
    boot.memmap_source = "Xen";
    size = xen_memory_map(e820, sizeof(e820));
    if (size < 0)
        refuse("start_info version %u has no memory map, and Xen gives none: "
               "XENMEM_memory_map ended with error %ld",
               boot.info.version, -size);
    if (e820_parse(e820, (size_t)size, entries, count, &err) != 0)
        refuse_error(&err);
    return true;
}

static bool map_from_fw_cfg(struct mem_entry *entries, unsigned *count)
{
    struct boot_error err;
    long size = fw_cfg_read("etc/e820", e820, sizeof(e820));

    if (size < 0)
        return false;
    boot.memmap_source = "fw_cfg";
    if ((size_t)size > sizeof(e820)) {
        boot_fail(&err, BOOT_MAP_MANY, "etc/e820", size / E820_ENTRY_SIZE,
                  MEMMAP_ENTRIES_MAX, 0);
        refuse_error(&err);
    }
    if (e820_parse(e820, (size_t)size, entries, count, &err) != 0)
        refuse_error(&err);
    return true;
}

static unsigned find_map(const struct physmem *pm, struct mem_entry *entries)
{
    struct boot_error err;
    unsigned count = 0;

    if (boot.info.nr_map > 0) {
        boot.memmap_source = "start_info";
        return start_info_copy_map(pm, &boot.info, entries);
    }
    if (map_from_xen(entries, &count) || map_from_fw_cfg(entries, &count))
        return count;
    boot_fail(&err, BOOT_NO_MAP, NULL, boot.info.version, 0, 0);
    refuse_error(&err);
}

static struct mem_range image_range(void)
{
    return (struct mem_range){IMAGE_ADDR(image_start), image_limit()};
}

/* Takes out of the free RAM all that is in use already. */
static void reserve(void)
{
    struct mem_range image = image_range();

    memmap_reserve(&boot.ram, paging_paddr_limit(), MEMMAP_TOP);
    memmap_reserve_low(&boot.ram);
    memmap_reserve(&boot.ram, image.start, image.end);
    for (unsigned i = 0; i < boot.info.nr_modules; i++) {
        const struct start_info_module *m = &boot.info.module[i];
        memmap_reserve(&boot.ram, m->paddr, m->paddr + m->size);
    }
    for (unsigned i = 0; i < START_INFO_SOURCES; i++)
        memmap_reserve(&boot.ram, boot.info.source[i].start,
                       boot.info.source[i].end);
}

/* Page tables would soon have taken all that lies so low. */
static void reserve_low_page(void)
{
    if (!memmap_contains(&boot.ram, LOW_PAGE, LOW_PAGE + PAGE_SIZE))
        return;
    boot.low_page = LOW_PAGE;
    memmap_reserve(&boot.ram, LOW_PAGE, LOW_PAGE + PAGE_SIZE);
}

void handover_take(uint64_t info_paddr)
{
    struct mem_entry entries[MEMMAP_ENTRIES_MAX];
    struct physmem pm = physmem_kernel();
    struct boot_error err;

    if (start_info_parse(&pm, info_paddr, &boot.info, &err) != 0)
        refuse_error(&err);
    unsigned count = find_map(&pm, entries);
    if (memmap_from_entries(entries, count, &boot.ram, &err) != 0)
        refuse_error(&err);
    if (xen_found())
        boot.withheld = handover_xen(entries, count, &boot.ram);
    if (layout_check(&boot.info, entries, count, &boot.ram, image_range(),
                     &err) != 0)
        refuse_error(&err);
    reserve();
    if (smp_start)
        reserve_low_page();
}

void handover_cmdline(char *buf)
{
    struct physmem pm = physmem_kernel();
    struct boot_error err;

    start_info_copy_cmdline(&pm, &boot.info, buf);
    if (cmdline_parse(buf, &boot.cmdline, &err) != 0)
        refuse_error(&err);
    index_options();
}
