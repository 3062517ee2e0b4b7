/*
 * machine.c - ask CPU and devices, only in ways that change nothing.
 *
 * Ports are read; written are index registers, a timer's latch command, and
 * the interrupt mask of the 8259, which is put back (no interrupt is ever
 * enabled here). Device memory is read at addresses that the command line
 * names, and at those of QEMU's microvm where the machine looks like one.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "facts.h"

#define LEAF_FIRST    0x40000000u
#define LEAF_LAST     0x4000ff00u
#define LEAF_STEP     0x100u
#define MSR_APIC_BASE 0x1b
#define MSR_MTRR_DEF  0x2ff
#define CPUID_1_APIC  (1u << 9)  /* EDX */
#define CPUID_1_MTRR  (1u << 12) /* EDX */
#define CPUID_1_HV    (1u << 31) /* ECX */
#define DEBUGCON_ID   0xe9
#define VIRTIO_WORD   "virtio_mmio.device="
#define MICROVM_SLOT  0xfeb00000ull /* 24 at most, 512 bytes each */
#define MICROVM_SLOTS 24
#define VIRTIO_MAGIC  0x74726976 /* "virt" [VIRTIO 4.2.2] */

static struct leaf cpuid(uint32_t leaf)
{
    struct leaf r = {.leaf = leaf};

    __asm__ volatile("cpuid"
                     : "=a"(r.eax), "=b"(r.ebx), "=c"(r.ecx), "=d"(r.edx)
                     : "a"(leaf), "c"(0));
    return r;
}

static uint64_t rdmsr(uint32_t msr)
{
    uint32_t low, high;

    __asm__ volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(msr));
    return (uint64_t)high << 32 | low;
}

static uint8_t in8(uint16_t port)
{
    uint8_t v;

    __asm__ volatile("inb %1, %0" : "=a"(v) : "Nd"(port));
    return v;
}

static uint32_t in32(uint16_t port)
{
    uint32_t v;

    __asm__ volatile("inl %1, %0" : "=a"(v) : "Nd"(port));
    return v;
}

static void out8(uint16_t port, uint8_t v)
{
    __asm__ volatile("outb %0, %1" : : "a"(v), "Nd"(port));
}

static void out16(uint16_t port, uint16_t v)
{
    __asm__ volatile("outw %0, %1" : : "a"(v), "Nd"(port));
}

static void out32(uint16_t port, uint32_t v)
{
    __asm__ volatile("outl %0, %1" : : "a"(v), "Nd"(port));
}

/* Out of range, CPUID answers something: only a signature counts. */
static bool is_signature(const struct leaf *r, char text[13])
{
    memcpy(text, &r->ebx, 4);
    memcpy(text + 4, &r->ecx, 4);
    memcpy(text + 8, &r->edx, 4);
    text[12] = '\0';
    for (unsigned i = 0; i < 12; i++) {
        if (text[i] && (text[i] < ' ' || text[i] > '~'))
            return false;
    }
    /* KVM once said 0 for its last leaf. */
    return text[0] && (r->eax == 0 || (r->eax & ~0xffu) == r->leaf);
}

static void leaves(struct facts *f)
{
    char text[13];

    if (!(cpuid(1).ecx & CPUID_1_HV))
        return;
    for (uint32_t base = LEAF_FIRST; base <= LEAF_LAST; base += LEAF_STEP) {
        struct leaf r = cpuid(base);

        if (!is_signature(&r, text))
            continue;
        if (f->nr_leaves == 0)
            memcpy(f->hypervisor, text, sizeof(text));
        uint32_t last = r.eax ? r.eax : base + 1;
        for (uint32_t l = base; l <= last && f->nr_leaves < FACTS_LEAVES; l++)
            f->leaf[f->nr_leaves++] = cpuid(l);
    }
}

static struct device *device(struct facts *f, const char *name, uint32_t port,
                             bool present)
{
    static struct device spare;
    struct device *d =
        f->nr_devices < FACTS_DEVICES ? &f->device[f->nr_devices++] : &spare;

    *d = (struct device){.name = name, .port = port, .present = present};
    return d;
}

/* Reads that disturb no transfer: of LSR, MCR and IER [16550 8]. */
static void uarts(struct facts *f)
{
    static const uint16_t port[] = {0x3f8, 0x2f8, 0x3e8, 0x2e8};

    for (unsigned i = 0; i < 4; i++) {
        uint16_t p = port[i];
        bool there =
            in8(p + 5) != 0xff && !(in8(p + 4) & 0xe0) && !(in8(p + 1) & 0xf0);
        device(f, "uart", p, there);
    }
}

static void debug_ports(struct facts *f)
{
    static const uint16_t port[] = {0xe9, 0x402, 0x5f0, 0x5f1};

    for (unsigned i = 0; i < 4; i++)
        device(f, "debugcon", port[i], in8(port[i]) == DEBUGCON_ID);
}

static void pic(struct facts *f)
{
    uint8_t first = in8(0x21), second = in8(0xa1);

    out8(0x21, first ^ 0x0f);
    bool there = in8(0x21) == (first ^ 0x0f);
    out8(0x21, first);
    struct device *d = device(f, "pic", 0x20, there);
    if (there)
        snprintf(d->detail, sizeof(d->detail), "masks 0x%02x 0x%02x", first,
                 second);
}

static void timers(struct facts *f)
{
    out8(0x43, 0xe2); /* latch the status of counter 0 [8254 read-back] */
    uint8_t status = in8(0x40);
    device(f, "pit", 0x40, status != 0xff && status != 0);
    out8(0x70, 0x0d); /* register D: valid RAM and time [MC146818] */
    uint8_t d = in8(0x71);
    device(f, "rtc", 0x70, d != 0xff && (d & 0x80));
}

static bool fw_cfg(struct facts *f)
{
    char signature[5] = "";
    uint8_t features;

    out16(0x510, 0); /* FW_CFG_SIGNATURE [QEMU docs/specs/fw_cfg] */
    for (unsigned i = 0; i < 4; i++)
        signature[i] = (char)in8(0x511);
    bool there = strcmp(signature, "QEMU") == 0;
    struct device *dev = device(f, "fw_cfg", 0x510, there);
    out16(0x510, 1);
    features = in8(0x511);
    if (there)
        snprintf(dev->detail, sizeof(dev->detail), "%s",
                 features & 2 ? "ports and DMA" : "ports");
    return there;
}

static bool pci(struct facts *f)
{
    uint32_t before = in32(0xcf8);

    out32(0xcf8, 0x80000000);
    bool there = in32(0xcf8) == 0x80000000;
    uint32_t id = there ? in32(0xcfc) : 0;
    out32(0xcf8, before);
    struct device *d = device(f, "pci", 0xcf8, there);
    if (there)
        snprintf(d->detail, sizeof(d->detail), "host bridge %04x:%04x",
                 (unsigned)id & 0xffff, (unsigned)id >> 16);
    return there;
}

static void slot_read(struct facts *f, uint64_t paddr, uint32_t irq, bool named)
{
    struct virtio_slot s = {.paddr = paddr, .irq = irq, .named = named};

    if (f->nr_virtio == FACTS_VIRTIO || pith_phys_read32(paddr, &s.magic) != 0)
        return;
    if (s.magic == VIRTIO_MAGIC) {
        pith_phys_read32(paddr + 4, &s.version);
        pith_phys_read32(paddr + 8, &s.device);
        pith_phys_read32(paddr + 12, &s.vendor);
    }
    if (named || s.device)
        f->virtio[f->nr_virtio++] = s;
}

/* virtio_mmio.device=SIZE@ADDRESS:IRQ [VIRTIO 4.2.1] */
static void virtio_words(struct facts *f)
{
    const char *at = f->cmdline.bytes;

    while (at && (at = strstr(at, VIRTIO_WORD))) {
        char *end;

        at += strlen(VIRTIO_WORD);
        at += strcspn(at, "@ ");
        if (*at != '@')
            continue;
        uint64_t paddr = strtoull(at + 1, &end, 0);
        uint32_t irq = *end == ':' ? strtoul(end + 1, NULL, 0) : 0;
        slot_read(f, paddr, irq, true);
    }
}

static void virtio(struct facts *f, bool microvm)
{
    virtio_words(f);
    if (f->nr_virtio || !microvm)
        return;
    for (unsigned i = 0; i < MICROVM_SLOTS; i++)
        slot_read(f, MICROVM_SLOT + 512ul * i, 0, false);
}

void facts_machine(struct facts *f)
{
    struct leaf features = cpuid(1);

    leaves(f);
    f->has_apic = features.edx & CPUID_1_APIC;
    f->has_mtrr = features.edx & CPUID_1_MTRR;
    f->apic_base = f->has_apic ? rdmsr(MSR_APIC_BASE) : 0;
    f->mtrr_def_type = f->has_mtrr ? rdmsr(MSR_MTRR_DEF) : 0;
    uarts(f);
    debug_ports(f);
    device(f, "i8042", 0x64, in8(0x64) != 0xff);
    pic(f);
    timers(f);
    device(f, "pvpanic", 0x505, in8(0x505) != 0xff);
    bool qemu = fw_cfg(f);
    bool has_pci = pci(f);
    virtio(f, qemu && !has_pci);
}
