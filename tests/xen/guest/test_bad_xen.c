/*
 * test_bad_xen.c - hypercalls that fail, and grants that the other end keeps.
 *
 * An entry of the hypercall page is changed so that one operation fails, and
 * the rest stays. The other end that has our page mapped is this domain.
 */
#include "tests/check.h"

#include "arch/x86/cpu.h"
#include "arch/x86/page.h"
#include "arch/x86/xen.h"
#include "arch/x86/xen_abi.h"
#include "drivers/xen/blkfront.h"
#include "drivers/xen/evtchn.h"
#include "drivers/xen/gnttab.h"
#include "drivers/xen/netfront.h"
#include "kernel/base.h"
#include "kernel/errno.h"
#include "kernel/image.h"
#include "kernel/string.h"
#include "tests/xen/guest/fake.h"

#define ENTRY      32
#define XEN_ENOSYS (-38)

/* --- operations that fail --- */

static uint8_t whole[ENTRY];

static uint8_t *entry(unsigned number)
{
    return (uint8_t *)xen_hypercall_page + number * ENTRY;
}

static void write_entry(unsigned number, const void *code)
{
    paging_set_rights(IMAGE_ADDR(xen_hypercall_page), PAGING_W);
    memcpy(entry(number), code, ENTRY);
    paging_set_rights(IMAGE_ADDR(xen_hypercall_page), PAGING_X);
}

/* cmp $op, %edi; je 1f; (what Xen wrote); 1: mov $-38, %rax; ret */
static void break_op(unsigned number, unsigned op)
{
    uint8_t code[ENTRY] = {0x83, 0xff, (uint8_t)op, 0x74, 9};
    static const uint8_t fails[] = {0x48, 0xc7, 0xc0, 0xda,
                                    0xff, 0xff, 0xff, 0xc3};

    memcpy(whole, entry(number), ENTRY);
    CHECK(whole[0] == 0xb8 && whole[8] == 0xc3); /* mov, vmcall, ret */
    memcpy(code + 5, whole, 9);
    memcpy(code + 14, fails, sizeof(fails));
    write_entry(number, code);
}

static void mend(unsigned number)
{
    write_entry(number, whole);
}

static void ignore(void *arg)
{
    (void)arg;
}

TEST(a_channel_that_xen_refuses_is_none)
{
    uint32_t port = EVTCHN_NONE;

    break_op(XEN_EVENT_CHANNEL_OP, EVTCHNOP_ALLOC_UNBOUND);
    CHECK(xen_call(XEN_EVENT_CHANNEL_OP, EVTCHNOP_ALLOC_UNBOUND, NULL) ==
          XEN_ENOSYS);
    CHECK(evtchn_alloc(0, ignore, NULL, &port) == -ENOSPC);
    mend(XEN_EVENT_CHANNEL_OP);
    CHECK(port == EVTCHN_NONE);
    CHECK(evtchn_alloc(0, ignore, NULL, &port) == 0 && port != EVTCHN_NONE);
    evtchn_close(port);
}

TEST(a_page_that_xen_does_not_tell_of_is_none)
{
    uint32_t port = 77;

    break_op(XEN_HVM_OP, HVMOP_GET_PARAM);
    CHECK(!xen_page(HVM_PARAM_STORE_PFN, HVM_PARAM_STORE_EVTCHN, &port));
    mend(XEN_HVM_OP);
    CHECK(port == 77);
    CHECK(xen_page(HVM_PARAM_STORE_PFN, HVM_PARAM_STORE_EVTCHN, &port));
    CHECK(port != 77);
}

/* Where the table has all its pages already there is nothing to refuse. */
TEST(a_grant_table_that_xen_refuses_does_not_grow)
{
    static uint32_t refs[20000];

    break_op(XEN_MEMORY_OP, XENMEM_ADD_TO_PHYSMAP);
    CHECK(gnttab_reserve(20000, refs) == -ENOSPC);
    mend(XEN_MEMORY_OP);
    CHECK(gnttab_reserve(2000, refs) == 0);
    gnttab_release(2000, refs);
}

static void put(const char *where, const char *name, const char *key,
                const char *value)
{
    char path[XS_PATH];

    base_format(path, sizeof(path), "%s/%s/%s", where, name, key);
    while (xs_write(path, value) != 0) /* until it is ours */
        cpu_pause();
}

/* As fake.h's, in whatever order the tests run. */
static void make_fake(const char *kind, const char *fake,
                      const char *const *keys)
{
    base_print("a fake, please\n");
    put("device", kind, "99/state", "1");
    for (; *keys; keys += 2)
        put("data", fake, keys[0], keys[1]);
}

TEST(a_disk_without_a_channel_is_none)
{
    static const char *const keys[] = {"state",       "4",   "sectors", "100",
                                       "sector-size", "512", NULL};
    struct blkdev *before = last_disk();

    make_fake("vbd", "fake", keys);
    break_op(XEN_EVENT_CHANNEL_OP, EVTCHNOP_ALLOC_UNBOUND);
    blkfront_probe();
    mend(XEN_EVENT_CHANNEL_OP);
    CHECK(last_disk() == before);
    make_fake("vbd", "fake", keys); /* it was told that the disk is closed */
    blkfront_probe();
    CHECK(last_disk() != before);
}

static void on_frame(struct netdev *net, void *arg)
{
    (void)net;
    (void)arg;
}

TEST(a_card_without_a_channel_does_not_start)
{
    static const char *const keys[] = {"state", "4", "feature-rx-copy", "1",
                                       NULL};
    struct netdev *last;

    make_fake("vif", "fakenet", keys);
    netfront_probe();
    last = last_card();
    if (!CHECK(last != NULL))
        return;
    break_op(XEN_EVENT_CHANNEL_OP, EVTCHNOP_ALLOC_UNBOUND);
    CHECK(netdev_start(last, on_frame, NULL) != 0);
    mend(XEN_EVENT_CHANNEL_OP);
}

/* --- grants that are in use --- */

#define GNTTABOP_MAP   0 /* [XEN grant_table.h] */
#define GNTTABOP_UNMAP 1
#define HOST_MAP       2

struct map {
    uint64_t address;
    uint32_t flags, ref;
    uint16_t domid;
    int16_t status;
    uint32_t handle;
    uint64_t bus_address;
};
_Static_assert(sizeof(struct map) == 32, "[XEN grant_table.h]");

struct unmap {
    uint64_t address, bus_address;
    uint32_t handle;
    int16_t status;
};
_Static_assert(sizeof(struct unmap) == 24, "[XEN grant_table.h]");

/* Where a domain of this size has neither RAM nor anything else. */
#define HOLE 0xe0000000ull

static uint16_t own_domid(void)
{
    char text[8];
    uint64_t domid = 0;

    CHECK(xs_read("domid", text, sizeof(text)) > 0 && xs_number(text, &domid));
    return (uint16_t)domid;
}

/* As another domain does with what it was granted. Returns Xen's handle. */
static uint32_t map_it(uint32_t ref)
{
    struct map map = {
        .address = HOLE, .flags = HOST_MAP, .ref = ref, .domid = own_domid()};

    CHECK(xen_hypercall(XEN_GRANT_TABLE_OP, GNTTABOP_MAP, (uintptr_t)&map, 1, 0,
                        0) == 0);
    CHECK(map.status == 0);
    return map.handle;
}

static void unmap_it(uint32_t handle)
{
    struct unmap unmap = {.address = HOLE, .handle = handle};

    CHECK(xen_hypercall(XEN_GRANT_TABLE_OP, GNTTABOP_UNMAP, (uintptr_t)&unmap,
                        1, 0, 0) == 0);
    CHECK(unmap.status == 0);
}

/* A page that is mapped a second time in one domain is gone from where it was:
 * nothing is in these, and each is used once. */
static uint8_t page[4096] __attribute__((aligned(4096)));
static uint8_t read_to[4096] __attribute__((aligned(4096)));
static uint8_t sector[512];

TEST(a_page_that_is_mapped_elsewhere_is_not_ours)
{
    uint32_t ref, handle;

    if (!CHECK(gnttab_reserve(1, &ref) == 0))
        return;
    gnttab_grant(ref, own_domid(), (uintptr_t)page, true);
    handle = map_it(ref);
    CHECK(gnttab_revoke(ref) == -EBUSY);
    unmap_it(handle);
    CHECK(gnttab_revoke(ref) == 0);
    gnttab_release(1, &ref);
}

/* It says that it is done, and is not. */
TEST(a_backend_that_keeps_a_page_loses_the_disk)
{
    static const char *const keys[] = {"state",       "4",   "sectors", "100",
                                       "sector-size", "512", NULL};
    static struct blk_segment segment = {read_to, sizeof(read_to)};
    static struct blk_request rq = {
        .op = BLK_READ, .sectors = 8, .segment = &segment, .segments = 1};
    struct blkif_answer answer = {0};
    struct blkif_rw asked;
    struct blkfront *disk;
    uint32_t handle;

    make_fake("vbd", "fake", keys);
    blkfront_probe();
    if (!CHECK(last_disk() && blkdev_submit(last_disk(), &rq) == 0))
        return;
    disk = last_disk()->driver;
    memcpy(&asked, disk->ring.page + 1, sizeof(asked));
    handle = map_it(asked.piece[0].ref);
    answer.id = asked.id;
    memcpy(disk->ring.page + 1, &answer, sizeof(answer));
    __atomic_store_n(&disk->ring.page->rsp_prod, 1, __ATOMIC_RELEASE);
    blkdev_poll(&disk->blk);
    CHECK(blkdev_wait(&disk->blk, &rq) == -EIO && disk->failed);
    CHECK(blkdev_read(&disk->blk, 0, sector, 512) == -ENODEV);
    unmap_it(handle);
}
