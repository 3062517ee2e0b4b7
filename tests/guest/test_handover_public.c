/*
 * test_handover_public.c - what include/pith/handover.h promises.
 */
#include "arch/x86/page.h"
#include "boot/start_info.h"
#include "include/pith/handover.h"
#include "kernel/base.h"
#include "kernel/boot.h"
#include "kernel/errno.h"
#include "kernel/image.h"
#include "kernel/page_alloc.h"
#include "kernel/string.h"
#include "tests/check.h"

TEST(the_registers_of_the_entry_are_kept)
{
    const struct pith_entry_state *c = pith_entry_state();

    CHECK(c->ebx == boot_info()->info.source[SOURCE_INFO].start);
    CHECK((c->cr0 & 0x80000001) == 1); /* PE, and no paging */
    CHECK(c->cr4 == 0);
    CHECK((c->eflags & 0x20302) == 2); /* no VM, IF, TF; bit 1 is always set */
    CHECK((c->efer & 0x500) == 0);     /* neither LME nor LMA */
    CHECK(c->reserved0 == 0 && c->reserved1 == 0);
}

TEST(start_info_can_be_read_again)
{
    uint32_t magic = 0;

    CHECK(pith_phys_read(pith_entry_state()->ebx, &magic, 4) == 0);
    CHECK(magic == START_INFO_MAGIC);
    CHECK(pith_phys_read32(pith_entry_state()->ebx & ~3u, &magic) == 0);
}

TEST(page_0_can_be_read_and_stays_unmapped)
{
    struct paging_entry e;
    uint8_t bytes[16];

    CHECK(pith_phys_read(0, bytes, sizeof(bytes)) == 0);
    CHECK(!paging_lookup(0, &e));
    CHECK(!paging_lookup(PAGING_HEAP_LIMIT, &e));
}

TEST(reading_crosses_pages)
{
    static uint8_t copy[3 * PAGE_SIZE];
    const char *start = text_start + 1;

    CHECK(pith_phys_read(IMAGE_ADDR(start), copy, sizeof(copy)) == 0);
    CHECK(memcmp(copy, start, sizeof(copy)) == 0);
    CHECK(pith_phys_read(IMAGE_ADDR(start), NULL, 0) == 0);
}

TEST(what_can_not_be_addressed_is_refused)
{
    uint64_t limit = paging_paddr_limit();
    uint8_t bytes[16];
    uint32_t word;

    CHECK(pith_phys_read(limit, bytes, 1) == -EINVAL);
    CHECK(pith_phys_read(limit - 8, bytes, 9) == -EINVAL);
    CHECK(pith_phys_read(UINT64_MAX - 3, bytes, 8) == -EINVAL);
    CHECK(pith_phys_read(4096, bytes, SIZE_MAX) == -EINVAL);
    CHECK(pith_phys_read32(limit, &word) == -EINVAL);
    CHECK(pith_phys_read32(2, &word) == -EINVAL);
}

TEST(ranges_are_what_the_allocator_got)
{
    struct pith_range r[MEMMAP_RANGES_MAX], image = pith_image_range();
    unsigned n = pith_ram_ranges(r, MEMMAP_RANGES_MAX);
    uint64_t pages = 0;

    CHECK(n > 0 && pith_ram_ranges(NULL, 0) == n);
    for (unsigned i = 0; i < n; i++) {
        pages += (r[i].end - r[i].start) / PAGE_SIZE;
        CHECK(r[i].end <= image.start || r[i].start >= image.end);
    }
    CHECK(pages == page_total_count());
    CHECK(image.start == IMAGE_ADDR(image_start));
}
