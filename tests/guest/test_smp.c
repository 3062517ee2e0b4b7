/*
 * test_smp.c - the other CPUs, as many as QEMU's -smp gave.
 *
 * tests/boot/smp.sh runs it with 1 to 16 of them on each machine.
 */
#include "arch/x86/apic.h"
#include "arch/x86/cpu.h"
#include "arch/x86/page.h"
#include "arch/x86/regs.h"
#include "arch/x86/tables.h"
#include "arch/x86/trap.h"
#include "kernel/base.h"
#include "kernel/boot.h"
#include "kernel/image.h"
#include "kernel/page_alloc.h"
#include "kernel/percpu.h"
#include "kernel/smp.h"
#include "kernel/spinlock.h"
#include "kernel/stacks.h"
#include "kernel/thread.h"
#include "kernel/topology.h"
#include "tests/check.h"
#include "tests/guest/on_cpu.h"

/* Behind the heap and the window of pith_phys_read(). */
#define TEST_VADDR    (PAGING_HEAP_LIMIT + PAGE_1G)
#define ROUNDS        20
#define STORM         64 /* flushes of all CPUs together */
#define TSS_BUSY      0x8b
#define DR7_RESERVED  0x400 /* reads as one [SDM 3 "Debug Control Register"] */
#define TABLE_POINTER __attribute__((packed))

/* What one CPU says of itself. */
struct seen {
    const struct cpu *cpu;
    uint32_t apic_id, dead;
    uint64_t cr0, cr3, cr4, efer, fs_base, dr7;
    uint64_t idt, gdt, idt_stack, stack;
    uint16_t gdt_limit, cs, ss, tr, ldt;
};

static struct seen seen[CPUS_MAX];

static void look_at_tables(struct seen *s)
{
    struct {
        uint16_t limit;
        uint64_t base;
    } TABLE_POINTER gdtr, idtr;

    __asm__ volatile("sgdt %0; sidt %1" : "=m"(gdtr), "=m"(idtr));
    s->gdt = gdtr.base;
    s->gdt_limit = gdtr.limit;
    s->idt = idtr.base;
    __asm__ volatile("movw %%cs, %0; movw %%ss, %1" : "=r"(s->cs), "=r"(s->ss));
    __asm__ volatile("str %0; sldt %1" : "=r"(s->tr), "=r"(s->ldt));
    __asm__ volatile("movq %%dr7, %0" : "=r"(s->dr7));
}

static void look(uint64_t index)
{
    struct seen *s = &seen[index];

    s->cpu = this_cpu();
    s->apic_id = apic_id();
    s->cr0 = cpu_read_cr0();
    s->cr3 = cpu_read_cr3();
    s->cr4 = cpu_read_cr4();
    s->efer = cpu_rdmsr(MSR_EFER);
    s->fs_base = cpu_rdmsr(MSR_FS_BASE);
    s->stack = (uint64_t)__builtin_frame_address(0);
    look_at_tables(s);
}

static unsigned start_and_look(void)
{
    unsigned n = smp_start();

    on_all_cpus(look);
    return n;
}

TEST(every_cpu_of_the_tables_runs)
{
    unsigned n = smp_start();

    CHECK(n == cpu_count() && n == topology_get()->nr_cpus);
    CHECK(smp_start() == n);
    CHECK(cpu_by_index(0) == &boot_cpu && !cpu_by_index(n));
    for (unsigned i = 0; i < n; i++)
        CHECK(cpu_by_index(i)->index == i);
}

TEST(each_cpu_has_its_own_data_and_apic_id)
{
    unsigned n = start_and_look();

    for (unsigned i = 0; i < n; i++) {
        CHECK(seen[i].cpu == cpu_by_index(i) && seen[i].cpu->self);
        CHECK(seen[i].apic_id == seen[i].cpu->apic_id);
        CHECK(seen[i].cpu->current == seen[i].cpu->idle_thread || i == 0);
        for (unsigned j = 0; j < i; j++)
            CHECK(seen[i].apic_id != seen[j].apic_id);
    }
}

TEST(every_cpu_is_in_the_boot_cpus_mode)
{
    unsigned n = start_and_look();

    for (unsigned i = 0; i < n; i++) {
        CHECK(seen[i].cr0 == seen[0].cr0 && seen[i].cr3 == seen[0].cr3);
        CHECK(seen[i].cr4 == seen[0].cr4 && seen[i].efer == seen[0].efer);
        CHECK(seen[i].fs_base == seen[0].fs_base);
        CHECK(seen[i].dr7 == DR7_RESERVED && seen[i].ldt == 0);
        CHECK(seen[i].cs == SEL_CODE64 && seen[i].tr == SEL_TSS);
        CHECK(seen[i].ss == SEL_DATA || seen[i].ss == 0);
    }
    CHECK((seen[0].cr0 & CR0_START) == CR0_START);
}

static void check_ist(unsigned i, const struct cpu_tables *t)
{
    for (unsigned s = 0; s < STACK_BOOT; s++) {
        uint64_t top = t->tss.ist[2 * s] | (uint64_t)t->tss.ist[2 * s + 1]
                                               << 32;
        const struct stack *stack = stacks_find(top - 8);
        struct paging_entry e;
        if (!CHECK(stack && stack->top == top))
            continue;
        CHECK(stack->start - stack->guard >= PAGE_SIZE);
        CHECK(paging_lookup(stack->start, &e) && e.rights == PAGING_W);
        CHECK(!paging_lookup(stack->guard, &e));
        CHECK(!paging_lookup(stack->start - 1, &e));
        for (unsigned j = 0; j < i; j++) {
            const struct cpu_tables *other = cpu_by_index(j)->arch;
            for (unsigned k = 0; k < STACK_BOOT; k++)
                CHECK(other->tss.ist[2 * k] != t->tss.ist[2 * s] ||
                      other->tss.ist[2 * k + 1] != t->tss.ist[2 * s + 1]);
        }
    }
}

TEST(each_cpu_has_its_own_tables_and_guarded_stacks)
{
    unsigned n = start_and_look();

    for (unsigned i = 0; i < n; i++) {
        const struct cpu_tables *t = cpu_by_index(i)->arch;
        uint64_t tss = (uint64_t)&t->tss, entry = t->gdt[SEL_TSS / 8];
        CHECK(seen[i].gdt == (uint64_t)t->gdt);
        CHECK(seen[i].gdt_limit == sizeof(t->gdt) - 1);
        CHECK(seen[i].idt == seen[0].idt);
        CHECK((entry & 0xffff) == sizeof(t->tss) - 1);
        CHECK((entry >> 40 & 0xff) == TSS_BUSY);
        CHECK((entry >> 16 & 0xffffff) == (tss & 0xffffff));
        CHECK(entry >> 56 == (tss >> 24 & 0xff));
        CHECK(t->gdt[SEL_TSS / 8 + 1] == tss >> 32);
        CHECK(t->gdt[SEL_CODE64 / 8] == gdt[SEL_CODE64 / 8]);
        check_ist(i, t);
    }
}

TEST(an_interrupt_runs_on_the_cpus_own_stack)
{
    unsigned n = start_and_look();

    for (unsigned i = 1; i < n; i++) {
        const struct cpu_tables *t = cpu_by_index(i)->arch;
        const struct stack *s = stacks_find(seen[i].stack);
        unsigned ist = STACK_INTERRUPT;
        CHECK(s && s->top == (t->tss.ist[2 * ist] |
                              (uint64_t)t->tss.ist[2 * ist + 1] << 32));
    }
}

TEST(the_page_for_startup_is_kept_and_not_executable)
{
    uint64_t page = boot_info()->low_page;
    struct paging_entry e;

    smp_start();
    CHECK(page == 0x8000);
    CHECK(!memmap_contains(&boot_info()->ram, page, page + PAGE_SIZE));
    CHECK(paging_lookup(page, &e) && !(e.rights & PAGING_X));
}

/* --- exceptions elsewhere --- */

static uint32_t faults;

static bool skip_ud2(struct trap_frame *frame)
{
    const struct stack *s = stacks_find((uint64_t)frame);
    const struct cpu_tables *t = this_cpu()->arch;
    uint64_t top = t->tss.ist[2 * STACK_FAULT] |
                   (uint64_t)t->tss.ist[2 * STACK_FAULT + 1] << 32;

    if (frame->vector != TRAP_UD)
        return false;
    if (s && s->top == top)
        __atomic_add_fetch(&faults, 1, __ATOMIC_RELAXED);
    frame->rip += 2;
    return true;
}

static void undefined(uint64_t arg)
{
    (void)arg;
    for (int i = 0; i < ROUNDS; i++)
        __asm__ volatile("ud2");
}

TEST(exceptions_on_all_cpus_at_once_stay_apart)
{
    unsigned n = smp_start();

    faults = 0;
    trap_set_hook(skip_ud2);
    on_all_cpus(undefined);
    trap_set_hook(NULL);
    CHECK(faults == n * ROUNDS);
}

/* --- translations --- */

static uint64_t value;

static void read_page(uint64_t vaddr)
{
    value = *(volatile uint64_t *)vaddr;
}

static bool two_pages(uint64_t paddr[2])
{
    for (unsigned i = 0; i < 2; i++) {
        if (!CHECK(page_alloc(1, 1, PAGE_LOW_FIRST, PAGE_1G, &paddr[i]) == 0))
            return false;
        *(uint64_t *)page_ptr(paddr[i], 1) = paddr[i];
    }
    return true;
}

/*
 * Each CPU reads the page, so that its TLB knows it; then the address gets
 * another page, and each must see that one. A CPU that was not told would read
 * the old one: TCG has a TLB for each CPU too.
 */
TEST(a_changed_translation_reaches_all_cpus)
{
    unsigned n = smp_start();
    uint64_t paddr[2];

    if (!two_pages(paddr))
        return;
    for (unsigned round = 0; round < ROUNDS; round++) {
        uint64_t now = paddr[round % 2];
        CHECK(paging_map(TEST_VADDR, now, PAGE_SIZE, PAGING_W) == 0);
        for (unsigned i = 0; i < n; i++) {
            value = 0;
            on_cpu(i, read_page, TEST_VADDR);
            CHECK(value == now);
        }
        paging_unmap(TEST_VADDR, PAGE_SIZE);
    }
    page_free(paddr[0], 1);
    page_free(paddr[1], 1);
}

/* The same by many pages, which are forgotten as a whole. */
TEST(a_large_range_is_forgotten_too)
{
    unsigned n = smp_start();
    uint64_t paddr[2];

    if (!two_pages(paddr))
        return;
    CHECK(paging_map(TEST_VADDR, paddr[0], PAGE_SIZE, PAGING_W) == 0);
    for (unsigned i = 0; i < n; i++)
        on_cpu(i, read_page, TEST_VADDR);
    paging_unmap(TEST_VADDR, 100 * PAGE_SIZE);
    CHECK(paging_map(TEST_VADDR, paddr[1], PAGE_SIZE, PAGING_W) == 0);
    for (unsigned i = 0; i < n; i++) {
        on_cpu(i, read_page, TEST_VADDR);
        CHECK(value == paddr[1]);
    }
    paging_unmap(TEST_VADDR, PAGE_SIZE);
    page_free(paddr[0], 1);
    page_free(paddr[1], 1);
}

/* All CPUs stop for each time they are told, so that must not be each page. */
TEST(a_stack_is_forgotten_in_few_steps)
{
    unsigned n = smp_start();
    struct stack *s = stacks_alloc(MIB, PAGE_SIZE);

    CHECK(s || page_free_count() < 2 * MIB / PAGE_SIZE);
    if (!s)
        return; /* a machine of 2 MiB */
    uint64_t before = cpu_by_index(n - 1)->irqs;
    stacks_free(s);
    CHECK(cpu_by_index(n - 1)->irqs - before < MIB / PAGE_SIZE / 2);
}

static void map_and_unmap(uint64_t index)
{
    uint64_t vaddr = TEST_VADDR + index * PAGE_2M, paddr;

    for (unsigned i = 0; i < MAX(STORM / cpu_count(), 2u); i++) {
        if (page_alloc(1, 1, PAGE_LOW_FIRST, PAGE_1G, &paddr) != 0 ||
            paging_map(vaddr, paddr, PAGE_SIZE, PAGING_W) != 0)
            return;
        *(volatile uint64_t *)vaddr = index;
        paging_unmap(vaddr, PAGE_SIZE);
        if (*(volatile uint64_t *)paddr != index)
            return;
        page_free(paddr, 1);
    }
    __atomic_add_fetch(&value, 1, __ATOMIC_RELAXED);
}

/* All take pages, change page tables and tell each other of it, with
 * interrupts off: nobody waits for ever, no page is given out twice. */
TEST(all_cpus_change_memory_at_once)
{
    unsigned n = smp_start();
    uint64_t before = page_free_count();

    for (unsigned i = 0; i < n; i++) /* the tables that stay */
        on_cpu(i, map_and_unmap, i);
    CHECK(value >= n || n == 1);
    value = 0;
    before = page_free_count();
    on_all_cpus(map_and_unmap);
    CHECK(value == n);
    CHECK(page_free_count() == before);
}

/* --- locks --- */

static struct spinlock lock = SPINLOCK_INIT(SPIN_NO_RANK);
static uint64_t counter;

static void count(uint64_t arg)
{
    (void)arg;
    for (unsigned i = 0; i < 1000; i++) {
        uint64_t flags = spin_lock(&lock);
        counter = *(volatile uint64_t *)&counter + 1;
        spin_unlock(&lock, flags);
    }
}

TEST(a_spinlock_lets_one_cpu_in)
{
    unsigned n = smp_start();

    counter = 0;
    on_all_cpus(count);
    CHECK(counter == n * 1000ul);
}
