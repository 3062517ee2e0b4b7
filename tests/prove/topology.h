/*
 * topology.h - what a caller of madt_read() and mptable_read() may rely on.
 *
 * Headers of boot/ come before it, by a source file that is included.
 */
#pragma once

#include "tests/prove/physmem.h"

#include "boot/topology.c"

#define TABLE_LEN 54 /* bytes, at most */

/*
 * A walk along a table is proved without what it collects, and what one entry
 * adds is proved by itself: both at once is more than the solver can do.
 */
static bool only_walk;

static void add_cpu_or_not(struct topology *t, uint32_t id)
{
    if (!only_walk)
        topology_add_cpu(t, id);
}

static void add_ioapic_or_not(struct topology *t, struct topology_ioapic ioapic)
{
    if (!only_walk)
        topology_add_ioapic(t, ioapic);
}

static void set_isa_or_not(struct topology *t, unsigned irq, uint32_t gsi,
                           uint16_t flags)
{
    PROVE(irq < TOPOLOGY_ISA);
    if (!only_walk)
        topology_set_isa(t, irq, gsi, flags);
}

#define topology_add_cpu    add_cpu_or_not
#define topology_add_ioapic add_ioapic_or_not
#define topology_set_isa    set_isa_or_not

/* The texts have a test of their own. */
void boot_error_format(const char *template, const struct boot_error *err,
                       char *buf, size_t size)
{
    (void)template;
    (void)err;
    (void)buf;
    (void)size;
}

static uint8_t *any_table(uint32_t len)
{
    uint8_t *p = malloc(len);

    ASSUME(p != NULL);
    return p;
}

/* A topology in which entries before may have left anything. */
static void any_topology(struct topology *t)
{
    struct topology any;

    *t = any;
    ASSUME(t->nr_cpus <= TOPOLOGY_CPUS && t->nr_ioapics <= TOPOLOGY_IOAPICS);
    ASSUME(t->nr_cpus < 2 || t->cpu[0] != t->cpu[1]);
}

static void prove_topology(const struct topology *t)
{
    PROVE(t->nr_cpus <= TOPOLOGY_CPUS && t->nr_ioapics <= TOPOLOGY_IOAPICS);
    PROVE(t->nr_cpus < 2 || t->cpu[0] != t->cpu[1]);
}

static void prove_refusal(int r, const struct topology_error *err)
{
    PROVE(r == -(int)err->code);
    PROVE(err->code > TOPOLOGY_OK && err->code < TOPOLOGY_REFUSALS);
}
