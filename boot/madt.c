/*
 * madt.c - the MADT's entries one by one; see madt.h.
 *
 * An entry begins with its type and its length. One that is shorter than its
 * type needs, or reaches beyond the table, makes the table no table.
 */
#include "boot/madt.h"

#include <stddef.h>

#include "boot/acpi.h"
#include "boot/bytes.h"

/* [ACPI 5.2.12] Multiple APIC Description Table */
#define MADT_LAPIC       36
#define MADT_FLAGS       40
#define MADT_ENTRIES     44
#define MADT_PCAT_COMPAT 1u

/* [ACPI 5.2.12] Interrupt Controller Structure types */
#define TYPE_LAPIC         0
#define TYPE_IOAPIC        1
#define TYPE_OVERRIDE      2
#define TYPE_LAPIC_ADDRESS 5
#define TYPE_X2APIC        9
#define TYPES              10

#define CPU_ENABLED        1u
#define BUS_ISA            0

/* How long an entry of each type is; the types of no interest need 2. */
static const uint8_t size_of[TYPES] = {
    [TYPE_LAPIC] = 8,          [TYPE_IOAPIC] = 12, [TYPE_OVERRIDE] = 10,
    [TYPE_LAPIC_ADDRESS] = 12, [TYPE_X2APIC] = 16,
};

/* An id of all ones is the broadcast's, so none [ACPI 5.2.12.2, 5.2.12.12]. */
static void add_cpu(struct topology *t, uint32_t id, uint32_t none,
                    uint32_t flags)
{
    if (id == none || !(flags & CPU_ENABLED))
        t->disabled++;
    else
        topology_add_cpu(t, id);
}

static void add_override(struct topology *t, const uint8_t *p, uint16_t *set)
{
    unsigned irq = p[3];

    if (p[2] != BUS_ISA || irq >= TOPOLOGY_ISA)
        return;
    topology_set_isa(t, irq, bytes_get32(p + 4), bytes_get16(p + 8));
    *set |= (uint16_t)(1u << irq);
}

static void add_entry(struct topology *t, const uint8_t *p, uint16_t *set)
{
    switch (p[0]) {
    case TYPE_LAPIC:
        return add_cpu(t, p[3], 0xff, bytes_get32(p + 4));
    case TYPE_X2APIC:
        return add_cpu(t, bytes_get32(p + 4), UINT32_MAX, bytes_get32(p + 8));
    case TYPE_IOAPIC:
        return topology_add_ioapic(
            t, (struct topology_ioapic){.paddr = bytes_get32(p + 4),
                                        .gsi = bytes_get32(p + 8),
                                        .id = p[2]});
    case TYPE_OVERRIDE:
        return add_override(t, p, set);
    case TYPE_LAPIC_ADDRESS:
        t->lapic = bytes_get64(p + 4);
        return;
    default:
        return;
    }
}

static int read_madt(const uint8_t *p, uint32_t len, struct topology *t,
                     struct topology_error *err)
{
    uint16_t set = 0;

    if (len < MADT_ENTRIES)
        return topology_fail(err, TOPOLOGY_SHORT, t->source, t->paddr, len,
                             MADT_ENTRIES);
    t->lapic = bytes_get32(p + MADT_LAPIC);
    t->has_8259 = bytes_get32(p + MADT_FLAGS) & MADT_PCAT_COMPAT;
    for (uint32_t at = MADT_ENTRIES; at < len; at += p[at + 1]) {
        uint32_t left = len - at;
        uint8_t need = p[at] < TYPES ? size_of[p[at]] : 0;

        if (left < 2 || p[at + 1] < 2 || p[at + 1] < need || p[at + 1] > left)
            return topology_fail(err, TOPOLOGY_ENTRY, t->source, t->paddr, at,
                                 p[at]);
        add_entry(t, p + at, &set);
    }
    return topology_finish(t, set, err);
}

int madt_read(const struct physmem *pm, uint64_t rsdp_paddr, struct topology *t,
              struct topology_error *err)
{
    struct acpi_table madt;
    const uint8_t *p = NULL;

    if (rsdp_paddr == 0)
        return topology_fail(err, TOPOLOGY_NO_RSDP, "MADT", 0, 0, 0);
    if (acpi_table_find(pm, rsdp_paddr, "APIC", &madt))
        p = physmem_at(pm, madt.paddr, madt.length);
    if (!p)
        return topology_fail(err, TOPOLOGY_NO_MADT, "MADT", rsdp_paddr, 0, 0);
    topology_begin(t, "MADT", madt.paddr);
    return read_madt(p, madt.length, t, err);
}
