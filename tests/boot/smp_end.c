/*
 * smp_end.c - end the machine from one CPU while the others are busy.
 *
 * usage: smp_end.elf HOW CPU
 *
 * All CPUs but that one write lines for ever. Then HOW happens on it: what
 * the host sees must be one whole report and the right status, and no line
 * may follow. tests/boot/smp.sh has the expectations.
 */
#include "arch/x86/apic.h"
#include "arch/x86/cpu.h"
#include "kernel/app.h"
#include "kernel/base.h"
#include "kernel/exit.h"
#include "kernel/percpu.h"
#include "kernel/smp.h"
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

void app_enter(int argc, char **argv, char **envp)
{
    unsigned cpu = argc > 2 ? (unsigned)number(argv[2]) : 0;

    (void)envp;
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
