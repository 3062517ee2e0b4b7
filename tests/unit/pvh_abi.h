/*
 * pvh_abi.h - the PVH structures as a loader writes them.
 *
 * Written a second time on purpose: a wrong offset in boot/start_info.c must
 * not agree with itself.  Packed, because loaders promise no alignment.
 * [PVH start_info.h]
 */
#pragma once

#include <stdint.h>

struct __attribute__((packed)) abi_start_info {
    uint32_t magic;          /*  0 */
    uint32_t version;        /*  4 */
    uint32_t flags;          /*  8 */
    uint32_t nr_modules;     /* 12 */
    uint64_t modlist_paddr;  /* 16 */
    uint64_t cmdline_paddr;  /* 24 */
    uint64_t rsdp_paddr;     /* 32, the end of version 0 is 40 */
    uint64_t memmap_paddr;   /* 40 */
    uint32_t memmap_entries; /* 48 */
    uint32_t reserved;       /* 52 */
};
#define ABI_V0_SIZE 40
_Static_assert(sizeof(struct abi_start_info) == 56, "[PVH start_info.h]");

struct __attribute__((packed)) abi_module {
    uint64_t paddr, size, cmdline_paddr, reserved;
};
_Static_assert(sizeof(struct abi_module) == 32, "[PVH start_info.h]");

struct __attribute__((packed)) abi_map_entry {
    uint64_t addr, size;
    uint32_t type, reserved;
};
_Static_assert(sizeof(struct abi_map_entry) == 24, "[PVH start_info.h]");
