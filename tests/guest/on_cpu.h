/*
 * on_cpu.h - run a function on a certain CPU, in the tests.
 */
#pragma once

#include <stdint.h>

/*
 * on_cpu - have CPU @index call @fn(@arg), and wait until it has.
 *
 * In interrupt context there; on CPU 0, which must be the caller's, at once.
 */
void on_cpu(unsigned index, void (*fn)(uint64_t arg), uint64_t arg);

/* on_all_cpus - the same on all at once, with each CPU's index. */
void on_all_cpus(void (*fn)(uint64_t index));

/* on_cpu_later - the same as on_cpu() on another CPU, without waiting. */
void on_cpu_later(unsigned index, void (*fn)(uint64_t arg), uint64_t arg);
