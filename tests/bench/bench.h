/*
 * bench.h - what the programs that are timed in every place share: the clock,
 * and how a program begins and ends when it is /init of a Linux guest.
 */
#pragma once

#include <stdint.h>
#include <stdio.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#endif

/*
 * ticks - the time-stamp counter.
 *
 * Under TCG it is the host's, the same on all CPUs; under -icount it counts
 * instructions. Also right behind code that the processor could reorder.
 */
static inline uint64_t ticks(void)
{
    uint32_t low, high;

    __asm__ volatile("lfence; rdtsc" : "=a"(low), "=d"(high) : : "memory");
    return (uint64_t)high << 32 | low;
}

/* bench_begin - make what nobody else makes at /init. */
static inline void bench_begin(void)
{
#ifdef __linux__
    if (getpid() == 1)
        mknod("/dev/null", S_IFCHR | 0666, makedev(1, 3));
#endif
}

/* bench_end - say that all was measured; at /init, unmount and end. */
static inline void bench_end(void)
{
    printf("end 0\n");
    fflush(stdout);
#ifdef __linux__
    if (getpid() == 1) {
        umount("/data");
        reboot(RB_AUTOBOOT);
    }
#endif
}
