/*
 * test_topology.c - the tables of the machine that the tests run on.
 *
 * run.sh compares the number of CPUs with what QEMU was told.
 */
#include "arch/x86/cpu.h"
#include "arch/x86/page.h"
#include "kernel/base.h"
#include "kernel/topology.h"
#include "tests/check.h"

static uint32_t my_apic_id(void)
{
    return cpu_cpuid(1, 0).ebx >> 24; /* [SDM 2 "CPUID"] */
}

TEST(the_tables_name_this_cpu_and_an_ioapic)
{
    const struct topology *t = topology_get();
    unsigned found = 0;

    CHECK(t->paddr != 0);
    for (unsigned i = 0; i < t->nr_cpus; i++)
        found += t->cpu[i] == my_apic_id();
    CHECK(found == 1);
    CHECK(t->lapic == TOPOLOGY_LAPIC);
    CHECK(t->nr_ioapics >= 1 && t->ioapic[0].paddr == 0xfec00000);
    CHECK(t->ioapic[0].gsi == 0);
    CHECK(t->isa[4].gsi == 4 && !t->isa[4].level && !t->isa[4].low);
}

TEST(the_topology_is_read_once_and_page_0_stays_unmapped)
{
    struct paging_entry e;

    CHECK(topology_get() == topology_get());
    CHECK(!paging_lookup(0, &e));
}
