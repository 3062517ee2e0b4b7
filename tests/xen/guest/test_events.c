/*
 * test_events.c - event channels, grants and xenstore, in a domU.
 */
#include "tests/check.h"

#include "arch/x86/cpu.h"
#include "arch/x86/xen.h"
#include "drivers/xen/evtchn.h"
#include "drivers/xen/gnttab.h"
#include "drivers/xen/xenstore.h"
#include "kernel/base.h"
#include "kernel/errno.h"
#include "kernel/string.h"

static uint32_t port, count;
static bool stop;

static void ring_again(void *arg)
{
    (void)arg;
    __atomic_add_fetch(&count, 1, __ATOMIC_SEQ_CST);
    if (!__atomic_load_n(&stop, __ATOMIC_SEQ_CST))
        xen_notify(port);
}

TEST(an_event_comes)
{
    stop = true;
    count = 0;
    CHECK(evtchn_alloc_ipi(ring_again, NULL, &port) == 0);
    for (unsigned i = 1; i <= 20; i++) {
        xen_notify(port);
        while (__atomic_load_n(&count, __ATOMIC_SEQ_CST) < i)
            cpu_pause();
    }
    CHECK(count == 20);
    evtchn_close(port);
}

/* A handler that rings its own channel leaves nothing to the program; that
 * this test ends shows that it is stopped. */
TEST(a_storm_of_events_is_bounded)
{
    uint32_t before = evtchn_muted();

    evtchn_set_limit(5);
    stop = false;
    count = 0;
    CHECK(evtchn_alloc_ipi(ring_again, NULL, &port) == 0);
    xen_notify(port);
    while (evtchn_muted() < before + 3)
        cpu_pause();
    __atomic_store_n(&stop, true, __ATOMIC_SEQ_CST);
    evtchn_set_limit(5000);
    evtchn_close(port);
    CHECK(count > 15);
}

TEST(channels_and_ports_are_bounded)
{
    static uint32_t ports[100];
    unsigned n = 0;

    stop = true;
    while (n < ARRAY_SIZE(ports) &&
           evtchn_alloc_ipi(ring_again, NULL, &ports[n]) == 0)
        n++;
    CHECK(n > 10 && n < ARRAY_SIZE(ports));
    while (n > 0)
        evtchn_close(ports[--n]);
    CHECK(evtchn_alloc_ipi(ring_again, NULL, &ports[0]) == 0);
    evtchn_close(ports[0]);
    evtchn_close(EVTCHN_NONE);
    CHECK(evtchn_bind(5000, ring_again, NULL) == -ENOSPC);
}

TEST(grants_are_bounded)
{
    static uint32_t refs[20000];
    static uint8_t page[4096] __attribute__((aligned(4096)));

    CHECK(gnttab_reserve(20000, refs) == -ENOSPC);
    CHECK(gnttab_reserve(1000, refs) == 0);
    for (unsigned i = 0; i < 1000; i++)
        CHECK(refs[i] >= 8);
    gnttab_grant(refs[0], 0, (uintptr_t)page, true);
    CHECK(gnttab_revoke(refs[0]) == 0 && gnttab_revoke(refs[0]) == 0);
    gnttab_release(1000, refs);
    CHECK(gnttab_reserve(1000, refs) == 0);
    gnttab_release(1000, refs);
}

TEST(xenstore_is_read_and_written)
{
    char buf[XS_LIST], word[4];

    CHECK(xs_read("domid", buf, sizeof(buf)) > 0 && buf[0] > '0');
    CHECK(xs_read("nowhere/at/all", buf, sizeof(buf)) == -ENOENT);
    CHECK(xs_write("data/t/a", "some text") == 0);
    CHECK(xs_read("data/t/a", buf, sizeof(buf)) == 9);
    CHECK(memcmp(buf, "some text", 10) == 0);
    CHECK(xs_read("data/t/a", word, sizeof(word)) == -ENOSPC);
    CHECK(xs_write("data/t/b", "") == 0 && xs_list("data/t", buf, 512) == 4);
    CHECK(memcmp(buf, "a\0b", 4) == 0);
    CHECK(xs_rm("data/t/a") == 0 && xs_rm("data/t/b") == 0);
    CHECK(xs_read("data/t/a", buf, sizeof(buf)) == -ENOENT);
}

TEST(xenstore_refuses_what_it_must)
{
    char path[200];

    CHECK(xs_write("/local/domain/0/name", "mine") == -EPERM);
    memset(path, 'x', sizeof(path) - 1);
    path[sizeof(path) - 1] = '\0';
    CHECK(xs_write(path, "") == -EINVAL);
    CHECK(xs_write("data/t/a", path) == -EINVAL);
    CHECK(xs_write("data//t", "") == -EINVAL);
}

static void fired(struct xs_watch *w)
{
    __atomic_add_fetch((uint32_t *)w->arg, 1, __ATOMIC_SEQ_CST);
}

static void wait_for(uint32_t *word, uint32_t at_least)
{
    while (__atomic_load_n(word, __ATOMIC_SEQ_CST) < at_least)
        cpu_pause();
}

TEST(watches_fire_until_they_end)
{
    uint32_t n = 0;
    struct xs_watch w = {.path = "data/w", .fired = fired, .arg = &n};

    CHECK(xs_watch_add(&w) == 0);
    wait_for(&n, 1);
    CHECK(xs_write("data/w/below", "1") == 0);
    wait_for(&n, 2);
    xs_watch_end(&w);
    CHECK(xs_write("data/w/below", "2") == 0 && xs_rm("data/w") == 0);
    CHECK(n == 2);
}
