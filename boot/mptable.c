/*
 * mptable.c - see mptable.h.
 *
 * Entries refer to buses and IOAPICs by ids that other entries give them, so
 * the table is gone through twice: for these, then for the interrupts. Every
 * entry is 8 bytes long but a processor's, and one of an unknown type is of
 * unknown length: it ends the table's being believed.
 */
#include "boot/mptable.h"

#include <stddef.h>

#include "boot/bios_area.h"
#include "boot/bytes.h"

/* [MP 4.1] floating pointer */
#define POINTER_CONFIG  4
#define POINTER_LENGTH  8 /* in units of 16 bytes */
#define POINTER_DEFAULT 11
#define POINTER_SIZE    16

/* [MP 4.2] configuration table header */
#define CONFIG_LENGTH 4
#define CONFIG_LAPIC  36
#define CONFIG_SIZE   44

/* [MP 4.3] base entries */
#define TYPE_CPU     0
#define TYPE_BUS     1
#define TYPE_IOAPIC  2
#define TYPE_INT     3
#define TYPE_LINT    4
#define TYPES        5
#define CPU_SIZE     20
#define ENTRY_SIZE   8

#define FLAG_ENABLED 1u
#define INT_VECTORED 0    /* [MP 4.3.4] neither NMI, SMI nor ExtINT */
#define ALL_IOAPICS  0xff /* [MP 4.3.4] */

/* What is collected besides the topology. */
struct walk {
    struct topology *t;
    uint16_t set;
    uint32_t isa_bus[256 / 32]; /* a bit for each bus id */
};

static uint32_t entry_size(uint8_t type)
{
    return type == TYPE_CPU ? CPU_SIZE : ENTRY_SIZE;
}

static void add_cpu(struct topology *t, const uint8_t *p)
{
    if (p[1] == 0xff || !(p[3] & FLAG_ENABLED))
        t->disabled++;
    else
        topology_add_cpu(t, p[1]);
}

static void add_part(struct walk *w, const uint8_t *p)
{
    switch (p[0]) {
    case TYPE_CPU:
        return add_cpu(w->t, p);
    case TYPE_BUS:
        if (bytes_same(p + 2, "ISA   ", 6))
            w->isa_bus[p[1] / 32] |= 1u << p[1] % 32;
        return;
    case TYPE_IOAPIC:
        if (p[3] & FLAG_ENABLED)
            topology_add_ioapic(
                w->t,
                (struct topology_ioapic){.paddr = bytes_get32(p + 4),
                                         .gsi = w->t->nr_ioapics * MPTABLE_PINS,
                                         .id = p[1]});
        return;
    default:
        return;
    }
}

static void add_interrupt(struct walk *w, const uint8_t *p)
{
    unsigned bus = p[4], irq = p[5];

    if (p[0] != TYPE_INT || p[1] != INT_VECTORED || irq >= TOPOLOGY_ISA ||
        !(w->isa_bus[bus / 32] >> bus % 32 & 1))
        return;
    for (unsigned i = 0; i < w->t->nr_ioapics; i++) {
        const struct topology_ioapic *ioapic = &w->t->ioapic[i];

        if (p[6] != ioapic->id && p[6] != ALL_IOAPICS)
            continue;
        topology_set_isa(w->t, irq, ioapic->gsi + p[7], bytes_get16(p + 2));
        w->set |= (uint16_t)(1u << irq);
        return;
    }
}

static int read_entries(const uint8_t *p, uint32_t len, struct topology *t,
                        struct topology_error *err)
{
    struct walk w = {.t = t};
    uint32_t at;

    for (at = CONFIG_SIZE; at < len; at += entry_size(p[at])) {
        if (p[at] >= TYPES || entry_size(p[at]) > len - at)
            return topology_fail(err, TOPOLOGY_ENTRY, t->source, t->paddr, at,
                                 p[at]);
        add_part(&w, p + at);
    }
    for (at = CONFIG_SIZE; at < len; at += entry_size(p[at]))
        add_interrupt(&w, p + at);
    return topology_finish(t, w.set, err);
}

static int read_config(const struct physmem *pm, uint64_t paddr,
                       struct topology *t, struct topology_error *err)
{
    static const char name[] = "MP table";
    const uint8_t *p = physmem_at(pm, paddr, CONFIG_SIZE);

    if (!p)
        return topology_fail(err, TOPOLOGY_UNREADABLE, name, paddr, CONFIG_SIZE,
                             0);
    if (!bytes_same(p, "PCMP", 4))
        return topology_fail(err, TOPOLOGY_SIGNATURE, name, paddr,
                             bytes_get32(p), 0x504d4350);

    uint32_t len = bytes_get16(p + CONFIG_LENGTH);

    if (len < CONFIG_SIZE)
        return topology_fail(err, TOPOLOGY_SHORT, name, paddr, len,
                             CONFIG_SIZE);
    p = physmem_at(pm, paddr, len);
    if (!p)
        return topology_fail(err, TOPOLOGY_UNREADABLE, name, paddr, len, 0);
    if (!bytes_sum_is_zero(p, len))
        return topology_fail(err, TOPOLOGY_SUM, name, paddr, len, 0);
    topology_begin(t, name, paddr);
    t->has_8259 = true; /* [MP 3.6.2] it comes with the PC/AT */
    t->lapic = bytes_get32(p + CONFIG_LAPIC);
    return read_entries(p, len, t, err);
}

static bool is_pointer(const uint8_t *p)
{
    return bytes_same(p, "_MP_", 4) && p[POINTER_LENGTH] == 1 &&
           bytes_sum_is_zero(p, POINTER_SIZE);
}

int mptable_read(const struct physmem *pm, struct topology *t,
                 struct topology_error *err)
{
    uint64_t paddr = bios_area_find(pm, POINTER_SIZE, is_pointer);
    const uint8_t *p = paddr ? physmem_at(pm, paddr, POINTER_SIZE) : NULL;

    if (!p)
        return topology_fail(err, TOPOLOGY_NO_POINTER, NULL, 0, 0, 0);

    uint32_t config = bytes_get32(p + POINTER_CONFIG);

    if (config == 0)
        return topology_fail(err, TOPOLOGY_DEFAULT, NULL, paddr,
                             p[POINTER_DEFAULT], 0);
    return read_config(pm, config, t, err);
}
