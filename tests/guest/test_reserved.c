/*
 * test_reserved.c - free RAM holds nothing that is in use, and the identity map
 * reaches no GiB that is not RAM as a whole.
 *
 * run.sh boots it with an initial archive too, so that there is a module.
 */
#include "arch/x86/page.h"
#include "kernel/base.h"
#include "kernel/boot.h"
#include "kernel/image.h"
#include "kernel/page_alloc.h"
#include "tests/check.h"

static bool is_free(uint64_t start, uint64_t end)
{
    const struct memmap *ram = &boot_info()->ram;

    for (unsigned i = 0; i < ram->count; i++) {
        if (start < ram->range[i].end && end > ram->range[i].start)
            return true;
    }
    return false;
}

TEST(the_image_is_reserved)
{
    CHECK(!is_free(IMAGE_ADDR(image_start), image_limit()));
}

TEST(what_the_loader_left_is_reserved)
{
    const struct start_info *info = &boot_info()->info;

    CHECK(info->source[SOURCE_INFO].end > 0);
    for (unsigned i = 0; i < START_INFO_SOURCES; i++)
        CHECK(!is_free(info->source[i].start, info->source[i].end));
    for (unsigned i = 0; i < info->nr_modules; i++) {
        uint64_t paddr = info->module[i].paddr;
        CHECK(!is_free(paddr, paddr + info->module[i].size));
    }
}

TEST(what_the_cpu_cannot_address_is_reserved)
{
    CHECK(!is_free(paging_paddr_limit(), UINT64_MAX));
    CHECK(!is_free(0, PAGE_SIZE) && !is_free(0xa0000, MIB));
}

TEST(a_gib_is_mapped_as_one_only_where_it_is_ram)
{
    const struct memmap *ram = &boot_info()->ram;
    struct paging_entry e;

    for (unsigned i = 0; i < ram->count; i++) {
        uint64_t last = ram->range[i].end - PAGE_SIZE;
        if (!page_ptr(last, 1) || !CHECK(paging_lookup(last, &e)))
            continue;
        if (e.size == PAGE_1G)
            CHECK(memmap_contains(ram, e.paddr, e.paddr + e.size));
        CHECK(e.paddr == ALIGN_DOWN(last, e.size));
    }
}
