/*
 * guest_memory.h - 4 GiB of pretended physical memory for the boot parsers.
 *
 * Reads as zero until written, and, like the kernel's identity map, becomes
 * accessible only where physmem_at() asks for it: a parser that reads anything
 * else is killed on the spot.
 */
#pragma once

#include "boot/physmem.h"

#define GUEST_MEMORY_SIZE (1ULL << 32)

/* guest_memory_new - fresh memory; give it back with guest_memory_free(). */
struct physmem guest_memory_new(void);
void guest_memory_free(struct physmem *pm);

/* guest_memory_put - what a loader does: write @len bytes at @paddr. */
void guest_memory_put(const struct physmem *pm, uint64_t paddr,
                      const void *bytes, uint64_t len);

/* guest_memory_lock - make all of it inaccessible again. */
void guest_memory_lock(const struct physmem *pm);
