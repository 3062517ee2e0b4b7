/*
 * topology.c - filled entry by entry, checked at the end; and the refusals.
 */
#include "boot/topology.h"

/* Texts as in error.c. */
static const char *const text[TOPOLOGY_REFUSALS] = {
    [TOPOLOGY_OK] = "no error",
    [TOPOLOGY_NO_RSDP] = "no RSDP: not in start_info, not in the BIOS's areas",
    [TOPOLOGY_NO_MADT] = "no MADT, or one whose length or checksum is wrong, "
                         "behind the RSDP at %a",
    [TOPOLOGY_NO_POINTER] = "no MP floating pointer in the BIOS's areas",
    [TOPOLOGY_DEFAULT] = "MP floating pointer at %a has no table, only "
                         "default configuration %B",
    [TOPOLOGY_UNREADABLE] =
        "%w at %a, %B bytes, is outside the memory that can be read",
    [TOPOLOGY_SIGNATURE] = "%w at %a begins with %b, expected %c",
    [TOPOLOGY_SHORT] = "%w at %a has %B bytes, expected %C or more",
    [TOPOLOGY_SUM] = "%w at %a, %B bytes: wrong checksum",
    [TOPOLOGY_ENTRY] = "%w at %a: the entry at byte %B, type %C, is not whole",
    [TOPOLOGY_ADDRESS] = "%w at %a: no APIC can be at %b",
    [TOPOLOGY_NO_CPU] = "%w at %a names no CPU that can be used",
};

int topology_fail(struct topology_error *err, enum topology_refusal code,
                  const char *what, uint64_t a, uint64_t b, uint64_t c)
{
    *err = (struct topology_error){code, what, a, b, c};
    return -(int)code;
}

void topology_strerror(const struct topology_error *err, char *buf, size_t size)
{
    struct boot_error values = {BOOT_OK, err->what, err->a, err->b, err->c};
    const char *s = "unknown topology error";

    if ((unsigned)err->code < TOPOLOGY_REFUSALS)
        s = text[err->code];
    boot_error_format(s, &values, buf, size);
}

void topology_begin(struct topology *t, const char *source, uint64_t paddr)
{
    *t = (struct topology){
        .source = source, .paddr = paddr, .lapic = TOPOLOGY_LAPIC};
    for (unsigned irq = 0; irq < TOPOLOGY_ISA; irq++)
        t->isa[irq].gsi = irq;
}

void topology_none(struct topology *t)
{
    topology_begin(t, "none", 0);
    t->nr_cpus = 1;
    t->has_8259 = true;
}

void topology_add_cpu(struct topology *t, uint32_t id)
{
    for (unsigned i = 0; i < t->nr_cpus; i++) {
        if (t->cpu[i] == id)
            return;
    }
    if (t->nr_cpus < TOPOLOGY_CPUS)
        t->cpu[t->nr_cpus++] = id;
    else
        t->ignored++;
}

void topology_add_ioapic(struct topology *t, struct topology_ioapic ioapic)
{
    for (unsigned i = 0; i < t->nr_ioapics; i++) {
        if (t->ioapic[i].paddr == ioapic.paddr)
            return;
    }
    if (t->nr_ioapics < TOPOLOGY_IOAPICS)
        t->ioapic[t->nr_ioapics++] = ioapic;
    else
        t->ignored++;
}

void topology_set_isa(struct topology *t, unsigned irq, uint32_t gsi,
                      uint16_t flags)
{
    t->isa[irq] = (struct topology_isa){
        .gsi = gsi, .low = (flags & 3) == 3, .level = (flags >> 2 & 3) == 3};
}

/* IRQ 0 mostly comes by pin 2: then IRQ 2, the second 8259, does not. */
static void take_pins(struct topology *t, uint16_t set)
{
    for (unsigned irq = 0; irq < TOPOLOGY_ISA; irq++) {
        uint32_t gsi = t->isa[irq].gsi;

        if (set >> irq & 1 && gsi < TOPOLOGY_ISA && !(set >> gsi & 1))
            t->isa[gsi].gsi = TOPOLOGY_NO_GSI;
    }
}

int topology_finish(struct topology *t, uint16_t set,
                    struct topology_error *err)
{
    if (t->nr_cpus == 0)
        return topology_fail(err, TOPOLOGY_NO_CPU, t->source, t->paddr, 0, 0);
    if (t->lapic == 0 || t->lapic & 0xfff)
        return topology_fail(err, TOPOLOGY_ADDRESS, t->source, t->paddr,
                             t->lapic, 0);
    for (unsigned i = 0; i < t->nr_ioapics; i++) {
        uint64_t paddr = t->ioapic[i].paddr;

        if (paddr == 0 || paddr & 0xff)
            return topology_fail(err, TOPOLOGY_ADDRESS, t->source, t->paddr,
                                 paddr, 0);
    }
    take_pins(t, set);
    return 0;
}
