/*
 * facts.h - what there is to know about a handover, and who finds it out.
 *
 * handover.c and roots.c read guest memory through a function that they are
 * given, judge.c reads nothing but these structures: all three run on the
 * host too, with memory that a test has made up. machine.c asks the CPU and
 * the devices.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <pith/handover.h>

#define FACTS_MODULES 16
#define FACTS_MAP     256
#define FACTS_RAM     128
#define FACTS_CMDLINE 65536 /* bytes looked through for the NUL */
#define FACTS_TABLES  32
#define FACTS_LEAVES  32
#define FACTS_DEVICES 24
#define FACTS_VIRTIO  32

/* [PVH start_info.h] hvm_start_info; version 0 ends before memmap_paddr */
struct __attribute__((packed)) info_block {
    uint32_t magic, version, flags, nr_modules;
    uint64_t modlist_paddr, cmdline_paddr, rsdp_paddr;
    uint64_t memmap_paddr;
    uint32_t memmap_entries, reserved;
};
_Static_assert(offsetof(struct info_block, memmap_paddr) == 40, "[PVH]");
_Static_assert(sizeof(struct info_block) == 56, "[PVH]");
#define INFO_MAGIC   0x336ec578
#define INFO_V0_SIZE 40

/* [PVH start_info.h] hvm_modlist_entry */
struct __attribute__((packed)) info_module {
    uint64_t paddr, size, cmdline_paddr, reserved;
};
_Static_assert(sizeof(struct info_module) == 32, "[PVH]");

/* [PVH start_info.h] hvm_memmap_table_entry; type 1 is RAM */
struct __attribute__((packed)) map_entry {
    uint64_t addr, size;
    uint32_t type, reserved;
};
_Static_assert(sizeof(struct map_entry) == 24, "[PVH]");
#define MAP_RAM 1

/* A segment register's descriptor, as the GDT in memory has it. */
struct segment {
    bool visible; /* the selector leads to a present descriptor of the GDT */
    uint16_t selector;
    uint32_t base, limit; /* limit in bytes, granularity applied */
    uint8_t access;       /* P, DPL, S, type [SDM 3 "Segment Descriptors"] */
    uint8_t flags;        /* G, D/B, L, AVL in the low four bits */
};

/* What lies at a text's address. */
struct text {
    uint64_t paddr;
    char *bytes; /* NUL-terminated copy, or NULL */
    size_t len;
    bool ended; /* its NUL was found within FACTS_CMDLINE bytes */
};

/* How a root of tables was found. */
enum root_source { ROOT_NONE, ROOT_START_INFO, ROOT_SCAN };

struct acpi_entry {
    uint64_t paddr;
    char signature[5];
    uint32_t length;
    bool valid; /* readable, and its bytes add up to 0 */
};

struct acpi_root {
    enum root_source source;
    uint64_t paddr;
    bool valid; /* signature and checksum hold */
    uint8_t revision;
    char oem[7];
    uint64_t list_paddr; /* RSDT or XSDT */
    bool list_valid;
    unsigned nr_tables; /* in @table; the list may have more */
    struct acpi_entry table[FACTS_TABLES];
};

struct mp_root {
    enum root_source source;
    uint64_t paddr, config_paddr;
    bool valid;
    unsigned cpus, entries;
};

struct leaf {
    uint32_t leaf, eax, ebx, ecx, edx;
};

struct device {
    const char *name;
    uint32_t port;
    bool present;
    char detail[56];
};

struct virtio_slot {
    uint64_t paddr;
    uint32_t irq;
    bool named; /* by a word of the command line, or else probed */
    uint32_t magic, version, device, vendor;
};

struct facts {
    struct pith_entry_state cpu;
    struct segment cs, ds, es, ss, tr;

    bool info_read; /* start_info was readable and has its magic */
    struct info_block info;
    unsigned nr_modules; /* copied; info.nr_modules may be more */
    struct info_module module[FACTS_MODULES];
    struct text module_cmdline[FACTS_MODULES];
    struct text cmdline;
    unsigned nr_map; /* copied; info.memmap_entries may be more */
    struct map_entry map[FACTS_MAP];

    const char *map_source;
    struct pith_range image;
    unsigned nr_ram;
    struct pith_range ram[FACTS_RAM];

    struct acpi_root acpi;
    struct mp_root mp;

    unsigned nr_leaves;
    struct leaf leaf[FACTS_LEAVES];
    char hypervisor[13]; /* the first signature; "" if there is none */
    bool has_mtrr, has_apic;
    uint64_t mtrr_def_type, apic_base;
    unsigned nr_devices;
    struct device device[FACTS_DEVICES];
    unsigned nr_virtio;
    struct virtio_slot virtio[FACTS_VIRTIO];
};

/* Copies physical memory; 0, or another value if that cannot be. */
typedef int (*read_fn)(uint64_t paddr, void *buf, size_t len);

/*
 * facts_handover - start_info and all it points to, and the descriptors.
 *
 * @f  its cpu is filled in, the rest is zero
 *
 * What is out of bounds or not readable is left out; judge() says so. Copies
 * of texts come from malloc() and live as long as the program.
 */
void facts_handover(struct facts *f, read_fn read);

/* facts_roots - ACPI's and the MP specification's roots; after the above. */
void facts_roots(struct facts *f, read_fn read);

/* facts_machine - CPUID, MSRs and devices; after facts_handover(). */
void facts_machine(struct facts *f);
