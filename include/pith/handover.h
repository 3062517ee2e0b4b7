/*
 * pith/handover.h - what the VMM handed over, as it was.
 *
 * For programs that look at the VMM itself; others find what they need in
 * main()'s arguments, the environment and pith/boot.h. What the loader wrote
 * (start_info, module list, memory map, command line, modules) and page 0 are
 * never given out as free memory, so they can still be read as they were.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * struct pith_entry_state - the CPU at the PVH entry, before any change.
 *
 * @eax..@esp  @ebx is the physical address of start_info; the document
 *             promises nothing of the others [PVH "x86/HVM direct boot ABI"]
 * @efer       its low half; the high half has no bit that is defined
 * @cs..@ldtr  selectors; bases, limits and rights are not readable
 * @gdt_base, @gdt_limit, @idt_base, @idt_limit  GDTR and IDTR
 */
struct pith_entry_state {
    uint32_t eax, ebx, ecx, edx, esi, edi, ebp, esp;
    uint32_t eflags, cr0, cr4, efer;
    uint16_t cs, ds, es, ss, fs, gs, tr, ldtr;
    uint16_t reserved0, gdt_limit;
    uint32_t gdt_base;
    uint16_t reserved1, idt_limit;
    uint32_t idt_base;
};

/* [@start, @end) in bytes of physical memory. */
struct pith_range {
    uint64_t start, end;
};

/*
 * pith_entry_state - the registers as the loader left them.
 *
 * Returns a constant structure that stays for good. Any context.
 */
const struct pith_entry_state *pith_entry_state(void);

/*
 * pith_ram_ranges - the memory map as used: RAM free at boot.
 *
 * What is left of the loader's map without the image, page 0, 0xa0000 to
 * 0xfffff, and all that the loader wrote: sorted, disjoint, page aligned.
 *
 * @ranges  receives the first @max of them; NULL is fine if @max is 0
 *
 * Returns how many there are, which may be more than @max. Any context.
 */
unsigned pith_ram_ranges(struct pith_range *ranges, unsigned max);

/*
 * pith_image_range - the memory the image takes, its .bss and stacks too.
 *
 * Any context.
 */
struct pith_range pith_image_range(void);

/*
 * pith_phys_read - copy physical memory, mapped or not.
 *
 * Meant for RAM and ROM. Where the machine has neither, the bytes are what
 * its bus answers (0xff, or 0 on QEMU). Page 0 can be read too, although a
 * pointer to it faults.
 *
 * @paddr  first byte
 * @buf    receives @len bytes; untouched on failure, but for whole pages that
 *         were copied before memory ran out
 *
 * Returns 0; -EINVAL if the range wraps or goes beyond what the CPU can
 * address; -ENOMEM if there is no page for a page table. Not in a signal or
 * exception handler, and not in two threads at once.
 */
int pith_phys_read(uint64_t paddr, void *buf, size_t len);

/*
 * pith_phys_read32 - read a device register.
 *
 * One aligned read of 32 bits, uncached. What it does besides reading is the
 * device's business.
 *
 * @paddr  a multiple of 4
 * @value  the result; untouched on failure
 *
 * Returns 0; -EINVAL if @paddr is not a multiple of 4 or beyond what the CPU
 * can address; -ENOMEM as above. The same contexts as pith_phys_read().
 */
int pith_phys_read32(uint64_t paddr, uint32_t *value);

#ifdef __cplusplus
}
#endif
