/*
 * start_info.c - check what the PVH loader left, then copy it out.
 *
 * The structures are packed, because loaders promise no alignment (qboot's
 * module list is 4-aligned), and are read where they lie.  What an address
 * means "absent" by being 0 is absent; everything else that is not below 4 GiB
 * and readable is refused.
 */
#include "boot/start_info.h"

#include <stdbool.h>
#include <stddef.h>

#define FOUR_GIB  (1ULL << 32)
#define PAGE      4096ULL
#define RSDP_SIZE 20 /* its first version [ACPI 5.2.5.3] */

/* [PVH start_info.h] hvm_start_info; version 0 ends before memmap_paddr */
struct __attribute__((packed)) hvm_start_info {
    uint32_t magic, version, flags, nr_modules;
    uint64_t modlist_paddr, cmdline_paddr, rsdp_paddr;
    uint64_t memmap_paddr;
    uint32_t memmap_entries, reserved;
};
#define V0_SIZE offsetof(struct hvm_start_info, memmap_paddr)
#define V1_SIZE sizeof(struct hvm_start_info)

_Static_assert(offsetof(struct hvm_start_info, version) == 4, "[PVH]");
_Static_assert(offsetof(struct hvm_start_info, flags) == 8, "[PVH]");
_Static_assert(offsetof(struct hvm_start_info, nr_modules) == 12, "[PVH]");
_Static_assert(offsetof(struct hvm_start_info, modlist_paddr) == 16, "[PVH]");
_Static_assert(offsetof(struct hvm_start_info, cmdline_paddr) == 24, "[PVH]");
_Static_assert(offsetof(struct hvm_start_info, rsdp_paddr) == 32, "[PVH]");
_Static_assert(offsetof(struct hvm_start_info, memmap_paddr) == 40, "[PVH]");
_Static_assert(offsetof(struct hvm_start_info, memmap_entries) == 48, "[PVH]");
_Static_assert(sizeof(struct hvm_start_info) == 56, "[PVH]");

/* [PVH start_info.h] hvm_modlist_entry */
struct __attribute__((packed)) hvm_modlist_entry {
    uint64_t paddr, size, cmdline_paddr, reserved;
};
_Static_assert(offsetof(struct hvm_modlist_entry, size) == 8, "[PVH]");
_Static_assert(sizeof(struct hvm_modlist_entry) == 32, "[PVH]");

/* [PVH start_info.h] hvm_memmap_table_entry */
struct __attribute__((packed)) hvm_memmap_table_entry {
    uint64_t addr, size;
    uint32_t type, reserved;
};
_Static_assert(offsetof(struct hvm_memmap_table_entry, type) == 16, "[PVH]");
_Static_assert(sizeof(struct hvm_memmap_table_entry) == 24, "[PVH]");

static uint64_t min(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

static bool below_4g(uint64_t paddr, uint64_t len)
{
    /* One comparison: @len is not 0, and the sum cannot wrap. */
    return ((paddr | len) >> 33 | (paddr + len - 1) >> 32) == 0;
}

static int refuse_range(const char *what, uint64_t paddr, uint64_t len,
                        struct boot_error *err)
{
    enum boot_error_code code =
        below_4g(paddr, len) ? BOOT_UNREADABLE : BOOT_ABOVE_4G;

    return boot_fail(err, code, what, paddr, len, 0);
}

/* The @len bytes at @paddr, noted as source @which; NULL with @err filled if
 * they may not be read. */
static const void *open_source(const struct physmem *pm,
                               enum start_info_source which, uint64_t paddr,
                               uint64_t len, struct start_info *si,
                               struct boot_error *err)
{
    const void *p = physmem_at(pm, paddr, len);

    if (!p || !below_4g(paddr, len)) {
        refuse_range(start_info_source_name(which), paddr, len, err);
        return NULL;
    }
    si->source[which] = (struct mem_range){paddr, paddr + len};
    return p;
}

/* A multiboot information block has no magic; this is what GRUB's and QEMU's
 * look like.  The first words of a multiboot header, and the values that
 * multiboot loaders leave in %eax, are named too.  [MB 3.3] [MB2 3.6] */
static const char *multiboot_kind(const struct hvm_start_info *info)
{
    /* As the words of the block: 0 flags, 1 mem_lower, 2 mem_upper (KiB). */
    uint32_t flags = info->magic, lower = info->version, upper = info->flags;

    if (flags == 0x2badb002 || flags == 0x1badb002)
        return "multiboot block";
    if (flags == 0x36d76289 || flags == 0xe85250d6)
        return "multiboot2 block";
    if ((flags & 1) && flags < 1u << 13 && lower <= 640 && upper >= 64)
        return "multiboot block";
    /* 0 total_size, 1 reserved, then tags: type (at most 21) and size */
    if (flags >= 16 && flags % 8 == 0 && flags <= 1u << 20 && lower == 0 &&
        upper >= 1 && upper <= 21 && info->nr_modules >= 8)
        return "multiboot2 block";
    return NULL;
}

static void refuse_magic(const struct hvm_start_info *info, uint64_t paddr,
                         struct boot_error *err)
{
    const char *kind = multiboot_kind(info);

    boot_fail(err, kind ? BOOT_MULTIBOOT : BOOT_MAGIC, kind, paddr, info->magic,
              START_INFO_MAGIC);
}

/* start_info where it lies, or NULL.  Version 0 ends before memmap_paddr. */
static const struct hvm_start_info *open_info(const struct physmem *pm,
                                              uint64_t paddr,
                                              struct start_info *si,
                                              struct boot_error *err)
{
    const struct hvm_start_info *info;

    if (paddr == 0) {
        boot_fail(err, BOOT_NO_START_INFO, NULL, 0, 0, 0);
        return NULL;
    }
    info = open_source(pm, SOURCE_INFO, paddr, V0_SIZE, si, err);
    if (!info)
        return NULL;
    if (info->magic != START_INFO_MAGIC) {
        refuse_magic(info, paddr, err);
        return NULL;
    }
    if (info->version > 0)
        info = open_source(pm, SOURCE_INFO, paddr, V1_SIZE, si, err);
    return info;
}

static int read_modules(const struct physmem *pm,
                        const struct hvm_start_info *info,
                        struct start_info *si, struct boot_error *err)
{
    uint32_t n = info->nr_modules;
    const struct hvm_modlist_entry *list;

    if (n > START_INFO_MODULES_MAX) {
        return boot_fail(err, BOOT_MODULES_MANY, NULL, n,
                         START_INFO_MODULES_MAX, 0);
    }
    if (info->modlist_paddr == 0)
        return boot_fail(err, BOOT_MODLIST_MISSING, NULL, n, 0, 0);
    list = open_source(pm, SOURCE_MODLIST, info->modlist_paddr,
                       n * sizeof(*list), si, err);
    if (!list)
        return -(int)err->code;
    for (uint32_t i = 0; i < n; i++) {
        uint64_t paddr = list[i].paddr, size = list[i].size;

        if (paddr == 0 || size == 0)
            continue;
        if (!below_4g(paddr, size))
            return boot_fail(err, BOOT_MODULE_RANGE, NULL, paddr, size, i);
        si->module[si->nr_modules++] = (struct start_info_module){paddr, size};
    }
    return 0;
}

static int check_map(const struct physmem *pm,
                     const struct hvm_start_info *info, struct start_info *si,
                     struct boot_error *err)
{
    uint32_t n = info->memmap_entries;

    if (n == 0 || info->memmap_paddr == 0)
        return 0;
    if (n > START_INFO_MAP_MAX)
        return boot_fail(err, BOOT_MAP_MANY, NULL, n, START_INFO_MAP_MAX, 0);
    si->nr_map = n;
    if (!open_source(pm, SOURCE_MAP, info->memmap_paddr,
                     n * sizeof(struct hvm_memmap_table_entry), si, err))
        return -(int)err->code;
    return 0;
}

/* Page by page, so that no page behind the NUL is asked for. */
static int measure_cmdline(const struct physmem *pm, uint64_t paddr,
                           struct start_info *si, struct boot_error *err)
{
    uint64_t top = min(pm->start + pm->size, FOUR_GIB);
    /* From top on, the difference wraps, and open_source() refuses paddr. */
    uint64_t stop = paddr + min(top - paddr - 1, START_INFO_CMDLINE_MAX) + 1;
    uint64_t at = paddr;

    do {
        uint64_t n = min(PAGE - at % PAGE, stop - at);
        const char *p = open_source(pm, SOURCE_CMDLINE, at, n, si, err);

        if (!p)
            return -(int)err->code;
        for (; n > 0; n--, at++) {
            if (*p++ == '\0') {
                si->cmdline_len = at - paddr;
                si->source[SOURCE_CMDLINE] = (struct mem_range){paddr, at + 1};
                return 0;
            }
        }
    } while (at < stop);
    if (at == top)
        return boot_fail(err, BOOT_CMDLINE_ENDLESS, NULL, paddr, at, 0);
    return boot_fail(err, BOOT_CMDLINE_LONG, NULL, paddr,
                     START_INFO_CMDLINE_MAX, 0);
}

int start_info_parse(const struct physmem *pm, uint64_t info_paddr,
                     struct start_info *out, struct boot_error *err)
{
    const struct hvm_start_info *info;
    uint64_t rsdp;
    int rc = 0;

    for (unsigned i = 0; i < START_INFO_SOURCES; i++)
        out->source[i] = (struct mem_range){0, 0};
    out->nr_map = out->cmdline_len = out->nr_modules = 0;
    info = open_info(pm, info_paddr, out, err);
    if (!info)
        return -(int)err->code;
    out->version = info->version;
    out->flags = info->flags;
    out->rsdp_paddr = rsdp = info->rsdp_paddr;
    /* acpi.c reads it if it is ever needed: here it need not be mapped. */
    if (rsdp &&
        !(below_4g(rsdp, RSDP_SIZE) && physmem_holds(pm, rsdp, RSDP_SIZE)))
        return refuse_range("RSDP", rsdp, RSDP_SIZE, err);
    if (info->nr_modules > 0)
        rc = read_modules(pm, info, out, err);
    if (rc == 0 && info->version > 0)
        rc = check_map(pm, info, out, err);
    if (rc == 0 && info->cmdline_paddr)
        rc = measure_cmdline(pm, info->cmdline_paddr, out, err);
    return rc;
}

unsigned start_info_copy_map(const struct physmem *pm,
                             const struct start_info *si,
                             struct mem_entry *entries)
{
    const struct mem_range *source = &si->source[SOURCE_MAP];
    const struct hvm_memmap_table_entry *table =
        physmem_at(pm, source->start, source->end - source->start);

    if (!table)
        return 0;
    for (uint32_t i = 0; i < si->nr_map; i++) {
        entries[i].addr = table[i].addr;
        entries[i].size = table[i].size;
        entries[i].type = table[i].type;
    }
    return si->nr_map;
}

void start_info_copy_cmdline(const struct physmem *pm,
                             const struct start_info *si, char *buf)
{
    uint32_t len = si->cmdline_len;
    const char *p = physmem_at(pm, si->source[SOURCE_CMDLINE].start, len);

    if (!p)
        len = 0;
    else
        __builtin_memcpy(buf, p, len);
    buf[len] = '\0';
}

const char *start_info_source_name(enum start_info_source which)
{
    static const char *const name[START_INFO_SOURCES] = {
        [SOURCE_INFO] = "start_info",
        [SOURCE_MODLIST] = "module list",
        [SOURCE_MAP] = "memory map",
        [SOURCE_CMDLINE] = "command line",
    };

    return name[which];
}
