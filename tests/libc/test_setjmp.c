// expect: status 0
/*
 * test_setjmp.c - longjmp() brings back all that a call preserves.
 */
#include <fenv.h>
#include <setjmp.h>
#include <stdint.h>

#include "tests/libc/harness.h"

static jmp_buf env;

/* -1: longjmp() is not called. */
static int value_after(int value)
{
    switch (setjmp(env)) {
    case 0:
        longjmp(env, value);
    case 1:
        return 1;
    case 2:
        return 2;
    case -5:
        return -5;
    default:
        return -1;
    }
}

TEST(setjmp_returns_the_value)
{
    CHECK(value_after(1) == 1);
    CHECK(value_after(2) == 2);
    CHECK(value_after(-5) == -5);
}

/* newlib's own returns 0 here [C 7.13.2.1] */
TEST(zero_becomes_one)
{
    volatile int times = 0;

    if (setjmp(env) == 0) {
        CHECK(++times == 1);
        if (times < 3)
            longjmp(env, 0);
        return;
    }
    CHECK(times == 1);
}

static __attribute__((noinline)) int jump_from_below(int depth)
{
    volatile char frame[200];

    frame[depth] = 1;
    if (depth == 0)
        longjmp(env, 7);
    if (depth < 0)
        return 0;
    return jump_from_below(depth - 1) + frame[depth];
}

TEST(registers_and_stack_come_back)
{
    /* values the compiler keeps in preserved registers if it can */
    uint64_t a = 0x1111111111111111, b = 0x2222222222222222;
    uint64_t c = 0x3333333333333333, d = 0x4444444444444444;
    uint64_t e = 0x5555555555555555;
    volatile uint64_t sum = a ^ b ^ c ^ d ^ e;

    __asm__ volatile("" : "+r"(a), "+r"(b), "+r"(c), "+r"(d), "+r"(e));
    if (setjmp(env) == 0)
        jump_from_below(50);
    CHECK((a ^ b ^ c ^ d ^ e) == sum);
}

static unsigned mxcsr(void)
{
    unsigned v;

    __asm__ volatile("stmxcsr %0" : "=m"(v));
    return v;
}

static unsigned short x87_control(void)
{
    unsigned short v;

    __asm__ volatile("fnstcw %0" : "=m"(v));
    return v;
}

TEST(the_program_starts_with_the_standard_modes)
{
    CHECK((mxcsr() & 0xffc0) == 0x1f80);
    CHECK(x87_control() == 0x037f);
}

TEST(rounding_modes_come_back)
{
    CHECK(fegetround() == FE_TONEAREST);
    if (setjmp(env) == 0) {
        CHECK(fesetround(FE_UPWARD) == 0);
        CHECK((mxcsr() & 0x6000) == 0x4000);
        longjmp(env, 1);
    }
    CHECK((mxcsr() & 0x6000) == 0);
    CHECK((x87_control() & 0x0c00) == 0);
    CHECK(fegetround() == FE_TONEAREST);
}

TEST(it_works_many_times)
{
    volatile unsigned n = 0;

    setjmp(env);
    if (++n < 1000)
        longjmp(env, 1);
    CHECK(n == 1000);
}

TEST(the_x_open_names_are_there)
{
    if (_setjmp(env) == 0)
        _longjmp(env, 3);
}
