/*
 * test_tables.c - the page tables as they stand, entry by entry.
 *
 * test_protection.c tries what must fault; this one reads all there is from
 * CR3 down, whatever made it, and compares each leaf with the policy of
 * arch/x86/page.h: where it may lie, that it maps what it should, its rights.
 */
#include "arch/x86/cpu.h"
#include "arch/x86/page.h"
#include "arch/x86/regs.h"
#include "arch/x86/xen.h"
#include "kernel/base.h"
#include "kernel/boot.h"
#include "kernel/heap.h"
#include "kernel/image.h"
#include "kernel/page_alloc.h"
#include "kernel/smp.h"
#include "kernel/stacks.h"
#include "tests/check.h"

#define ENTRIES  512
#define ADDRESS  0x000ffffffffff000ull
#define LEVELS   4
#define LEVEL_1G 3

struct walk {
    uint64_t leaves, executable, breaches;
};

static void breach(struct walk *w, const char *what, uint64_t vaddr,
                   uint64_t entry)
{
    if (w->breaches++ == 0)
        base_print("# %s: 0x%lx has entry 0x%lx\n", what, vaddr, entry);
}

static bool is_guard(uint64_t vaddr)
{
    for (unsigned i = 0; i < STACKS_STATIC; i++) {
        if (vaddr == stacks_static[i].guard)
            return true;
    }
    return false;
}

/* What the image's own pages may be; @size is that of the page. */
static bool image_rights(uint64_t vaddr, uint64_t entry)
{
    bool w = entry & PTE_RW, x = !(entry & PTE_NX);

    if (vaddr == IMAGE_ADDR(xen_hypercall_page) && xen_found())
        return !w && x;
    if (vaddr < IMAGE_ADDR(text_end))
        return !w && x;
    if (vaddr < IMAGE_ADDR(rodata_end))
        return !w && !x;
    if (vaddr < IMAGE_ADDR(data_end))
        return w && !x;
    return !w && !x;
}

static void check_leaf(struct walk *w, uint64_t vaddr, uint64_t entry,
                       uint64_t size)
{
    uint64_t paddr = entry & ADDRESS & ~(size - 1);
    uint64_t limit = ALIGN_UP(image_limit(), PAGE_SIZE);

    w->leaves++;
    if ((entry & PTE_RW) && !(entry & PTE_NX))
        breach(w, "writable and executable", vaddr, entry);
    if (!(entry & PTE_NX))
        w->executable += size;
    if (vaddr < PAGE_SIZE)
        breach(w, "page 0 is mapped", vaddr, entry);
    if (is_guard(vaddr))
        breach(w, "a guard is mapped", vaddr, entry);
    if (entry & 4)
        breach(w, "a user page", vaddr, entry);
    if (vaddr < PAGING_STACK_BASE && paddr != vaddr)
        breach(w, "not its own address", vaddr, entry);
    if (vaddr >= IMAGE_ADDR(image_start) && vaddr < limit &&
        !image_rights(vaddr, entry))
        breach(w, "rights of the image", vaddr, entry);
    if (vaddr >= PAGING_STACK_BASE && vaddr < PAGING_HEAP_BASE) {
        const struct stack *s = stacks_find(vaddr);
        if (!s || vaddr < s->start)
            breach(w, "no stack lies there", vaddr, entry);
    }
    if (vaddr >= PAGING_CPU_BASE) {
        const struct stack *s = smp_stack_find(vaddr);
        if (s && vaddr < s->start)
            breach(w, "the guard of a CPU's stack", vaddr, entry);
        return;
    }
    if (vaddr >= PAGING_HEAP_BASE && vaddr >= (uint64_t)heap_grow(0) + PAGE_2M)
        breach(w, "behind the heap", vaddr, entry);
}

/* All entries below @table, which maps 2^(12 + 9 * level) bytes from @vaddr;
 * an explicit stack of levels, since there is no recursion here. */
static struct walk walk_all(void)
{
    struct walk w = {0};
    uint64_t *table[LEVELS + 1] = {0}, base[LEVELS + 1] = {0};
    unsigned index[LEVELS + 1] = {0};
    int level = LEVELS;

    table[level] = (uint64_t *)(cpu_read_cr3() & ADDRESS);
    while (level <= LEVELS) {
        if (index[level] == ENTRIES) {
            level++;
            continue;
        }
        unsigned i = index[level]++;
        uint64_t size = 1ull << (PAGE_SHIFT + 9 * (level - 1));
        uint64_t vaddr = base[level] + i * size, entry = table[level][i];
        if (!(entry & PTE_P))
            continue;
        if (level == 1 || (level <= LEVEL_1G && (entry & PTE_PS))) {
            check_leaf(&w, vaddr, entry, size);
            continue;
        }
        level--;
        table[level] = (uint64_t *)(entry & ADDRESS);
        base[level] = vaddr;
        index[level] = 0;
    }
    return w;
}

TEST(every_entry_keeps_the_policy)
{
    uint64_t paddr;

    /* something of each kind: heap pages, large ones too, mapped RAM */
    heap_grow(3 * PAGE_SIZE);
    bool large = heap_grow(2 * PAGE_2M) != NULL;
    if (CHECK(page_alloc(1, 1, PAGE_HIGH_FIRST, PAGE_ANY_ADDRESS, &paddr) == 0))
        CHECK(page_ptr(paddr, 1) != NULL);
    struct walk w = walk_all();
    CHECK(w.breaches == 0);
    CHECK(w.leaves > 500);
    CHECK(w.executable == IMAGE_ADDR(text_end) - IMAGE_ADDR(text_start) +
                              (xen_found() ? PAGE_SIZE : 0));
    page_free(paddr, 1);
    if (large)
        heap_grow(-(int64_t)(2 * PAGE_2M));
    heap_grow(-(int64_t)(3 * PAGE_SIZE));
}
