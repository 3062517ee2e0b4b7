/*
 * fuzz.h - what the harnesses share.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* Ends the run with the input kept, if @expr does not hold. */
#define MUST(expr)                                                             \
    do {                                                                       \
        if (!(expr))                                                           \
            __builtin_trap();                                                  \
    } while (0)

/* libFuzzer calls this with each input. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
