// expect: status 0
// smp: 1 2
/*
 * test_fpu_preempt.c - preemption keeps every vector and x87 register.
 *
 * More threads than CPUs, each with values of its own in all registers, are
 * interrupted until each has lost the CPU many times; none may see another's.
 */
#include <fenv.h>
#include <pthread.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#include "tests/libc/harness.h"

#define THREADS 4
#define ROUNDS  40
#define SPIN    400000 /* some milliseconds, so that slices end within */

struct lanes {
    uint64_t q[16][4]; /* 16 registers of 256 bits; SSE uses the first half */
};

/*
 * Loads all registers from @in, spins, and stores them to @out. Nothing that
 * the compiler makes can come in between.
 */
static void hold_sse(const struct lanes *in, struct lanes *out)
{
    uint64_t spin = SPIN;

#define LOAD(n)  "movdqu " #n "*32(%[in]), %%xmm" #n "\n\t"
#define STORE(n) "movdqu %%xmm" #n ", " #n "*32(%[out])\n\t"
#define ALL(M)                                                                 \
    M(0)                                                                       \
    M(1)                                                                       \
    M(2) M(3) M(4) M(5) M(6) M(7) M(8) M(9) M(10) M(11) M(12) M(13) M(14) M(15)
    __asm__ volatile(ALL(LOAD) "1: decq %[spin]\n\tjnz 1b\n\t" ALL(STORE)
                     : [spin] "+r"(spin)
                     : [in] "r"(in), [out] "r"(out)
                     : "memory", "cc", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4",
                       "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11",
                       "xmm12", "xmm13", "xmm14", "xmm15");
#undef LOAD
#undef STORE
}

__attribute__((target("avx"))) static void hold_avx(const struct lanes *in,
                                                    struct lanes *out)
{
    uint64_t spin = SPIN;

#define LOAD(n)  "vmovdqu " #n "*32(%[in]), %%ymm" #n "\n\t"
#define STORE(n) "vmovdqu %%ymm" #n ", " #n "*32(%[out])\n\t"
    __asm__ volatile(ALL(LOAD) "1: decq %[spin]\n\tjnz 1b\n\t" ALL(STORE)
                     : [spin] "+r"(spin)
                     : [in] "r"(in), [out] "r"(out)
                     : "memory", "cc", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4",
                       "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11",
                       "xmm12", "xmm13", "xmm14", "xmm15");
}

/* A value on the x87 stack, held as long. */
static long double hold_x87(long double v)
{
    uint64_t spin = SPIN;

    __asm__ volatile("1: decq %[spin]\n\tjnz 1b"
                     : [spin] "+r"(spin), "+t"(v)
                     :
                     : "cc");
    return v;
}

static void *work(void *arg)
{
    static const int modes[] = {FE_TONEAREST, FE_DOWNWARD, FE_UPWARD,
                                FE_TOWARDZERO};
    uint64_t seed = (uintptr_t)arg;
    int avx = __builtin_cpu_supports("avx");
    struct lanes in, out;

    CHECK(fegetround() == FE_TONEAREST);
    fesetround(modes[seed % 4]);
    for (uint64_t round = 0; round < ROUNDS; round++) {
        for (unsigned i = 0; i < 16; i++)
            for (unsigned k = 0; k < 4; k++)
                in.q[i][k] = seed << 56 | round << 16 | i << 4 | k;
        out = in;
        memset(out.q, 0x55, sizeof(out.q));
        if (avx) {
            hold_avx(&in, &out);
            CHECK(memcmp(&in, &out, sizeof(in)) == 0);
        }
        hold_sse(&in, &out);
        for (unsigned i = 0; i < 16; i++)
            CHECK(memcmp(in.q[i], out.q[i], 16) == 0);
        CHECK(hold_x87((long double)seed + round) == (long double)seed + round);
        CHECK(fegetround() == modes[seed % 4]);
    }
    return NULL;
}

TEST(registers_are_each_threads_own)
{
    pthread_t threads[THREADS];

    for (uintptr_t i = 0; i < THREADS; i++)
        if (!CHECK(pthread_create(&threads[i], NULL, work, (void *)(i + 1)) ==
                   0))
            return;
    for (unsigned i = 0; i < THREADS; i++)
        CHECK(pthread_join(threads[i], NULL) == 0);
    CHECK(fegetround() == FE_TONEAREST);
}
