/*
 * physmem.h - the one door through which guest memory is read at boot.
 *
 * Loader tables sit at physical addresses that the loader chose, so each
 * read goes through physmem_at(), which checks the bounds and lets the
 * caller of the parsers map the range first.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/*
 * struct physmem - a window on guest-physical memory.
 *
 * @base   pointer to the byte at physical address @start; may be NULL when
 *         @start is 0 (an identity map)
 * @start  first physical address of the window
 * @size   its length in bytes; @start + @size must not wrap
 * @map    makes [paddr, paddr+len) accessible, besides what already is, and
 *         returns true, or returns false if it cannot; called only with a range
 *         inside the window; NULL where all of the window is accessible
 *         at all times
 * @ctx    passed to @map
 */
struct physmem {
    const uint8_t *base;
    uint64_t start, size;
    bool (*map)(void *ctx, uint64_t paddr, uint64_t len);
    void *ctx;
};

/*
 * physmem_holds - is [@paddr, @paddr+@len) inside the window?
 *
 * @len  bytes; 0 is answered with false: there is nothing to read
 *
 * Maps nothing.  Any context.
 */
bool physmem_holds(const struct physmem *pm, uint64_t paddr, uint64_t len);

/*
 * physmem_at - the bytes at a physical address.
 *
 * Returns a pointer to @len bytes at @paddr, valid as long as the mapping of
 * the window lives and with no alignment promised; NULL if the range is empty,
 * leaves the window, or cannot be mapped; and for @paddr 0 of an identity map,
 * where nothing is ever loaded [PVH start_info.h].  Any context in which
 * pm->map may run.
 */
const void *physmem_at(const struct physmem *pm, uint64_t paddr, uint64_t len);
