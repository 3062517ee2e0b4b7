/*
 * prove.h - what the harnesses of `make prove` are written with.
 *
 * A harness includes the source file that it is about, so that static
 * functions can be called, and has functions without arguments. A line
 *
 *     // proof: FUNCTION OPTION...
 *
 * has run.sh call CBMC for it. A local variable that is not initialised may
 * have any value: CBMC looks at all of them at once. CBMC's own checks (bounds,
 * pointers, signed overflow, shifts, division by 0, loops that need more rounds
 * than were allowed) are on in every proof. An option NAME:=VALUE changes a
 * `#define` of boot/'s headers for the one proof; SCALED and LIMITS stand for
 * those of the file's lines `// scaled:` and `// limits:`; NOWRAP adds a check
 * that no unsigned sum, difference or product wraps.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* CBMC has a body for the one, not for the other. */
#define __builtin_memcpy memcpy

#ifndef __CPROVER
void __CPROVER_assume(_Bool condition);
void __CPROVER_assert(_Bool condition, const char *text);
#endif

/* From here on only what makes @condition true is looked at. */
#define ASSUME(condition) __CPROVER_assume(condition)

/* @condition holds for everything that is looked at. */
#define PROVE(condition) __CPROVER_assert(condition, #condition)

/* A bool that has not been initialised may be neither 0 nor 1. */
static inline bool any_bool(void)
{
    unsigned any;

    return any & 1;
}
