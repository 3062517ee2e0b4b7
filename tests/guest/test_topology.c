/*
 * test_topology.c - the tables of the machine that the tests run on.
 *
 * run.sh compares the number of CPUs with what QEMU was told.
 */
#include "arch/x86/cpu.h"
#include "arch/x86/page.h"
#include "arch/x86/xen.h"
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
    if (xen_found() && t->nr_ioapics == 0) /* a domU has no device's lines */
        return;
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

/* Adds @n to the byte; false if it is in ROM, where it stays as it was. */
static bool change(uint8_t *p, uint8_t n)
{
    uint8_t old = __atomic_load_n(p, __ATOMIC_RELAXED);

    __atomic_store_n(p, (uint8_t)(old + n), __ATOMIC_RELAXED);
    return __atomic_load_n(p, __ATOMIC_RELAXED) != old;
}

/*
 * The machine's own tables, one byte of each made wrong. SeaBIOS's MP table
 * cannot be changed: there it is what is left.
 */
TEST(wrong_tables_leave_the_next_source_or_one_cpu)
{
    static struct topology t;
    uint8_t *broken[2];
    unsigned n = 0;

    topology_read(&t);
    while (t.paddr != 0 && n < 2) {
        broken[n] = (uint8_t *)(uintptr_t)t.paddr + 40;
        if (!change(broken[n], 1))
            break;
        n++;
        topology_read(&t);
    }
    /* Xen's MADT for dom0 cannot be changed; the host's tables are there too */
    CHECK((n >= 1 && t.nr_cpus == 1) || xen_found());
    CHECK(t.paddr == 0 ? t.nr_ioapics == 0 : t.paddr > 0xe0000);
    while (n-- > 0)
        CHECK(change(broken[n], 0xff));
    topology_read(&t);
    CHECK(t.paddr == topology_get()->paddr);
}
