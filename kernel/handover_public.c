/*
 * handover_public.c - include/pith/handover.h.
 *
 * Physical memory is read through a window of one page behind the heap's
 * addresses, because page 0 and devices have no place in the identity map.
 */
#include "include/pith/handover.h"

#include "arch/x86/io.h"
#include "arch/x86/page.h"
#include "kernel/base.h"
#include "kernel/boot.h"
#include "kernel/errno.h"
#include "kernel/image.h"
#include "kernel/mutex.h"
#include "kernel/string.h"

#define WINDOW PAGING_HEAP_LIMIT

static struct mutex window = MUTEX_INIT;

/* pvh_entry.S writes it with these offsets. */
_Static_assert(offsetof(struct pith_entry_state, eflags) == 32, "entry");
_Static_assert(offsetof(struct pith_entry_state, efer) == 44, "entry");
_Static_assert(offsetof(struct pith_entry_state, cs) == 48, "entry");
_Static_assert(offsetof(struct pith_entry_state, ldtr) == 62, "entry");
_Static_assert(offsetof(struct pith_entry_state, gdt_limit) == 66, "entry");
_Static_assert(offsetof(struct pith_entry_state, gdt_base) == 68, "entry");
_Static_assert(offsetof(struct pith_entry_state, idt_limit) == 74, "entry");
_Static_assert(sizeof(struct pith_entry_state) == 80, "entry");

const struct pith_entry_state *pith_entry_state(void)
{
    return &entry_state;
}

unsigned pith_ram_ranges(struct pith_range *ranges, unsigned max)
{
    const struct memmap *ram = &boot_info()->ram;

    for (unsigned i = 0; i < ram->count && i < max; i++)
        ranges[i] = (struct pith_range){ram->range[i].start, ram->range[i].end};
    return ram->count;
}

struct pith_range pith_image_range(void)
{
    return (struct pith_range){IMAGE_ADDR(image_start), image_limit()};
}

static bool addressable(uint64_t paddr, uint64_t len)
{
    uint64_t limit = paging_paddr_limit();

    return paddr < limit && len <= limit - paddr;
}

/* Opens the window on the page at @paddr; close it when done. */
static int window_open(uint64_t paddr, unsigned rights)
{
    mutex_lock(&window);
    int err =
        paging_map(WINDOW, ALIGN_DOWN(paddr, PAGE_SIZE), PAGE_SIZE, rights);
    if (err)
        mutex_unlock(&window);
    return err;
}

static void window_close(void)
{
    paging_unmap(WINDOW, PAGE_SIZE);
    mutex_unlock(&window);
}

int pith_phys_read(uint64_t paddr, void *buf, size_t len)
{
    uint8_t *to = buf;

    if (!addressable(paddr, len))
        return -EINVAL;
    while (len > 0) {
        uint64_t offset = paddr % PAGE_SIZE;
        size_t n = MIN(len, PAGE_SIZE - offset);
        int err = window_open(paddr, PAGING_R);

        if (err)
            return err;
        memcpy(to, (const void *)(uintptr_t)(WINDOW + offset), n);
        window_close();
        to += n;
        paddr += n;
        len -= n;
    }
    return 0;
}

int pith_phys_read32(uint64_t paddr, uint32_t *value)
{
    if (paddr % sizeof(*value) != 0 || !addressable(paddr, sizeof(*value)))
        return -EINVAL;
    int err = window_open(paddr, PAGING_R | PAGING_DEVICE);
    if (err)
        return err;
    *value = mmio_read32(WINDOW + paddr % PAGE_SIZE);
    window_close();
    return 0;
}
