/*
 * test_paging.c - what is mapped, and that nothing stays that was taken out.
 *
 * Addresses from SPARE on belong to nobody (arch/x86/page.h). They need not
 * stand for RAM as long as nobody reads there.
 */
#include "arch/x86/page.h"
#include "arch/x86/trap.h"
#include "arch/x86/xen.h"
#include "kernel/base.h"
#include "kernel/page_alloc.h"
#include "kernel/string.h"
#include "tests/check.h"
#include "tests/guest/attempt.h"

#define SPARE       0x780000000000ull
#define LOCAL_APIC  0xfee00000ull /* not RAM on any machine */
#define NOT_RAM     0xd0000000ull /* behind QEMU's lowest RAM, below 4 GiB */
#define DIRTY_PAGES 16

static void read_at(uint64_t addr)
{
    (void)*(volatile uint64_t *)addr;
}

TEST(an_unmapped_page_faults_at_once)
{
    uint64_t paddr, vaddr = SPARE;

    if (!CHECK(page_alloc(1, 1, PAGE_LOW_FIRST, PAGE_1G, &paddr) == 0))
        return;
    CHECK(paging_map(vaddr, paddr, PAGE_SIZE, PAGING_W) == 0);
    *(volatile uint64_t *)vaddr = 42;
    CHECK(*(volatile uint64_t *)page_ptr(paddr, 1) == 42);
    paging_unmap(vaddr, PAGE_SIZE);
    struct attempt a = attempt(read_at, vaddr);
    CHECK(a.faulted && a.vector == TRAP_PF && a.address == vaddr);
    page_free(paddr, 1);
}

/* The pages that will be taken for tables are full of ones before. */
TEST(a_new_table_is_empty)
{
    uint64_t paddr[DIRTY_PAGES], vaddr = SPARE + (1ull << 40);
    struct paging_entry e;
    unsigned n = 0;

    while (n < DIRTY_PAGES &&
           page_alloc(1, 1, PAGE_LOW_FIRST, PAGE_1G, &paddr[n]) == 0)
        memset(page_ptr(paddr[n++], 1), 0xff, PAGE_SIZE);
    CHECK(n >= 4);
    while (n > 0)
        page_free(paddr[--n], 1);
    CHECK(paging_map(vaddr, NOT_RAM, PAGE_SIZE, PAGING_W) == 0);
    CHECK(paging_lookup(vaddr, &e) && e.paddr == NOT_RAM);
    CHECK(!paging_lookup(vaddr + PAGE_SIZE, &e));
    CHECK(!paging_lookup(vaddr + PAGE_2M, &e));
    CHECK(!paging_lookup(vaddr + PAGE_1G, &e));
    paging_unmap(vaddr, PAGE_SIZE);
}

TEST(large_pages_are_taken_only_where_both_addresses_allow)
{
    uint64_t vaddr = SPARE + (2ull << 40);
    struct paging_entry e;

    CHECK(paging_map(vaddr, NOT_RAM + PAGE_SIZE, PAGE_2M, PAGING_R) == 0);
    CHECK(paging_lookup(vaddr, &e) && e.size == PAGE_SIZE);
    CHECK(e.paddr == NOT_RAM + PAGE_SIZE && e.rights == PAGING_R);
    CHECK(paging_lookup(vaddr + PAGE_2M - 1, &e));
    CHECK(e.paddr == NOT_RAM + PAGE_2M);
    CHECK(!paging_lookup(vaddr + PAGE_2M, &e));
    paging_unmap(vaddr, PAGE_2M);
    CHECK(!paging_lookup(vaddr, &e));
    CHECK(paging_map(vaddr + PAGE_2M, NOT_RAM, PAGE_2M, PAGING_R) == 0);
    CHECK(paging_lookup(vaddr + PAGE_2M, &e) && e.size == PAGE_2M);
    paging_unmap(vaddr + PAGE_2M, PAGE_2M);
}

TEST(devices_are_uncached)
{
    struct paging_entry e;

    CHECK(paging_map_device(LOCAL_APIC, 8) == 0);
    CHECK(paging_lookup(LOCAL_APIC, &e) && e.paddr == LOCAL_APIC);
    /* a domU's console ring shares the block with its emulated APIC */
    CHECK(e.rights == (PAGING_W | PAGING_DEVICE) || xen_found());
}

TEST(a_range_across_two_blocks_maps_both)
{
    uint64_t middle = NOT_RAM + PAGE_2M;
    struct paging_entry e;

    CHECK(paging_map_identity(middle - 8, 16, NULL) == 0);
    CHECK(paging_lookup(middle - 8, &e) && e.paddr == middle - PAGE_2M);
    CHECK(paging_lookup(middle, &e) && e.paddr == middle);
    CHECK(e.size == PAGE_2M && e.rights == PAGING_W);
    CHECK(!paging_lookup(middle + PAGE_2M, &e));
}
