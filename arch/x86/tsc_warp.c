/*
 * tsc_warp.c - see tsc_warp.h.
 *
 * Each reads the latest value that is known, then its own counter: that cannot
 * be the lesser one if the counters agree, since the other read it earlier.
 */
#include "arch/x86/tsc_warp.h"

#include "arch/x86/cpu.h"
#include "arch/x86/relax.h"

#define ROUNDS 200
#define BOTH   2

/* RDTSC may run ahead of earlier loads [SDM 2 "RDTSC"]. */
static uint64_t read_tsc(void)
{
    __asm__ volatile("lfence" : : : "memory");
    return cpu_rdtsc();
}

static void meet(uint32_t *count)
{
    uint32_t spins = 0;

    __atomic_add_fetch(count, 1, __ATOMIC_ACQ_REL);
    while (__atomic_load_n(count, __ATOMIC_ACQUIRE) < BOTH)
        relax(&spins);
}

static void round(struct tsc_warp *w)
{
    uint64_t before = __atomic_load_n(&w->latest, __ATOMIC_ACQUIRE);
    uint64_t now = read_tsc();

    if (now < before) {
        w->warped = 1;
        return;
    }
    while (before < now &&
           !__atomic_compare_exchange_n(&w->latest, &before, now, false,
                                        __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
        continue;
}

void tsc_warp_check(struct tsc_warp *w)
{
    meet(&w->ready);
    for (unsigned i = 0; i < ROUNDS; i++)
        round(w);
    meet(&w->done);
}
