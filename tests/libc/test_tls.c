// expect: status 0
/*
 * test_tls.c - thread-local variables of the main thread: values, zeros,
 * alignment, and the stack protector's canary beside them.
 */
#include <stdint.h>

#include "tests/libc/harness.h"

static __thread char odd = 'o';
static __thread int initialised = 42;
static __thread int zeroed;
static __thread _Alignas(256) char aligned_data[3] = {1, 2, 3};
static __thread _Alignas(128) char aligned_bss[100];
static __thread char big[4000];
__thread uint64_t global_one = 0x1122334455667788;

TEST(values_are_those_of_the_program)
{
    CHECK(odd == 'o' && initialised == 42 && zeroed == 0);
    CHECK(global_one == 0x1122334455667788);
    CHECK(aligned_data[0] == 1 && aligned_data[2] == 3);
    for (unsigned i = 0; i < sizeof(big); i++)
        CHECK(big[i] == 0);
    for (unsigned i = 0; i < sizeof(aligned_bss); i++)
        CHECK(aligned_bss[i] == 0);
}

TEST(alignment_is_kept)
{
    CHECK((uintptr_t)aligned_data % 256 == 0);
    CHECK((uintptr_t)aligned_bss % 128 == 0);
    CHECK((uintptr_t)&global_one % 8 == 0);
}

TEST(variables_do_not_overlap_the_tcb)
{
    uintptr_t self, canary, again;

    __asm__("movq %%fs:0, %0" : "=r"(self));
    __asm__("movq %%fs:0x28, %0" : "=r"(canary));
    for (unsigned i = 0; i < sizeof(big); i++)
        big[i] = (char)i;
    zeroed = initialised = -1;
    __asm__ volatile("movq %%fs:0x28, %0" : "=r"(again));
    for (unsigned i = 0; i < sizeof(big); i++)
        big[i] = 0;
    zeroed = 0;
    initialised = 42;
    CHECK(self % 8 == 0 && (uintptr_t)(big + sizeof(big)) <= self);
    CHECK(canary == again && canary != 0);
}
