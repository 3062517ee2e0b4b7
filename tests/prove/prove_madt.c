/*
 * prove_madt.c - a MADT of any contents is read within its bytes.
 *
 * The walk gets a block of just as many bytes as the table has; that finding
 * it gives such a block is proved in prove_acpi.c and prove_physmem.c.
 *
 * Bounds: tables of up to 54 bytes, so up to five entries; room for two CPUs
 * and one IOAPIC, so that there can be too many.
 */
// scaled: TOPOLOGY_CPUS:=2 TOPOLOGY_IOAPICS:=1
// proof: prove_entry SCALED --unwind 18
// proof: prove_walk SCALED --unwind 18 --object-bits 9

#include "tests/prove/topology.h"

#include "boot/madt.c"

/* One entry that is as long as its type needs. */
void prove_entry(void)
{
    struct topology t;
    uint16_t set;
    uint8_t type;
    uint8_t *p = any_table(type < TYPES && size_of[type] ? size_of[type] : 2);

    ASSUME(p[0] == type);
    any_topology(&t);
    add_entry(&t, p, &set);
    prove_topology(&t);
}

void prove_walk(void)
{
    uint32_t len;
    struct topology t = {.source = "MADT"};
    struct topology_error err;

    ASSUME(len >= MADT_LAPIC && len <= TABLE_LEN);
    only_walk = true;

    uint8_t *p = any_table(len);
    int r = read_madt(p, len, &t, &err);

    PROVE(r != 0); /* no CPU was added */
    prove_refusal(r, &err);
}
