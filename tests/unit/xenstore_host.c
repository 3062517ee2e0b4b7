/*
 * xenstore_host.c - see xenstore_host.h. Nothing waits, and no lock is taken
 * twice.
 */
#include "tests/unit/xenstore_host.h"

#include <assert.h>
#include <string.h>

#include "arch/x86/xen.h"
#include "arch/x86/xen_abi.h"
#include "kernel/mutex.h"
#include "kernel/spinlock.h"
#include "kernel/time.h"
#include "kernel/wait.h"

#define PORT 3

struct xenstore_host store;

void xenstore_host_start(void)
{
    struct xs_page *page = &store.page;

    memset(page, 0, sizeof(*page));
    memset(&store.asked, 0, sizeof(store.asked));
    byte_ring_init(&store.requests, page->req, sizeof(page->req),
                   &page->req_cons, &page->req_prod);
    byte_ring_init(&store.answers, page->rsp, sizeof(page->rsp),
                   &page->rsp_prod, &page->rsp_cons);
}

bool xen_found(void)
{
    return true;
}

void *xen_page(unsigned pfn, unsigned evtchn, uint32_t *port)
{
    assert(pfn == HVM_PARAM_STORE_PFN && evtchn == HVM_PARAM_STORE_EVTCHN);
    *port = PORT;
    return &store.page;
}

void xen_notify(uint32_t port)
{
    assert(port == PORT);
}

int evtchn_bind(uint32_t port, evtchn_fn fn, void *arg)
{
    assert(port == PORT && !arg);
    store.handler = fn;
    return 0;
}

void evtchn_settle(void)
{
}

void mutex_lock(struct mutex *m)
{
    assert(m->word == 0);
    m->word = 1;
}

void mutex_unlock(struct mutex *m)
{
    assert(m->word == 1);
    m->word = 0;
}

uint64_t spin_lock(struct spinlock *lock)
{
    assert(lock->held == 0);
    lock->held = 1;
    return 0;
}

void spin_unlock(struct spinlock *lock, uint64_t flags)
{
    assert(lock->held == 1 && flags == 0);
    lock->held = 0;
}

int time_monotonic_ns(uint64_t *ns)
{
    *ns = 1000;
    return 0;
}

unsigned wait_wake(const uint32_t *word, unsigned count)
{
    assert(word);
    return count;
}
