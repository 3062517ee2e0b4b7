/*
 * ioapic.c - see ioapic.h. [82093AA "Register Description"]
 */
#include "arch/x86/ioapic.h"

#include "arch/x86/io.h"
#include "arch/x86/page.h"
#include "kernel/base.h"
#include "kernel/topology.h"

#define IOREGSEL        0x00 /* which register IOWIN is */
#define IOWIN           0x10
#define REG_VERSION     0x01
#define REG_REDIRECTION 0x10 /* two for each line, low half first */

#define VERSION_LAST(v) ((v) >> 16 & 0xff)
#define LINES_MAX       240 /* [82093AA "IOAPICVER"]: at most 0xef */

#define REDIRECT_LOW    0x02000
#define REDIRECT_LEVEL  0x08000
#define REDIRECT_MASKED 0x10000
#define REDIRECT_ID     24 /* in the high half */

#define IOAPICS_MAX     16
#define IOAPIC_PC       0xfec00000ull /* where the first one is on PCs */

static struct ioapic {
    uint64_t paddr;
    unsigned first, lines; /* GSIs */
} ioapics[TOPOLOGY_IOAPICS];
static unsigned nr_ioapics;

static uint32_t read_reg(const struct ioapic *io, unsigned reg)
{
    mmio_write32(io->paddr + IOREGSEL, reg);
    return mmio_read32(io->paddr + IOWIN);
}

static void write_reg(const struct ioapic *io, unsigned reg, uint32_t value)
{
    mmio_write32(io->paddr + IOREGSEL, reg);
    mmio_write32(io->paddr + IOWIN, value);
}

static void write_line(const struct ioapic *io, unsigned line, uint32_t low,
                       uint32_t high)
{
    unsigned reg = REG_REDIRECTION + 2 * line;

    /* masked while the halves do not fit */
    write_reg(io, reg, REDIRECT_MASKED);
    write_reg(io, reg + 1, high);
    write_reg(io, reg, low);
}

static void add(uint64_t paddr, unsigned first)
{
    struct ioapic io = {paddr, first, 0};
    uint32_t version;

    if (paging_map_device(paddr, PAGE_SIZE) != 0)
        return;
    version = read_reg(&io, REG_VERSION);
    io.lines = VERSION_LAST(version) + 1;
    if (version == 0 || version == UINT32_MAX || io.lines > LINES_MAX) {
        log_info("no I/O APIC at 0x%lx: version 0x%x", paddr, version);
        return;
    }
    log_debug("I/O APIC at 0x%lx: lines %u-%u", paddr, first,
              first + io.lines - 1);
    for (unsigned i = 0; i < io.lines; i++)
        write_line(&io, i, REDIRECT_MASKED, 0);
    ioapics[nr_ioapics++] = io;
}

void ioapic_init(void)
{
    const struct topology *t = topology_get();

    for (unsigned i = 0; i < t->nr_ioapics; i++)
        add(t->ioapic[i].paddr, t->ioapic[i].gsi);
}

static const struct ioapic *find(unsigned gsi)
{
    for (unsigned i = 0; i < nr_ioapics; i++) {
        if (gsi >= ioapics[i].first &&
            gsi - ioapics[i].first < ioapics[i].lines)
            return &ioapics[i];
    }
    return NULL;
}

bool ioapic_has(unsigned gsi)
{
    return find(gsi) != NULL;
}

struct ioapic_isa ioapic_isa_line(unsigned irq)
{
    const struct topology_isa *isa = &topology_get()->isa[irq];

    return (struct ioapic_isa){isa->gsi, isa->level, isa->low};
}

void ioapic_route(unsigned gsi, bool level, bool low, uint8_t vector,
                  uint32_t apic_id)
{
    const struct ioapic *io = find(gsi);

    assert(io);
    write_line(io, gsi - io->first,
               vector | (level ? REDIRECT_LEVEL : 0) | (low ? REDIRECT_LOW : 0),
               apic_id << REDIRECT_ID);
}

void ioapic_mask(unsigned gsi)
{
    const struct ioapic *io = find(gsi);

    assert(io);
    write_line(io, gsi - io->first, REDIRECT_MASKED, 0);
}
