/*
 * physmem.h - guest memory of which nothing is known.
 *
 * Stands for physmem_at(): the answer is NULL, or exactly as many bytes as were
 * asked for, with any contents, and other ones at each call. So a read of one
 * byte more is an error, and nothing may rely on memory staying as it was.
 * PHYSMEM_LIMIT: longer ranges are always answered by NULL.
 *
 * That the true physmem_at() answers like this is proved in prove_physmem.c.
 */
#pragma once

#include <stdlib.h>

#include "tests/prove/prove.h"

#define physmem_at true_physmem_at
#include "boot/physmem.c"
#undef physmem_at

#ifndef PHYSMEM_LIMIT
#define PHYSMEM_LIMIT UINT64_MAX
#endif

const void *physmem_at(const struct physmem *pm, uint64_t paddr, uint64_t len)
{
    if (!physmem_holds(pm, paddr, len) || len > PHYSMEM_LIMIT || any_bool())
        return NULL;

    uint8_t *p = malloc(len);

    ASSUME(p != NULL);
    return p;
}
