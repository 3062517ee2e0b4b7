/*
 * timeline.c - see timeline.h.
 *
 * The tool puts the TSC on its own clock by lines `sync`: the guest reads the
 * TSC just before the newline, the tool looks at its clock when it reads
 * it, and the stamps named "sync" tell the values later. Formatting a number
 * in between would count as a delay.
 */
#include "kernel/timeline.h"

#include <stdbool.h>
#include <stddef.h>

#include "arch/x86/hostport.h"
#include "arch/x86/regs.h"
#include "include/pith/boot.h"
#include "kernel/base.h"
#include "kernel/image.h"

#define SYNCS_MAX 4
#define MARKS_MAX 32

uint64_t timeline_tsc[TIMELINE_POINTS];

static const char *const point_name[TIMELINE_POINTS] = {
    [TIMELINE_KERNEL] = "kernel",     [TIMELINE_CONSOLE] = "console",
    [TIMELINE_HANDOVER] = "handover", [TIMELINE_MEMORY] = "memory",
    [TIMELINE_STACK] = "stack",       [TIMELINE_SETUPS] = "setups",
    [TIMELINE_MAIN] = "main",
};

static struct mark {
    const char *name;
    uint64_t tsc;
} marks[MARKS_MAX] __attribute__((section(".noinit")));

static unsigned nr_marks, nr_syncs;
static uint64_t syncs[SYNCS_MAX];
static bool asked;

void pith_timeline_mark(const char *name)
{
    uint64_t tsc = cpu_rdtsc();
    unsigned i = __atomic_load_n(&nr_marks, __ATOMIC_RELAXED);

    while (i < MARKS_MAX) {
        if (__atomic_compare_exchange_n(&nr_marks, &i, i + 1, true,
                                        __ATOMIC_RELAXED, __ATOMIC_RELAXED)) {
            marks[i] = (struct mark){name, tsc};
            return;
        }
    }
}

static void sync(void)
{
    if (!hostport_present(PORT_CONTROL))
        return;
    hostport_write(PORT_CONTROL, "sync", 4);
    syncs[nr_syncs++] = cpu_rdtsc();
    hostport_write(PORT_CONTROL, "\n", 1);
}

void timeline_ask(void)
{
    asked = true;
    sync();
}

static void send(const char *word, uint64_t tsc, const char *name)
{
    char line[128];
    size_t n =
        base_format(line, sizeof(line), "%s 0x%lx %s\n", word, tsc, name);

    line[n - 1] = '\n'; /* a long name is cut */
    if (hostport_present(PORT_CONTROL))
        hostport_write(PORT_CONTROL, line, n);
    else
        base_print("pith: %s", line);
}

void timeline_send(void)
{
    uint64_t end = asked ? cpu_rdtsc() : 0;

    if (!asked)
        return;
    asked = false; /* what follows may crash, and then comes here again */
    while (nr_syncs < SYNCS_MAX && hostport_present(PORT_CONTROL))
        sync();
    send("stamp", entry_tsc, "entry");
    for (unsigned i = 0; i < TIMELINE_POINTS; i++) {
        if (timeline_tsc[i])
            send("stamp", timeline_tsc[i], point_name[i]);
    }
    for (unsigned i = 0; i < nr_marks; i++)
        send("mark", marks[i].tsc, marks[i].name);
    send("stamp", end, "exit");
    for (unsigned i = 0; i < nr_syncs; i++)
        send("stamp", syncs[i], "sync");
}
