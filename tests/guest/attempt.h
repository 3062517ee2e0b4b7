/*
 * attempt.h - do what must fault, and come back to say how it did.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct attempt {
    bool faulted;
    uint64_t vector, error, address; /* address: CR2, for page faults */
};

/*
 * attempt - call @fn(@arg) and catch the first exception in it.
 *
 * The call is abandoned at the fault, so @fn must hold nothing.
 */
struct attempt attempt(void (*fn)(uint64_t arg), uint64_t arg);
