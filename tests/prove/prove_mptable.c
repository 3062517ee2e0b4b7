/*
 * prove_mptable.c - an MP table of any contents is read within its bytes.
 *
 * The walk gets a block of just as many bytes as the table has. Not proved, but
 * fuzzed: the search for the pointer, and the table's header.
 *
 * Bounds: tables of up to 54 bytes, so one entry and a piece; room for two CPUs
 * and one IOAPIC, so that there can be too many.
 */
// scaled: TOPOLOGY_CPUS:=2 TOPOLOGY_IOAPICS:=1
// proof: prove_entry SCALED --unwind 18
// proof: prove_walk SCALED --unwind 18 --object-bits 9

#include "tests/prove/topology.h"

#include "boot/mptable.c"

/* One entry of a known type, in both rounds. */
void prove_entry(void)
{
    struct topology t;
    struct walk w = {.t = &t};
    uint8_t type;
    uint8_t *p = any_table(entry_size(type));

    ASSUME(p[0] == type);
    any_topology(&t);
    add_part(&w, p);
    prove_topology(&t);
    add_interrupt(&w, p);
    prove_topology(&t);
}

void prove_walk(void)
{
    uint32_t len;
    struct topology t = {.source = "MP table"};
    struct topology_error err;

    ASSUME(len >= CONFIG_SIZE && len <= TABLE_LEN);
    only_walk = true;

    uint8_t *p = any_table(len);
    int r = read_entries(p, len, &t, &err);

    PROVE(r != 0); /* no CPU was added */
    prove_refusal(r, &err);
}
