/*
 * pci.c - see pci.h.
 */
#include "drivers/pci.h"

#include "arch/x86/io.h"
#include "arch/x86/page.h"
#include "arch/x86/physmem.h"
#include "boot/mcfg.h"
#include "kernel/base.h"
#include "kernel/boot.h"

/* [PCI 3.2.2.3.2 "Software Generation of Configuration Transactions"] */
#define PORT_ADDRESS  0xcf8
#define PORT_DATA     0xcfc
#define ADDRESS_VALID 0x80000000u

/* [PCI 6.1, 6.2] */
#define REG_VENDOR      0x00
#define REG_DEVICE      0x02
#define REG_COMMAND     0x04
#define REG_STATUS      0x06
#define REG_CLASS       0x0a
#define REG_HEADER      0x0e
#define REG_BAR         0x10
#define REG_SECONDARY   0x19 /* of a bridge */
#define REG_CAPS        0x34
#define REG_LINE        0x3c

#define COMMAND_IO      0x001
#define COMMAND_MEMORY  0x002
#define COMMAND_MASTER  0x004
#define COMMAND_NO_LINE 0x400
#define STATUS_CAPS     0x10
#define HEADER_TYPE     0x7f
#define HEADER_BRIDGE   1
#define HEADER_MULTI    0x80
#define BAR_IO          1
#define BAR_64          4
#define NO_VENDOR       0xffff

#define CAPS_MAX        48 /* 192 bytes behind the header, 4 each */
#define BUSES           256
#define SLOTS           32
#define FUNCTIONS       8

static unsigned address(const struct pci_function *f, unsigned offset)
{
    return ADDRESS_VALID | (unsigned)f->bus << 16 | (unsigned)f->slot << 11 |
           (unsigned)f->function << 8 | (offset & 0xfc);
}

uint32_t pci_read(const struct pci_function *f, unsigned offset, unsigned width)
{
    uint16_t port = (uint16_t)(PORT_DATA + (offset & 3));

    if (f->ecam) {
        uint64_t at = f->ecam + offset;
        return width == 1   ? mmio_read8(at)
               : width == 2 ? mmio_read16(at)
                            : mmio_read32(at);
    }
    io_out32(PORT_ADDRESS, address(f, offset));
    return width == 1   ? io_in8(port)
           : width == 2 ? io_in16(port)
                        : io_in32(port);
}

void pci_write(const struct pci_function *f, unsigned offset, unsigned width,
               uint32_t value)
{
    uint16_t port = (uint16_t)(PORT_DATA + (offset & 3));
    uint64_t at = f->ecam + offset;

    if (!f->ecam)
        io_out32(PORT_ADDRESS, address(f, offset));
    if (width == 1)
        f->ecam ? mmio_write8(at, (uint8_t)value)
                : io_out8(port, (uint8_t)value);
    else if (width == 2)
        f->ecam ? mmio_write16(at, (uint16_t)value)
                : io_out16(port, (uint16_t)value);
    else
        f->ecam ? mmio_write32(at, value) : io_out32(port, value);
}

unsigned pci_capability(const struct pci_function *f, uint8_t id,
                        unsigned previous)
{
    unsigned at;

    if (!(pci_read(f, REG_STATUS, 2) & STATUS_CAPS))
        return 0;
    at = pci_read(f, previous ? previous + 1 : REG_CAPS, 1) & 0xfc;
    for (int i = 0; i < CAPS_MAX && at >= 0x40; i++) {
        if (pci_read(f, at, 1) == id)
            return at;
        at = pci_read(f, at + 1, 1) & 0xfc;
    }
    return 0;
}

/* Writes all ones to a BAR and back; what stays zero is its size. */
static uint32_t probe(const struct pci_function *f, unsigned reg)
{
    uint32_t old = pci_read(f, reg, 4), mask;

    pci_write(f, reg, 4, UINT32_MAX);
    mask = pci_read(f, reg, 4);
    pci_write(f, reg, 4, old);
    return mask;
}

struct pci_bar pci_bar(const struct pci_function *f, unsigned index)
{
    unsigned reg = REG_BAR + 4 * index;
    uint32_t command = pci_read(f, REG_COMMAND, 2);
    uint32_t low = pci_read(f, reg, 4);
    bool ports = low & BAR_IO, wide = !ports && (low & BAR_64);
    uint64_t flags = ports ? 3 : 15, base = low & ~flags, mask;

    if (index >= PCI_BARS || (wide && index + 1 >= PCI_BARS))
        return (struct pci_bar){0, 0, false};
    pci_write(f, REG_COMMAND, 2, command & ~(COMMAND_IO | COMMAND_MEMORY));
    mask = probe(f, reg) & ~flags;
    if (wide) {
        base |= (uint64_t)pci_read(f, reg + 4, 4) << 32;
        mask |= (uint64_t)probe(f, reg + 4) << 32;
    } else {
        mask |= mask ? 0xffffffff00000000 : 0;
    }
    pci_write(f, REG_COMMAND, 2, command);
    if (ports)
        mask |= 0xffff0000; /* 16 bits may be all there are */
    if (mask == 0 || base == 0)
        return (struct pci_bar){0, 0, ports};
    return (struct pci_bar){base, ~mask + 1, ports};
}

void pci_enable(const struct pci_function *f, bool line)
{
    uint32_t command = pci_read(f, REG_COMMAND, 2);

    command |= COMMAND_IO | COMMAND_MEMORY | COMMAND_MASTER;
    command &= ~COMMAND_NO_LINE;
    pci_write(f, REG_COMMAND, 2, command | (line ? 0 : COMMAND_NO_LINE));
}

uint8_t pci_line(const struct pci_function *f)
{
    uint8_t line = (uint8_t)pci_read(f, REG_LINE, 1);

    return line >= 1 && line <= 15 ? line : 0xff;
}

/* What a scan has still to look at: buses are numbered as bridges say. */
struct scan {
    void (*fn)(const struct pci_function *f, void *arg);
    void *arg;
    uint8_t seen[BUSES / 8];
    uint8_t todo[BUSES];
    unsigned nr_todo;
};

static void add_bus(struct scan *s, uint8_t bus)
{
    if (s->seen[bus / 8] & 1u << bus % 8)
        return;
    s->seen[bus / 8] |= (uint8_t)(1u << bus % 8);
    s->todo[s->nr_todo++] = bus;
}

/* Looks at one function; false if it is not there. */
static bool look(struct scan *s, struct pci_function *f, bool *multi)
{
    uint32_t header;

    f->vendor = (uint16_t)pci_read(f, REG_VENDOR, 2);
    if (f->vendor == NO_VENDOR || f->vendor == 0)
        return false;
    f->device = (uint16_t)pci_read(f, REG_DEVICE, 2);
    header = pci_read(f, REG_HEADER, 1);
    *multi = header & HEADER_MULTI;
    if ((header & HEADER_TYPE) == HEADER_BRIDGE)
        add_bus(s, (uint8_t)pci_read(f, REG_SECONDARY, 1));
    else
        s->fn(f, s->arg);
    return true;
}

static void scan_bus(struct scan *s, uint8_t bus, uint64_t ecam)
{
    for (unsigned slot = 0; slot < SLOTS; slot++) {
        bool multi = false, more;

        for (unsigned i = 0; i < (multi ? FUNCTIONS : 1); i++) {
            struct pci_function f = {
                .bus = bus, .slot = (uint8_t)slot, .function = (uint8_t)i};

            if (ecam)
                f.ecam = ecam + ((uint64_t)bus << 20 | slot << 15 | i << 12);
            if (look(s, &f, &more) && i == 0)
                multi = more;
        }
    }
}

/* Whether the ports answer as a host bridge's do: the address reads back. */
static bool has_ports(void)
{
    struct pci_function f = {.bus = 0};
    uint32_t before = io_in32(PORT_ADDRESS), back;

    io_out32(PORT_ADDRESS, ADDRESS_VALID);
    back = io_in32(PORT_ADDRESS);
    io_out32(PORT_ADDRESS, before);
    return back == ADDRESS_VALID && pci_read(&f, REG_VENDOR, 2) != NO_VENDOR;
}

/* A bus's configuration space in memory, or 0: then it is not looked at. */
static uint64_t ecam_of(const struct mcfg_range *r, uint8_t bus)
{
    uint64_t base = r->paddr + ((uint64_t)bus << 20);

    if (bus < r->first || bus > r->last || base + MIB > paging_paddr_limit() ||
        base + MIB > PAGING_STACK_BASE || paging_map_device(base, MIB) != 0)
        return 0;
    return r->paddr;
}

static void scan_memory(struct scan *s, const struct mcfg_range *r)
{
    add_bus(s, r->first);
    for (unsigned i = 0; i < s->nr_todo; i++) {
        uint64_t ecam = ecam_of(r, s->todo[i]);

        if (ecam)
            scan_bus(s, s->todo[i], ecam);
    }
}

bool pci_scan(void (*fn)(const struct pci_function *f, void *arg), void *arg)
{
    struct physmem pm = physmem_kernel();
    struct mcfg_range range[MCFG_RANGES];
    unsigned n = mcfg_read(&pm, boot_info()->info.rsdp_paddr, range);

    for (unsigned i = 0; i < n; i++) {
        struct scan s = {.fn = fn, .arg = arg};
        scan_memory(&s, &range[i]);
    }
    if (n == 0 && has_ports()) {
        struct scan s = {.fn = fn, .arg = arg};
        add_bus(&s, 0);
        for (unsigned i = 0; i < s.nr_todo; i++)
            scan_bus(&s, s.todo[i], 0);
        n = 1;
    }
    return n > 0;
}
