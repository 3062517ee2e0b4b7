/*
 * pith/boot.h - what a program may ask about how it was booted.
 */
#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * pith_entry_tsc - the time-stamp counter at the PVH entry.
 *
 * Together with RDTSC it says what the boot has cost; under QEMU's
 * -icount shift=0 the difference is a number of instructions. Any context.
 */
uint64_t pith_entry_tsc(void);

/*
 * pith_memmap_source - where the memory map came from.
 *
 * Returns "start_info", "Xen" or "fw_cfg"; a constant string. Any context.
 */
const char *pith_memmap_source(void);

/*
 * pith_ram_free, pith_ram_total - bytes of RAM not in use now, and at boot.
 *
 * What the C library's heap holds counts as in use. Any context.
 */
uint64_t pith_ram_free(void);
uint64_t pith_ram_total(void);

/*
 * pith_timeline_mark - a step of the program's own, for `pith run --timeline`.
 *
 * @name  a printable text, such as "first request"; it is not copied, so it
 *        must stay until the program ends
 *
 * The time is that of the call. A few instructions, whether anyone asks for
 * the timeline or not; the first 32 marks are kept. Any context.
 */
void pith_timeline_mark(const char *name);

#ifdef __cplusplus
}
#endif
