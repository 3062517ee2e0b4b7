/*
 * page.h - the address space: who may do what where.
 *
 *   0                        never mapped: NULL faults
 *   4 KiB .. end of RAM      identity map, RW and not executable; the image's
 *                            own pages by 4 KiB with their own rights; what no
 *                            one has asked for yet is not mapped
 *   PAGING_THREADS_BASE ..   stacks of threads (kernel/stacks_threads.c)
 *   PAGING_STACK_BASE ..     the main stack, above an unmapped guard
 *   PAGING_HEAP_BASE ..      the heap (kernel/heap.c)
 *   PAGING_CPU_BASE ..       what CPUs other than the boot CPU have for
 *                            themselves (ap_area.c), stacks above guards
 *
 * The identity map is made when page_ptr() or physmem_at() first ask for a
 * block: so boot costs the same with 2 MiB and with 1 TiB of RAM.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define PAGING_THREADS_BASE  0x500000000000ull
#define PAGING_THREADS_LIMIT 0x580000000000ull
#define PAGING_STACK_BASE    0x600000000000ull
#define PAGING_HEAP_BASE     0x600040000000ull
#define PAGING_HEAP_LIMIT    0x700000000000ull
#define PAGING_CPU_BASE      0x7e0000000000ull

#define PAGE_2M              0x200000ull
#define PAGE_1G              0x40000000ull

enum paging_rights {
    PAGING_R = 0,
    PAGING_W = 1, /* and never executable */
    PAGING_X = 2,
    PAGING_DEVICE = 4, /* uncached */
};

struct paging_entry {
    uint64_t paddr; /* of the first byte of the page */
    uint64_t size;  /* 4 KiB, 2 MiB or 1 GiB */
    unsigned rights;
};

/*
 * paging_init - the final rights of the image; guards unmapped.
 *
 * Page 0 stays until the loader's tables are read: SeaBIOS puts them there.
 *
 * Once, early: trusts nothing of the loader's and allocates nothing.
 */
void paging_init(void);

/*
 * paging_map - map [@vaddr, +@len) to [@paddr, +@len), all page aligned.
 *
 * Uses the largest pages that alignment allows. Nothing may be mapped there.
 * Returns 0, or -ENOMEM if there is no page for a table (then the part that
 * was mapped stays; paging_unmap the whole range).
 */
int paging_map(uint64_t vaddr, uint64_t paddr, uint64_t len, unsigned rights);

/*
 * paging_unmap - take [@vaddr, +@len) out again; tables stay.
 *
 * A large page must lie within the range as a whole. Holes are skipped. All
 * CPUs have forgotten the range when it returns, so what was there may be
 * given to others. No spinlock may be held (smp_flush_tlb()).
 */
void paging_unmap(uint64_t vaddr, uint64_t len);

/*
 * paging_map_identity - make [@paddr, +@len) accessible at its own address.
 *
 * By blocks of 2 MiB, or of 1 GiB where the CPU has such pages and @ram says
 * that all of it is RAM. Cheap if it is mapped. Returns 0 or -ENOMEM.
 */
struct memmap;
int paging_map_identity(uint64_t paddr, uint64_t len, const struct memmap *ram);

/* paging_map_device - the same, uncached, by 2 MiB, for device registers. */
int paging_map_device(uint64_t paddr, uint64_t len);

/*
 * paging_set_rights - give the image's mapped 4 KiB page at @vaddr @rights.
 *
 * For pages of .noinit, which are R W until then. Boot CPU, before others run.
 */
void paging_set_rights(uint64_t vaddr, unsigned rights);

/* paging_lookup - what is mapped at @vaddr; false if nothing. Any context. */
bool paging_lookup(uint64_t vaddr, struct paging_entry *out);

/*
 * paging_paddr_limit - physical addresses from here on can not be mapped.
 *
 * The CPU's MAXPHYADDR; QEMU's TCG gives 40 bits, and puts RAM above it.
 */
uint64_t paging_paddr_limit(void);

/* paging_table_count - pages in use as tables, the image's included. */
unsigned paging_table_count(void);
