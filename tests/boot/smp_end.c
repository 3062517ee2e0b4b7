/*
 * smp_end.c - end the machine from one CPU while the others are busy.
 *
 * usage: smp_end.elf HOW CPU
 *
 * All CPUs but that one write lines for ever. Then HOW happens on it: what
 * the host sees must be one whole report and the right status, and no line
 * may follow. tests/boot/smp.sh has the expectations.
 *
 *        smp_end.elf lies 0
 *
 * What the firmware's tables said is spoilt before the CPUs are started: the
 * last CPU's id becomes that of none, and others follow that are none, the
 * boot CPU's, or cannot be reached. The real last CPU is started after all
 * that, as one that comes too late: it must do no harm.
 */
#include "arch/x86/apic.h"
#include "arch/x86/cpu.h"
#include "kernel/app.h"
#include "kernel/base.h"
#include "kernel/exit.h"
#include "kernel/percpu.h"
#include "kernel/boot.h"
#include "kernel/smp.h"
#include "kernel/topology.h"
#include "tests/guest/on_cpu.h"

#define STATUS 7

static uint64_t *volatile nowhere = (uint64_t *)8;

static uint32_t writers;

static void write_lines(uint64_t index)
{
    __atomic_add_fetch(&writers, 1, __ATOMIC_RELAXED);
    for (;;)
        base_print("noise from CPU %lu\n", index);
}

static void spin_deaf(uint64_t index)
{
    (void)index;
    __atomic_add_fetch(&writers, 1, __ATOMIC_RELAXED);
    for (;;)
        cpu_pause();
}

static void do_panic(uint64_t arg)
{
    panic("wanted on CPU %lu", arg);
}

static void do_fault(uint64_t arg)
{
    *nowhere = arg;
}

static void do_exit(uint64_t arg)
{
    (void)arg;
    exit_program(STATUS);
}

static void do_nmi(uint64_t arg)
{
    (void)arg;
    apic_send_nmi(apic_id());
    for (;;)
        cpu_pause();
}

/* Not a tail call: each level keeps its frame. */
static __attribute__((noinline)) uint64_t sink(uint64_t depth)
{
    volatile uint64_t frame[32];

    frame[depth % 32] = depth;
    return depth == 0 ? 0 : sink(depth - 1) + frame[depth % 32];
}

static void do_overflow(uint64_t arg)
{
    base_print("%lu\n", sink(UINT64_MAX - arg));
}

/* All CPUs at once: one report, whoever is first. */
static void do_panic_everywhere(uint64_t arg)
{
    (void)arg;
    on_all_cpus(do_panic);
}

static const struct {
    const char *name;
    void (*fn)(uint64_t cpu);
} ways[] = {
    {"panic", do_panic},       {"fault", do_fault},
    {"exit", do_exit},         {"nmi", do_nmi},
    {"overflow", do_overflow}, {"all-panic", do_panic_everywhere},
};

static bool same(const char *a, const char *b)
{
    for (; *a && *a == *b; a++, b++)
        continue;
    return *a == *b;
}

static uint64_t number(const char *text)
{
    uint64_t v = 0;

    for (; *text >= '0' && *text <= '9'; text++)
        v = v * 10 + (uint64_t)(*text - '0');
    return v;
}

/* Every other CPU that is not the one is busy; half of them deafly. */
static void busy_others(unsigned but)
{
    unsigned others = 0;

    for (unsigned i = 1; i < cpu_count(); i++) {
        if (i == but)
            continue;
        on_cpu_later(i, i % 2 ? write_lines : spin_deaf, i);
        others++;
    }
    while (__atomic_load_n(&writers, __ATOMIC_RELAXED) < others)
        cpu_pause();
}

static uint32_t answers;

static void answer(uint64_t index)
{
    (void)index;
    __atomic_add_fetch(&answers, 1, __ATOMIC_RELAXED);
}

/* Long enough for a CPU to come from reset to ap_main() and further. */
static void wait_long(void)
{
    uint64_t start = cpu_rdtsc();

    while (cpu_rdtsc() - start < 1000000000)
        cpu_pause();
}

static void lies(void)
{
    struct topology *t = (struct topology *)topology_get();
    uint32_t late = t->cpu[t->nr_cpus - 1];

    t->cpu[t->nr_cpus - 1] = 77;
    t->cpu[t->nr_cpus++] = 78;
    t->cpu[t->nr_cpus++] = t->cpu[0];
    t->cpu[t->nr_cpus++] = t->cpu[1];
    t->cpu[t->nr_cpus++] = 300;
    base_print("%u CPUs run\n", smp_start());
    apic_send_init(late);
    apic_send_startup(late, (uint8_t)(boot_info()->low_page / PAGE_SIZE));
    wait_long();
    on_all_cpus(answer);
    base_print("%u answer, %u counted\n", answers, cpu_count());
    exit_program(STATUS);
}

void app_enter(int argc, char **argv, char **envp)
{
    unsigned cpu = argc > 2 ? (unsigned)number(argv[2]) : 0;

    (void)envp;
    if (argc > 1 && same(argv[1], "lies"))
        lies();
    base_print("%u CPUs\n", smp_start());
    for (unsigned i = 0; argc > 2 && i < ARRAY_SIZE(ways); i++) {
        if (!same(argv[1], ways[i].name))
            continue;
        if (ways[i].fn != do_panic_everywhere)
            busy_others(cpu);
        on_cpu(cpu, ways[i].fn, cpu);
    }
    exit_program(2);
}
