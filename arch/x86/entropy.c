/*
 * entropy.c - random bytes by RDSEED, else RDRAND.
 *
 * Both may fail for a while; Intel says ten attempts are enough for RDRAND,
 * while RDSEED has no such promise [Intel DRNG guide 5.2.1, 5.3.1]. A source
 * that repeats itself is broken (some processors' was, after a resume) and
 * counts as none.
 */
#include "kernel/entropy.h"

#include "arch/x86/cpu.h"
#include "kernel/base.h"
#include "kernel/errno.h"
#include "kernel/string.h"

/* [SDM 2 "CPUID"] */
#define LEAF1_ECX_RDRAND (1u << 30)
#define LEAF7_EBX_RDSEED (1u << 18)

#define RDRAND_ATTEMPTS  10
#define RDSEED_ATTEMPTS  100

struct source {
    bool asked, has_rdrand, has_rdseed;
};

static struct source source;

static void find_source(void)
{
    source.has_rdrand = cpu_cpuid(1, 0).ecx & LEAF1_ECX_RDRAND;
    if (cpu_cpuid(0, 0).eax >= 7)
        source.has_rdseed = cpu_cpuid(7, 0).ebx & LEAF7_EBX_RDSEED;
    __atomic_store_n(&source.asked, true, __ATOMIC_RELEASE);
}

static bool draw(uint64_t *v)
{
    for (int i = 0; source.has_rdseed && i < RDSEED_ATTEMPTS; i++) {
        if (cpu_rdseed(v))
            return true;
        cpu_pause();
    }
    for (int i = 0; source.has_rdrand && i < RDRAND_ATTEMPTS; i++) {
        if (cpu_rdrand(v))
            return true;
    }
    return false;
}

int entropy_cpu(void *buf, size_t len)
{
    uint64_t last, v;
    uint8_t *p = buf;

    if (!__atomic_load_n(&source.asked, __ATOMIC_ACQUIRE))
        find_source();
    if (!draw(&last))
        return -ENOSYS;
    while (len > 0) {
        size_t n = MIN(len, sizeof(v));
        if (!draw(&v) || v == last)
            return -ENOSYS;
        memcpy(p, &v, n);
        last = v;
        p += n;
        len -= n;
    }
    return 0;
}
