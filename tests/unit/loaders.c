/*
 * loaders.c - see loaders.h.
 *
 * QEMU's are as dumped from QEMU 7.2.22; the others are as their sources write
 * them (Xen c447b7308b, Firecracker 81b38b9da, Cloud Hypervisor ae44c2971,
 * libkrun 6ed74fac).
 */
#include "tests/unit/loaders.h"

#include <stdlib.h>
#include <string.h>

#include "tests/unit/guest_memory.h"

#define RAM         1
#define RES         2
#define ACPI        3
#define NVS         4

#define IMAGE_START 0x100000
#define IMAGE_END   0x180000

const struct loader loaders[] = {
    {
        .name = "QEMU pc, SeaBIOS",
        .info = 0x21e0,
        .abi = {.version = 1,
                .cmdline_paddr = 0x11c0,
                .rsdp_paddr = 0xf59d0,
                .memmap_paddr = 0x5a8,
                .memmap_entries = 7},
        .text = "K=v -- a b",
        .map = {{0, 0x9fc00, RAM, 0},
                {0x9fc00, 0x400, RES, 0},
                {0xf0000, 0x10000, RES, 0},
                {0x100000, 0x7ee0000, RAM, 0},
                {0x7fe0000, 0x20000, RES, 0},
                {0xfffc0000, 0x40000, RES, 0},
                {0xfd00000000, 0x300000000, RES, 0}},
        .image = {IMAGE_START, IMAGE_END},
        .ram = {{0x1000, 0x9f000}, {0x100000, 0x7fe0000}},
    },
    {
        .name = "QEMU pc, SeaBIOS, 5 GiB",
        .info = 0x21e0,
        .abi = {.version = 1,
                .cmdline_paddr = 0x11c0,
                .rsdp_paddr = 0xf59b0,
                .memmap_paddr = 0x5a8,
                .memmap_entries = 8},
        .text = "",
        .map = {{0, 0x9fc00, RAM, 0},
                {0x9fc00, 0x400, RES, 0},
                {0xf0000, 0x10000, RES, 0},
                {0x100000, 0xbfee0000, RAM, 0},
                {0xbffe0000, 0x20000, RES, 0},
                {0xfffc0000, 0x40000, RES, 0},
                {0x100000000, 0x80000000, RAM, 0},
                {0xfd00000000, 0x300000000, RES, 0}},
        .image = {IMAGE_START, IMAGE_END},
        .ram = {{0x1000, 0x9f000},
                {0x100000, 0xbffe0000},
                {0x100000000, 0x180000000}},
    },
    {
        .name = "QEMU q35, SeaBIOS, initrd",
        .info = 0x21e0,
        .abi = {.version = 1,
                .nr_modules = 1,
                .modlist_paddr = 0x21c0,
                .cmdline_paddr = 0x11c0,
                .rsdp_paddr = 0xf59e0,
                .memmap_paddr = 0x5a8,
                .memmap_entries = 9},
        .text = "K=v -- a b",
        .modules = {{0x7fd6000, 0x1ffe, 0, 0}},
        .map = {{0, 0x9fc00, RAM, 0},
                {0x9fc00, 0x400, RES, 0},
                {0xf0000, 0x10000, RES, 0},
                {0x100000, 0x7ee0000, RAM, 0},
                {0x7fe0000, 0x20000, RES, 0},
                {0xb0000000, 0x10000000, RES, 0},
                {0xfed1c000, 0x4000, RES, 0},
                {0xfffc0000, 0x40000, RES, 0},
                {0xfd00000000, 0x300000000, RES, 0}},
        .image = {IMAGE_START, IMAGE_END},
        .ram = {{0x1000, 0x9f000}, {0x100000, 0x7fe0000}},
    },
    {
        /* the module list lies on qboot's stack, its last words are garbage;
         * the map is unsorted as under KVM and ends in an empty entry */
        .name = "QEMU microvm, qboot, initrd",
        .info = 0xf31e0,
        .abi = {.version = 1,
                .nr_modules = 1,
                .modlist_paddr = 0x7b7c,
                .cmdline_paddr = 0xefc70,
                .memmap_paddr = 0xefbe0,
                .memmap_entries = 6},
        .text = "K=v -- a b virtio_mmio.device=512@0xfeb00e00:12",
        .modules = {{0x7ffe000, 0x1ffe, 0x202000f18f2, 0x665000000}},
        .map = {{0xd0000, 0x20000, NVS, 0},
                {0xf0000, 0x10000, RES, 0},
                {0, 0x9fc00, RAM, 0},
                {0x9fc00, 0x400, RES, 0},
                {0x100000, 0x7f00000, RAM, 0},
                {0, 0, 0, 0}},
        .image = {IMAGE_START, IMAGE_END},
        .ram = {{0x1000, 0x9f000}, {0x100000, 0x8000000}},
    },
    {
        .name = "QEMU microvm, qboot, ACPI, 2 MiB",
        .info = 0xf31e0,
        .abi = {.version = 1,
                .cmdline_paddr = 0xefcb0,
                .rsdp_paddr = 0xf34d0,
                .memmap_paddr = 0xefc20,
                .memmap_entries = 6},
        .text = "-- x",
        .map = {{0, 0x9fc00, RAM, 0},
                {0x9fc00, 0x400, RES, 0},
                {0xd0000, 0x20000, NVS, 0},
                {0xf0000, 0x10000, RES, 0},
                {0x100000, 0x100000, RAM, 0},
                {0, 0, 0, 0}},
        .image = {IMAGE_START, IMAGE_END},
        .ram = {{0x1000, 0x9f000}, {0x100000, 0x200000}},
    },
    {
        /* the initrd lies over the ACPI tables */
        .name = "QEMU microvm, SeaBIOS, initrd",
        .info = 0x21e0,
        .abi = {.version = 1,
                .nr_modules = 1,
                .modlist_paddr = 0x21c0,
                .cmdline_paddr = 0x11c0,
                .rsdp_paddr = 0xf4a10,
                .memmap_paddr = 0x5a8,
                .memmap_entries = 6},
        .text = "K=v -- a b",
        .modules = {{0x7ffe000, 0x1ffe, 0, 0}},
        .map = {{0, 0x9fc00, RAM, 0},
                {0x9fc00, 0x400, RES, 0},
                {0xf0000, 0x10000, RES, 0},
                {0x100000, 0x7eff000, RAM, 0},
                {0x7fff000, 0x1000, RES, 0},
                {0xfffc0000, 0x40000, RES, 0}},
        .image = {IMAGE_START, IMAGE_END},
        .ram = {{0x1000, 0x9f000}, {0x100000, 0x7fff000}},
    },
    {
        /* info, command line, module list and map right behind the image */
        .name = "Xen domU, version 1, two modules",
        .info = 0x400000,
        .abi = {.version = 1,
                .nr_modules = 2,
                .modlist_paddr = 0x400050,
                .cmdline_paddr = 0x400038,
                .rsdp_paddr = 0xfc000000,
                .memmap_paddr = 0x400890,
                .memmap_entries = 6},
        .text = "A=1 -- domU",
        .modules = {{0x200000, 0x12345, 0x400090, 0},
                    {0x300000, 0x1, 0x400490, 0}},
        .map = {{0, 0xeff00000, RAM, 0},
                {0xfeff8000, 0x8000, RES, 0},
                {0xfc000000, 0x40, NVS, 0},
                {0xfc001000, 0x1000, NVS, 0},
                {0xfc009000, 0x2000, NVS, 0},
                {0x100000000, 0x40100000, RAM, 0}},
        .image = {IMAGE_START, IMAGE_END},
        .ram = {{0x1000, 0xa0000},
                {0x100000, 0xeff00000},
                {0x100000000, 0x140100000}},
    },
    {
        .name = "Xen domU, version 0",
        .info = 0x181000,
        .abi = {.version = 0, .cmdline_paddr = 0x181028},
        .text = "-- old",
        .image = {IMAGE_START, IMAGE_END},
    },
    {
        .name = "Xen dom0, version 0",
        .info = 0x300040,
        .abi = {.version = 0,
                .flags = 3,
                .nr_modules = 1,
                .modlist_paddr = 0x300010,
                .cmdline_paddr = 0x300000,
                .rsdp_paddr = 0x7ffe1000},
        .text = "-- dom0",
        .modules = {{0x200000, 0x100000, 0, 0}},
        .image = {IMAGE_START, IMAGE_END},
    },
    {
        .name = "Firecracker, initrd",
        .info = 0x6000,
        .abi = {.version = 1,
                .nr_modules = 1,
                .modlist_paddr = 0x6040,
                .cmdline_paddr = 0x20000,
                .memmap_paddr = 0x7000,
                .memmap_entries = 4},
        .text = "K=v -- a pci=off virtio_mmio.device=4K@0xc0001000:5",
        .modules = {{0x7f00000, 0x100000, 0, 0}},
        .map = {{0, 0x9fc00, RAM, 0},
                {0x9fc00, 0x40400, RES, 0},
                {0xeec00000, 0x10000000, RES, 0},
                {0x100000, 0x7f00000, RAM, 0}},
        .image = {IMAGE_START, IMAGE_END},
        .ram = {{0x1000, 0x9f000}, {0x100000, 0x8000000}},
    },
    {
        /* without a command line its address is set and nothing is there */
        .name = "Cloud Hypervisor",
        .info = 0x6000,
        .abi = {.version = 1,
                .cmdline_paddr = 0x20000,
                .rsdp_paddr = 0xa0000,
                .memmap_paddr = 0x7000,
                .memmap_entries = 4},
        .map = {{0, 0xa0000, RAM, 0},
                {0x100000, 0xbff00000, RAM, 0},
                {0x100000000, 0x40000000, RAM, 0},
                {0xe8000000, 0x10000000, RES, 0}},
        .image = {IMAGE_START, IMAGE_END},
        .ram = {{0x1000, 0xa0000},
                {0x100000, 0xc0000000},
                {0x100000000, 0x140000000}},
    },
    {
        .name = "libkrun",
        .info = 0x6000,
        .abi = {.version = 1,
                .cmdline_paddr = 0x20000,
                .memmap_paddr = 0x7000,
                .memmap_entries = 3},
        .text = "reboot=k panic=-1 -- run",
        .map = {{0, 0x9fc00, RAM, 0},
                {0x9fc00, 0x40400, RES, 0},
                {0x100000, 0xcff00000, RAM, 0}},
        .image = {IMAGE_START, IMAGE_END},
        .ram = {{0x1000, 0x9f000}, {0x100000, 0xd0000000}},
    },
    {.name = NULL},
};

const struct loader *loader_find(const char *name)
{
    const struct loader *l = loaders;

    while (l->name && strcmp(l->name, name) != 0)
        l++;
    if (!l->name)
        abort();
    return l;
}

void loader_write(const struct loader *loader, const struct physmem *pm)
{
    struct abi_start_info abi = loader->abi;

    abi.magic = 0x336ec578;
    guest_memory_put(pm, loader->info, &abi,
                     abi.version ? sizeof(abi) : ABI_V0_SIZE);
    if (abi.nr_modules)
        guest_memory_put(pm, abi.modlist_paddr, loader->modules,
                         abi.nr_modules * sizeof(*loader->modules));
    if (abi.memmap_entries)
        guest_memory_put(pm, abi.memmap_paddr, loader->map,
                         abi.memmap_entries * sizeof(*loader->map));
    if (loader->text)
        guest_memory_put(pm, abi.cmdline_paddr, loader->text,
                         strlen(loader->text) + 1);
    guest_memory_lock(pm);
}
