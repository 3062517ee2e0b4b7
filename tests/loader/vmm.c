/*
 * vmm.c - the handovers of real loaders, register by register.
 *
 * QEMU's two firmwares as dumped from QEMU 7.2.22 and 10.0.2; the others as
 * their sources write them (Xen c447b7308b, Firecracker 81b38b9da, Cloud
 * Hypervisor ae44c2971, libkrun 6ed74fac). Sizes of RAM are those of the
 * machine in run.sh. What cannot be had here: a machine without an IOAPIC, PIC
 * or PIT, and RAM above 4 GiB.
 */
#include "tests/loader/gen.h"

#include <string.h>

#define TEXT "A=1 B='two words' pith.name=report -- x 'y z'"
#define ARGS                                                                   \
    "argument 0: report\nargument 1: x\nargument 2: y z\n"                     \
    "environment: A=1\nenvironment: B=two words\n"
#define NO_ARGS "argument 0: app\n"

/* --- parts --- */

void shape_flat(struct shape *s)
{
    struct shape_segment *seg = s->cpu.segment;
    const struct shape_segment data = {0x10, SHAPE_ATTR_DATA, UINT32_MAX, 0};

    for (unsigned i = SHAPE_ES; i <= SHAPE_GS; i++)
        seg[i] = data;
    seg[SHAPE_CS] = (struct shape_segment){8, SHAPE_ATTR_CODE, UINT32_MAX, 0};
    seg[SHAPE_LDTR] = (struct shape_segment){0, 0x82, 0xffff, 0};
    seg[SHAPE_TR] = (struct shape_segment){0, SHAPE_ATTR_TSS, 0xffff, 0};
    s->cpu.cr0 = 0x11;
    s->cpu.mxcsr = 0x1f80;
    s->cpu.fcw = 0x37f;
    s->info.magic = START_INFO_MAGIC;
    s->info.version = 1;
    s->args = NO_ARGS;
}

void shape_map(struct shape *s, uint64_t addr, uint64_t size, uint32_t type)
{
    s->map[s->info.memmap_entries++] =
        (struct abi_map_entry){addr, size, type, 0};
}

void shape_module(struct shape *s, uint64_t paddr, uint64_t size)
{
    s->module[s->info.nr_modules++] = (struct abi_module){paddr, size, 0, 0};
}

void shape_text(struct shape *s, uint64_t paddr, const char *text,
                const char *args)
{
    s->info.cmdline_paddr = paddr;
    s->text = text;
    s->text_len = strlen(text) + 1;
    s->args = args;
}

static void extra(struct shape *s, uint32_t addr, const void *bytes,
                  uint32_t len)
{
    unsigned i = 0;

    while (s->extra[i].len)
        i++;
    s->extra[i] = (struct extra){addr, len, bytes};
}

static void set_info(struct shape *s, uint32_t paddr)
{
    s->info_at = s->cpu.ebx = paddr;
}

static void set_table(struct shape *s, unsigned which, uint64_t base,
                      uint32_t limit)
{
    s->cpu.segment[which] = (struct shape_segment){0, 0, limit, base};
}

/* --- Firecracker and its relatives --- */

/* The GDT and IDT that rust-vmm's VMMs write, the TSS that is not in RAM. */
static void rust_vmm(struct shape *s)
{
    static const uint64_t gdt[4] = {0, 0x00cf9b000000ffff, 0x00cf93000000ffff,
                                    0x00008b0000000067};
    static const uint64_t idt;

    shape_flat(s);
    extra(s, 0x500, gdt, sizeof(gdt));
    extra(s, 0x520, &idt, sizeof(idt));
    set_table(s, SHAPE_GDTR, 0x500, 0x1f);
    set_table(s, SHAPE_IDTR, 0x520, 7);
    s->cpu.segment[SHAPE_TR] =
        (struct shape_segment){0x18, SHAPE_ATTR_TSS, 0x67, 0};
    set_info(s, 0x6000);
    s->info.memmap_paddr = 0x7000;
}

void shape_firecracker(struct shape *s)
{
    rust_vmm(s);
    s->info.modlist_paddr = 0x6040;
    shape_module(s, initrd_paddr(), world.initrd_size);
    shape_text(s, 0x20000, TEXT " virtio_mmio.device=4K@0xc0001000:5", ARGS);
    shape_map(s, 0, 0x9fc00, RAM);
    shape_map(s, 0x9fc00, 0x40400, RESERVED);
    shape_map(s, 0xeec00000, 0x10000000, RESERVED);
    shape_map(s, MIB, RAM_TOP - MIB, RAM);
}

static void cloud_hypervisor(struct shape *s)
{
    rust_vmm(s);
    s->cpu.cr0 = 1;
    s->info.modlist_paddr = 0x6040;
    s->info.rsdp_paddr = 0xa0000;
    shape_module(s, initrd_paddr(), world.initrd_size);
    shape_text(s, 0x20000, TEXT, ARGS);
    shape_map(s, 0, 0xa0000, RAM);
    shape_map(s, MIB, RAM_TOP - MIB, RAM);
    shape_map(s, 0xe8000000, 0x10000000, RESERVED);
}

/* Without a command line its address is set and zeroes lie there. */
static void cloud_hypervisor_plain(struct shape *s)
{
    cloud_hypervisor(s);
    s->info.nr_modules = 0;
    s->info.modlist_paddr = 0;
    s->text = NULL;
    s->args = NO_ARGS;
}

static void libkrun(struct shape *s)
{
    rust_vmm(s);
    shape_text(s, 0x20000, "reboot=k panic=-1 " TEXT,
               "argument 0: report\nargument 1: x\nargument 2: y z\n"
               "environment: reboot=k\nenvironment: panic=-1\n"
               "environment: A=1\nenvironment: B=two words\n");
    shape_map(s, 0, 0x9fc00, RAM);
    shape_map(s, 0x9fc00, 0x40400, RESERVED);
    shape_map(s, MIB, RAM_TOP - MIB, RAM);
}

/* --- Xen --- */

/* Selectors are 0, hidden parts flat; fs, gs and LDTR are unusable. */
static void xen_cpu(struct shape *s)
{
    struct shape_segment *seg = s->cpu.segment;

    shape_flat(s);
    for (unsigned i = SHAPE_ES; i <= SHAPE_DS; i++)
        seg[i].selector = 0;
    seg[SHAPE_FS] = seg[SHAPE_GS] = seg[SHAPE_LDTR] =
        (struct shape_segment){0, 0, 0, 0};
    seg[SHAPE_TR] = (struct shape_segment){0, SHAPE_ATTR_TSS, 0x67, 0};
    s->load = SHAPE_ZERO_BSS;
}

/* One blob on the page behind image and modules: start_info, command line,
 * room for two modules, their command lines, and the map. */
static void xen_domu(struct shape *s)
{
    uint32_t initrd = (world.end + 0xfff) & ~0xfffu;
    uint32_t blob = (initrd + world.initrd_size + 0xfff) & ~0xfffu;
    uint32_t list = (blob + 56 + sizeof(TEXT) + 7) & ~7u;

    xen_cpu(s);
    set_info(s, blob);
    s->info.modlist_paddr = list;
    s->info.memmap_paddr = list + 2 * 32 + 2 * 1024;
    s->info.rsdp_paddr = 0xfc009000;
    shape_module(s, initrd_paddr(), world.initrd_size);
    s->module[0].cmdline_paddr = list + 2 * 32;
    shape_text(s, blob + 56, TEXT, ARGS);
    shape_map(s, 0, RAM_TOP, RAM);
    shape_map(s, 0xfeff8000, 0x8000, RESERVED);
    shape_map(s, 0xfc000000, 0x40, NVS);
    shape_map(s, 0xfc001000, 0x1000, NVS);
    shape_map(s, 0xfc009000, 0x2000, NVS);
}

static void xen_domu_no_cmdline(struct shape *s)
{
    xen_domu(s);
    s->info.cmdline_paddr = 0;
    s->text = NULL;
    s->args = NO_ARGS;
}

/* Two modules, the second too odd to be anything. */
static void xen_domu_modules(struct shape *s)
{
    xen_domu(s);
    shape_module(s, initrd_paddr() - 0x2345, 1);
}

/* Xen before 4.11. */
static void xen_domu_old(struct shape *s)
{
    xen_domu(s);
    s->info.version = 0;
    s->info.rsdp_paddr = 0;
}

static void xen_dom0(struct shape *s)
{
    uint32_t at = (world.end + 0x1fff) & ~0xfffu;

    xen_cpu(s);
    s->info.version = 0;
    s->info.flags = 3;
    s->info.rsdp_paddr = 0x17e1000;
    shape_module(s, initrd_paddr(), world.initrd_size);
    shape_text(s, at, TEXT, ARGS);
    s->info.modlist_paddr = at + sizeof(TEXT);
    set_info(s, at + sizeof(TEXT) + 32);
}

static void xen_dom0_hidden(struct shape *s)
{
    xen_dom0(s);
    s->hidden = true;
}

/* --- QEMU's firmwares --- */

/* SeaBIOS with the option ROM pvh.bin: its GDT lies in its shadow. */
static void seabios(struct shape *s)
{
    static const uint64_t gdt[5] = {0, 0x00cf9b000000ffff, 0x00cf93000000ffff,
                                    0x00009b000000ffff, 0x000093000000ffff};

    shape_flat(s);
    extra(s, 0xc0118, gdt, sizeof(gdt));
    set_table(s, SHAPE_GDTR, 0xc0118, 0x27);
    set_table(s, SHAPE_IDTR, 0, 0x3ff);
    s->cpu.esp = 0x6edc;
    s->cpu.eflags = 0x06;
    s->cpu.flags = SHAPE_PIC | SHAPE_ECX_ENTRY;
    memcpy(s->cpu.pic_vector, (uint8_t[]){8, 0x70}, 2);
    memcpy(s->cpu.pic_mask, (uint8_t[]){0xb8, 0x8e}, 2);
    s->load = SHAPE_ZERO_BSS;
    set_info(s, 0x21e0);
    s->info.modlist_paddr = 0x21c0;
    s->info.memmap_paddr = 0x5a8;
    s->info.rsdp_paddr = 0xf59d0;
    shape_module(s, initrd_paddr(), world.initrd_size);
    shape_text(s, 0x11c0, TEXT, ARGS);
}

static void seabios_pc(struct shape *s)
{
    seabios(s);
    shape_map(s, 0, 0x9fc00, RAM);
    shape_map(s, 0x9fc00, 0x400, RESERVED);
    shape_map(s, 0xf0000, 0x10000, RESERVED);
    shape_map(s, MIB, RAM_TOP - MIB, RAM);
    shape_map(s, 0xfffc0000, 0x40000, RESERVED);
    shape_map(s, 0xfd00000000, 0x300000000, RESERVED);
}

/* The archive lies up to the last byte, over the ACPI tables. */
static void seabios_microvm(struct shape *s)
{
    seabios(s);
    s->cpu.eflags = 0x02;
    shape_map(s, 0, 0x9fc00, RAM);
    shape_map(s, 0x9fc00, 0x400, RESERVED);
    shape_map(s, 0xf0000, 0x10000, RESERVED);
    shape_map(s, MIB, RAM_TOP - 0x1000 - MIB, RAM);
    shape_map(s, RAM_TOP - 0x1000, 0x1000, RESERVED);
    shape_map(s, 0xfffc0000, 0x40000, RESERVED);
}

/* qboot: multiboot's magic in %eax, the module list on its stack with stack
 * garbage in it, and an entry of zeroes at the map's end. */
static void qboot(struct shape *s)
{
    shape_flat(s);
    set_table(s, SHAPE_GDTR, 0xffffffc1, 0x27);
    set_table(s, SHAPE_IDTR, 0, 0xffff);
    s->cpu.eax = 0x2badb002;
    s->cpu.esp = 0x7b60;
    s->cpu.eflags = 0x06;
    s->cpu.flags = SHAPE_ECX_ENTRY;
    s->load = SHAPE_ZERO_BSS;
    set_info(s, 0xf31e0);
    s->info.modlist_paddr = 0x7b7c;
    s->info.memmap_paddr = 0xefbe0;
    shape_module(s, initrd_paddr(), world.initrd_size);
    s->module[0].cmdline_paddr = 0x00000202000f18f2;
    s->module[0].reserved = 0x0000000665000000;
    shape_text(s, 0xefc70, TEXT " virtio_mmio.device=512@0xfeb00e00:12", ARGS);
    shape_map(s, 0xd0000, 0x20000, NVS);
    shape_map(s, 0xf0000, 0x10000, RESERVED);
    shape_map(s, 0, 0x9fc00, RAM);
    shape_map(s, 0x9fc00, 0x400, RESERVED);
    shape_map(s, MIB, RAM_TOP - MIB, RAM);
    shape_map(s, 0, 0, 0);
}

const struct row vmm_rows[] = {
    {.name = "firecracker", .build = shape_firecracker},
    {.name = "cloud-hypervisor", .build = cloud_hypervisor},
    {.name = "cloud-hypervisor-plain", .build = cloud_hypervisor_plain},
    {.name = "libkrun", .build = libkrun},
    {.name = "xen-domu", .build = xen_domu},
    {.name = "xen-domu-no-cmdline", .build = xen_domu_no_cmdline},
    {.name = "xen-domu-two-modules", .build = xen_domu_modules},
    {.name = "xen-domu-4.8", .build = xen_domu_old},
    {.name = "xen-dom0-map-of-fw_cfg", .build = xen_dom0},
    {"xen-dom0-no-map",
     xen_dom0_hidden,
     "no memory map: start_info version 0 has none, and there is no other "
     "source",
     {{0}}},
    {.name = "seabios-pc", .build = seabios_pc},
    {.name = "seabios-microvm", .build = seabios_microvm},
    {.name = "qboot", .build = qboot},
    {.name = NULL},
};
