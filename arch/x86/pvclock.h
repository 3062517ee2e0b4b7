/*
 * pvclock.h - the clock that a hypervisor keeps in a page of ours.
 *
 * KVM and Xen write for each virtual CPU how to turn its time-stamp counter
 * into nanoseconds. KVM is asked here, Xen in xen_clock.c.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* [KVM msr, "MSR_KVM_SYSTEM_TIME_NEW"];
 * [Xen "struct vcpu_time_info"] */
struct pvclock_time {
    uint32_t version; /* odd: being written */
    uint32_t pad0;
    uint64_t tsc_timestamp;
    uint64_t system_time; /* ns at that */
    uint32_t tsc_to_system_mul;
    int8_t tsc_shift;
    uint8_t flags;
    uint8_t pad[2];
};
_Static_assert(offsetof(struct pvclock_time, tsc_timestamp) == 8, "[KVM msr]");
_Static_assert(offsetof(struct pvclock_time, system_time) == 16, "[KVM msr]");
_Static_assert(offsetof(struct pvclock_time, tsc_to_system_mul) == 24,
               "[KVM msr]");
_Static_assert(offsetof(struct pvclock_time, tsc_shift) == 28, "[KVM msr]");
_Static_assert(offsetof(struct pvclock_time, flags) == 29, "[KVM msr]");
_Static_assert(sizeof(struct pvclock_time) == 32, "[KVM msr]");

/* Real time when the clock showed 0. [KVM msr] */
struct pvclock_wall {
    uint32_t version, sec, nsec;
};
_Static_assert(sizeof(struct pvclock_wall) == 12, "[KVM msr]");

/* A hypervisor that has one. */
struct pvclock_source {
    const char *name;
    /* the page of CPU @index, which this runs on for the first time, or NULL */
    const struct pvclock_time *(*page)(unsigned index);
    const struct pvclock_wall *(*wall)(void); /* NULL: it does not tell */
};

/*
 * pvclock_init - ask the hypervisor for the boot CPU's page.
 *
 * Returns its name, or NULL if there is no such clock. Idempotent; thread
 * context, on the boot CPU.
 */
const char *pvclock_init(void);

/* pvclock_now_ns - since whatever the hypervisor began at; the same on all
 * CPUs and never back. Any context. */
uint64_t pvclock_now_ns(void);

/* pvclock_wall_ns - the real time when pvclock_now_ns() was 0, or 0. */
uint64_t pvclock_wall_ns(void);

/* pvclock_tsc_hz - the frequency the hypervisor states so, or 0. */
uint64_t pvclock_tsc_hz(void);

/* pvclock_scale - @ticks of the TSC as @time has it, in ns. Pure. */
uint64_t pvclock_scale(const struct pvclock_time *time, uint64_t ticks);
