/*
 * paging.c - page tables: the image's rights, then everything on demand.
 *
 * pvh_entry.S leaves the blocks of 2 MiB that hold the image mapped, all
 * rights given. paging_init() replaces them: a block in which rights change
 * gets a table of 4 KiB pages (from the array that linker.ld sized), and so
 * does one with stacks, for the guards; the others get one 2 MiB entry. After
 * that a table costs a page from page_alloc(); before page_alloc() has memory,
 * from a small pool, enough for the loader's structures wherever they lie
 * below 4 GiB.
 *
 * Tables are always identity-mapped: they come from the first GiB, where the
 * boot page directory reaches everything without a further table. They are
 * changed under memory_lock() and read without it: an entry is written at once,
 * and a table, once there, stays.
 * [SDM 3 "4-Level Paging"]
 */
#include "arch/x86/page.h"

#include "arch/x86/cpu.h"
#include "arch/x86/regs.h"
#include "boot/memmap.h"
#include "kernel/base.h"
#include "kernel/errno.h"
#include "kernel/image.h"
#include "kernel/memory_lock.h"
#include "kernel/page_alloc.h"
#include "kernel/percpu.h"
#include "kernel/smp.h"
#include "kernel/stacks.h"
#include "kernel/string.h"

#define PTE_ADDR   0x000ffffffffff000ull
#define TABLE_SIZE 512
#define LEVEL_4K   1
#define LEVEL_2M   2
#define LEVEL_1G   3
#define LEVEL_TOP  4

/* Room for the tables of three GiB beyond the first, see above. */
__attribute__((section(".noinit"),
               aligned(4096))) static uint64_t pool[3][TABLE_SIZE];

/* Only linked with what makes threads. */
#pragma weak smp_flush_tlb

static struct {
    unsigned pool_used;
    unsigned tables; /* besides the boot tables */
    bool gib_pages;
} paging;

static uint64_t rights_to_bits(unsigned rights)
{
    return PTE_P | (rights & PAGING_W ? PTE_RW : 0) |
           (rights & PAGING_X ? 0 : PTE_NX) |
           (rights & PAGING_DEVICE ? PTE_PCD : 0);
}

static uint64_t level_size(int level)
{
    return 1ull << (PAGE_SHIFT + 9 * (level - 1));
}

static unsigned level_index(uint64_t vaddr, int level)
{
    return vaddr >> (PAGE_SHIFT + 9 * (level - 1)) & (TABLE_SIZE - 1);
}

static uint64_t *table_of(uint64_t entry)
{
    return (uint64_t *)(uintptr_t)(entry & PTE_ADDR);
}

static bool is_leaf(uint64_t entry, int level)
{
    return level == LEVEL_4K || (entry & PTE_PS);
}

/* pairs with entry_write() on another CPU: a new table is zeroed */
static uint64_t entry_read(const uint64_t *entry)
{
    return __atomic_load_n(entry, __ATOMIC_ACQUIRE);
}

static void entry_write(uint64_t *entry, uint64_t value)
{
    __atomic_store_n(entry, value, __ATOMIC_RELEASE);
}

static uint64_t *table_alloc(void)
{
    uint64_t *table, paddr;

    if (page_alloc(1, 1, PAGE_LOW_FIRST, PAGE_1G, &paddr) == 0) {
        /* Needs no table itself: the first GiB has its page directory. */
        if (paging_map_identity(paddr, PAGE_SIZE, NULL) != 0)
            return NULL;
        table = (uint64_t *)(uintptr_t)paddr;
    } else if (paging.pool_used < ARRAY_SIZE(pool)) {
        table = pool[paging.pool_used++];
    } else {
        return NULL;
    }
    memset(table, 0, PAGE_SIZE);
    paging.tables++;
    return table;
}

/* Walks down to the entry of @vaddr at @level, making tables on the way. */
static uint64_t *entry_make(uint64_t vaddr, int level)
{
    uint64_t *entry = &boot_pml4[level_index(vaddr, LEVEL_TOP)];

    for (int l = LEVEL_TOP; l > level; l--) {
        if (!(*entry & PTE_P)) {
            uint64_t *table = table_alloc();
            if (!table)
                return NULL;
            entry_write(entry, (uint64_t)(uintptr_t)table | PTE_P | PTE_RW);
        }
        assert(!is_leaf(*entry, l));
        entry = &table_of(*entry)[level_index(vaddr, l - 1)];
    }
    return entry;
}

/* Finds the leaf entry that maps @vaddr; NULL if there is none. */
static uint64_t *entry_find(uint64_t vaddr, int *level)
{
    uint64_t *entry = &boot_pml4[level_index(vaddr, LEVEL_TOP)];
    uint64_t e = entry_read(entry);
    int l = LEVEL_TOP;

    for (; l > LEVEL_4K && (e & PTE_P) && !(e & PTE_PS); l--) {
        entry = &table_of(e)[level_index(vaddr, l - 1)];
        e = entry_read(entry);
    }
    *level = l;
    return e & PTE_P ? entry : NULL;
}

static int map_range(uint64_t vaddr, uint64_t paddr, uint64_t len,
                     unsigned rights)
{
    uint64_t bits = rights_to_bits(rights);

    while (len > 0) {
        uint64_t fit = vaddr | paddr;
        int level = LEVEL_4K;
        if (paging.gib_pages && len >= PAGE_1G && !(fit & (PAGE_1G - 1)))
            level = LEVEL_1G;
        else if (len >= PAGE_2M && !(fit & (PAGE_2M - 1)))
            level = LEVEL_2M;
        uint64_t *entry = entry_make(vaddr, level);
        if (!entry)
            return -ENOMEM;
        assert(!(*entry & PTE_P));
        entry_write(entry, paddr | bits | (level == LEVEL_4K ? 0 : PTE_PS));
        vaddr += level_size(level);
        paddr += level_size(level);
        len -= level_size(level);
    }
    return 0;
}

int paging_map(uint64_t vaddr, uint64_t paddr, uint64_t len, unsigned rights)
{
    uint64_t flags = memory_lock();
    int err = map_range(vaddr, paddr, len, rights);

    memory_unlock(flags);
    return err;
}

static void unmap_range(uint64_t vaddr, uint64_t len)
{
    uint64_t end = vaddr + len;

    while (vaddr < end) {
        int level;
        uint64_t *entry = entry_find(vaddr, &level);
        if (entry) {
            assert(!(vaddr & (level_size(level) - 1)));
            assert(end - vaddr >= level_size(level));
            entry_write(entry, 0);
            cpu_invlpg(vaddr);
        }
        vaddr = ALIGN_DOWN(vaddr, level_size(level)) + level_size(level);
    }
}

void paging_unmap(uint64_t vaddr, uint64_t len)
{
    uint64_t flags = memory_lock();

    unmap_range(vaddr, len);
    memory_unlock(flags);
    if (smp_flush_tlb && cpu_count() > 1)
        smp_flush_tlb(vaddr, len);
}

/* Maps the block of 2 MiB, or of 1 GiB if it is all RAM, around @paddr. */
static int map_block(uint64_t paddr, unsigned rights, const struct memmap *ram)
{
    uint64_t gib = ALIGN_DOWN(paddr, PAGE_1G);
    uint64_t block = ALIGN_DOWN(paddr, PAGE_2M);
    int level;
    uint64_t *entry = entry_find(paddr, &level);

    /* a block with a 4 KiB table is the image's: page 0 and guards stay out */
    if (entry || level == LEVEL_4K)
        return 0;
    if (level == LEVEL_1G && paging.gib_pages && ram &&
        memmap_contains(ram, gib, gib + PAGE_1G))
        return map_range(gib, gib, PAGE_1G, rights);
    return map_range(block, block, PAGE_2M, rights);
}

/* The same for a block that may well be there; looks before it locks. */
static int map_block_once(uint64_t paddr, unsigned rights,
                          const struct memmap *ram)
{
    int level;

    if (entry_find(paddr, &level))
        return 0;
    uint64_t flags = memory_lock();
    int err = map_block(paddr, rights, ram);
    memory_unlock(flags);
    return err;
}

static int map_blocks(uint64_t paddr, uint64_t len, unsigned rights,
                      const struct memmap *ram)
{
    uint64_t end = paddr + len;

    for (uint64_t at = ALIGN_DOWN(paddr, PAGE_2M); at < end; at += PAGE_2M) {
        int err = map_block_once(at, rights, ram);
        if (err)
            return err;
    }
    return 0;
}

int paging_map_identity(uint64_t paddr, uint64_t len, const struct memmap *ram)
{
    return map_blocks(paddr, len, PAGING_W, ram);
}

int paging_map_device(uint64_t paddr, uint64_t len)
{
    return map_blocks(paddr, len, PAGING_W | PAGING_DEVICE, NULL);
}

void paging_set_rights(uint64_t vaddr, unsigned rights)
{
    int level;
    uint64_t *entry = entry_find(vaddr, &level);

    assert(entry && level == LEVEL_4K);
    *entry = (*entry & PTE_ADDR) | rights_to_bits(rights);
    cpu_invlpg(vaddr);
}

bool paging_lookup(uint64_t vaddr, struct paging_entry *out)
{
    int level;
    bool canonical = vaddr < 1ull << 47;
    uint64_t *entry = canonical ? entry_find(vaddr, &level) : NULL;
    uint64_t e = entry ? entry_read(entry) : 0;

    if (!(e & PTE_P)) /* also if it was unmapped just now */
        return false;
    out->size = level_size(level);
    out->paddr = e & PTE_ADDR & ~(out->size - 1);
    out->rights = (e & PTE_RW ? PAGING_W : 0) | (e & PTE_NX ? 0 : PAGING_X) |
                  (e & PTE_PCD ? PAGING_DEVICE : 0);
    return true;
}

uint64_t paging_paddr_limit(void)
{
    return 1ull << (cpu_cpuid(CPUID_EXT_ADDRESS, 0).eax & 0xff);
}

unsigned paging_table_count(void)
{
    return paging.tables;
}

/* The rights of the image, in address order; the last row ends at ~0. */
struct span {
    uint64_t end;
    uint64_t bits;
};

static void spans_fill(struct span span[5])
{
    uint64_t ro = rights_to_bits(PAGING_R), rw = rights_to_bits(PAGING_W);
    uint64_t rx = rights_to_bits(PAGING_X);

    span[0] = (struct span){IMAGE_ADDR(text_start), rw};
    span[1] = (struct span){IMAGE_ADDR(text_end), rx};
    span[2] = (struct span){IMAGE_ADDR(rodata_end), ro};
    span[3] = (struct span){IMAGE_ADDR(data_end), rw};
    span[4] = (struct span){ALIGN_UP(image_limit(), PAGE_SIZE), ro};
}

/*
 * Fills the 4 KiB-page table of the block at @at; rights run from @span on. A
 * fifth of the boot if it is made for size, as the rest of the file is.
 */
static __attribute__((optimize("O2"))) void table_fill(uint64_t *table,
                                                       uint64_t at,
                                                       const struct span *span,
                                                       const struct span *last)
{
    uint64_t block_end = at + PAGE_2M;

    while (at < block_end) {
        uint64_t end = span > last ? block_end : MIN(span->end, block_end);
        uint64_t bits = span > last ? rights_to_bits(PAGING_W) : span->bits;
        at |= bits;
#pragma GCC unroll 8 /* 512 times in every boot */
        for (uint64_t stop = end | bits; at < stop; at += PAGE_SIZE)
            *table++ = at;
        at = end;
        span++;
    }
}

static void map_image(void)
{
    uint64_t(*tables)[TABLE_SIZE] = (void *)image_tables_start;
    uint64_t limit = image_limit();
    struct span span[5];
    struct span *now = span, *last = &span[4];
    unsigned used = 0;

    spans_fill(span);
    for (uint64_t at = 0; at < limit; at += PAGE_2M) {
        while (now < last && now->end <= at)
            now++;
        uint64_t *entry = entry_make(at, LEVEL_2M);
        if (now->end > at && now->end - at >= PAGE_2M &&
            at + PAGE_2M <= IMAGE_ADDR(noinit_start)) {
            *entry = at | now->bits | PTE_PS;
            continue;
        }
        assert((char *)tables[used] < image_tables_end);
        table_fill(tables[used], at, now, last);
        *entry = (uint64_t)(uintptr_t)tables[used++] | PTE_P | PTE_RW;
    }
}

/* Takes the 4 KiB page at @vaddr, which is the image's, out of the map. */
static void punch(uint64_t vaddr)
{
    int level;
    uint64_t *entry = entry_find(vaddr, &level);

    assert(entry && level == LEVEL_4K);
    *entry = 0;
}

void paging_init(void)
{
    struct cpuid_regs ext = cpu_cpuid(CPUID_EXT_FEATURES, 0);

    paging.gib_pages = ext.edx & CPUID_EXT_PDPE1GB;
    map_image();
    for (unsigned i = 0; i < STACKS_STATIC; i++)
        punch(stacks_static[i].guard);
    cpu_write_cr3(cpu_read_cr3());
}
