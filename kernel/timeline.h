/*
 * timeline.h - when each step of the boot was reached, by the TSC.
 *
 * A stamp is an RDTSC and a store. Nothing is formatted or sent unless the
 * command line has pith.timeline (docs/boot.md, "The side channel").
 */
#pragma once

#include <stdint.h>

#include "arch/x86/cpu.h"

/* In the order of boot. The PVH entry has entry_tsc, the end no entry. */
enum timeline_point {
    TIMELINE_KERNEL,   /* long mode, .bss zeroed: kernel_main() begins */
    TIMELINE_CONSOLE,  /* traps, page tables, canary and UART are set up */
    TIMELINE_HANDOVER, /* what the loader left is checked and copied */
    TIMELINE_MEMORY,   /* pages can be had, the command line is read */
    TIMELINE_STACK,    /* running on the main stack */
    TIMELINE_SETUPS,   /* the linked subsystems are set up */
    TIMELINE_MAIN,     /* constructors have run; main() is next */
    TIMELINE_POINTS
};

/* 0 is a point that was not reached. */
extern uint64_t timeline_tsc[TIMELINE_POINTS];

/* timeline_stamp - @point is reached now. Five instructions; any context. */
static inline void timeline_stamp(enum timeline_point point)
{
    timeline_tsc[point] = cpu_rdtsc();
}

/*
 * timeline_ask - the host wants the timeline: tie its clock to the TSC now.
 *
 * Boot only, when the options are read.
 */
void timeline_ask(void);

/*
 * timeline_send - if asked for, stamp the end and write all stamps out.
 *
 * To the control port, else as lines on the error console. Once; the verdict
 * must come after it. Any context.
 */
void timeline_send(void);
