/*
 * evtchn.c - see evtchn.h.
 *
 * The two-level ABI: a bit for each of 4096 ports, and above it one for each
 * word of those, in shared_info. Xen raises a vector of the boot CPU's local
 * APIC, which is acknowledged as any other interrupt. A channel that another
 * domain rings without end is masked until a timer unmasks it.
 * [XEN event_channel.h, xen.h "shared_info"]
 */
#include "drivers/xen/evtchn.h"

#include "arch/x86/cpu.h"
#include "arch/x86/xen.h"
#include "arch/x86/xen_abi.h"
#include "drivers/xen/listener.h"
#include "drivers/xen/storm.h"
#include "kernel/base.h"
#include "kernel/errno.h"
#include "kernel/irq.h"
#include "kernel/mutex.h"
#include "kernel/time.h"
#include "kernel/timer.h"

#define CHANNELS  64
#define PORTS     (64u * 64)
#define WORD_BITS 64
#define QUIET_NS  (10 * 1000000ull)
#define LIMIT     5000

struct channel {
    uint32_t port; /* EVTCHN_NONE: free */
    bool muted;
    evtchn_fn fn;
    void *arg;
    struct storm storm;
};

static struct mutex mutex = MUTEX_INIT; /* who changes `channels` */
static struct channel channels[CHANNELS];
static struct xen_shared_events *shared;
static uint32_t running; /* the boot CPU is in upcall() */
static uint32_t limit = LIMIT, mutings;
static uint64_t window; /* in which `limit` is counted: ticks */
static struct timer quiet;
static bool quiet_runs;

static long call(unsigned op, void *arg)
{
    return xen_call(XEN_EVENT_CHANNEL_OP, op, arg);
}

static void mask(uint32_t port)
{
    __atomic_fetch_or(&shared->mask[port / WORD_BITS], 1ull << port % WORD_BITS,
                      __ATOMIC_SEQ_CST);
}

/* By hypercall: an event that came meanwhile is delivered then. */
static void unmask(uint32_t port)
{
    struct xen_evtchn_send unmask = {port};

    call(EVTCHNOP_UNMASK, &unmask);
}

static struct channel *find(uint32_t port)
{
    for (unsigned i = 0; i < CHANNELS; i++) {
        if (__atomic_load_n(&channels[i].port, __ATOMIC_ACQUIRE) == port)
            return &channels[i];
    }
    return NULL;
}

static void end_quiet(struct timer *timer)
{
    (void)timer;
    quiet_runs = false;
    for (unsigned i = 0; i < CHANNELS; i++) {
        struct channel *c = &channels[i];
        uint32_t port = __atomic_load_n(&c->port, __ATOMIC_ACQUIRE);

        if (port != EVTCHN_NONE && c->muted)
            unmask(port);
        c->muted = false;
    }
}

static void mute(struct channel *c)
{
    uint64_t now;

    if (time_monotonic_ns(&now) != 0)
        return;
    mask(c->port);
    c->muted = true;
    if (!quiet_runs)
        timer_start(&quiet, now + QUIET_NS);
    quiet_runs = true;
    mutings++;
    if ((mutings & (mutings - 1)) == 0)
        log_info("event channel %u: more than %u events in 10 ms: masked for "
                 "as long, %u times so far",
                 c->port, limit, mutings);
}

static void serve(uint32_t port)
{
    struct channel *c = find(port);

    /* pairs with Xen's setting of the bit: what comes from here on is new */
    __atomic_fetch_and(&shared->pending[port / WORD_BITS],
                       ~(1ull << port % WORD_BITS), __ATOMIC_SEQ_CST);
    if (!c) {
        mask(port);
        return;
    }
    if (storm_count(&c->storm, cpu_rdtsc(), window, limit))
        mute(c);
    c->fn(c->arg);
}

/* The interrupt. Each port is served once, whatever comes meanwhile. */
static void upcall(void *arg)
{
    uint64_t words;

    (void)arg;
    __atomic_store_n(&running, 1, __ATOMIC_SEQ_CST);
    __atomic_store_n(&shared->upcall_pending, 0, __ATOMIC_SEQ_CST);
    words = __atomic_exchange_n(&shared->pending_sel, 0, __ATOMIC_SEQ_CST);
    for (; words; words &= words - 1) {
        unsigned w = (unsigned)__builtin_ctzll(words);
        uint64_t bits = __atomic_load_n(&shared->pending[w], __ATOMIC_SEQ_CST) &
                        ~__atomic_load_n(&shared->mask[w], __ATOMIC_SEQ_CST);

        for (; bits; bits &= bits - 1)
            serve(w * WORD_BITS + (unsigned)__builtin_ctzll(bits));
    }
    __atomic_store_n(&running, 0, __ATOMIC_SEQ_CST);
}

static int take(uint32_t port, evtchn_fn fn, void *arg);

/* What came before is told again when its channel is unmasked. */
static void mask_all(void)
{
    for (unsigned i = 0; i < PORTS / WORD_BITS; i++)
        __atomic_store_n(&shared->mask[i], UINT64_MAX, __ATOMIC_RELAXED);
    __atomic_store_n(&shared->pending_sel, 0, __ATOMIC_SEQ_CST);
    __atomic_store_n(&shared->upcall_pending, 0, __ATOMIC_SEQ_CST);
}

/* The vector of a local APIC; or the listener's way, which cannot be turned
 * off again where there is no IOAPIC: then it leads here. */
static long set_vector(uint8_t vector, uint32_t *listener)
{
    struct xen_upcall_vector upcall_vector = {.vcpu = 0, .vector = vector};
    uint64_t flags = cpu_irq_save();

    mask_all();
    *listener = xen_listener_leave(vector);
    cpu_irq_restore(flags);
    return *listener ? 0
                     : xen_call(XEN_HVM_OP, HVMOP_SET_EVTCHN_UPCALL_VECTOR,
                                &upcall_vector);
}

static int bring_up(void)
{
    uint32_t data, listener;
    uint64_t address;
    long error;
    int irq;

    shared = xen_shared_info();
    if (!shared)
        log_info("Xen's events: the shared page cannot be mapped");
    if (!shared || timer_init() != 0)
        return -ENODEV;
    quiet.fn = end_quiet;
    window = xen_tsc_khz() * (QUIET_NS / 1000000);
    irq = irq_register_msi(upcall, NULL, &address, &data);
    if (irq < 0)
        return irq;
    error = set_vector((uint8_t)data, &listener);
    if (error == 0)
        return listener ? take(listener, xen_listener_event, NULL) : 0;
    log_info("Xen's events: no vector for them: error %ld", -error);
    irq_unregister_msi(irq);
    return -ENODEV;
}

int evtchn_init(void)
{
    static bool known;
    static int error;

    if (!xen_found())
        return -ENODEV;
    mutex_lock(&mutex);
    if (!known)
        error = bring_up();
    known = true;
    mutex_unlock(&mutex);
    return error;
}

/* A free channel becomes @port's; pairs with find(). */
static int take(uint32_t port, evtchn_fn fn, void *arg)
{
    struct channel *c;

    mutex_lock(&mutex);
    c = port < PORTS ? find(EVTCHN_NONE) : NULL;
    if (c) {
        c->muted = false;
        c->fn = fn;
        c->arg = arg;
        c->storm = (struct storm){0};
        __atomic_store_n(&c->port, port, __ATOMIC_RELEASE);
    }
    mutex_unlock(&mutex);
    if (!c)
        return -ENOSPC;
    unmask(port);
    return 0;
}

int evtchn_bind(uint32_t port, evtchn_fn fn, void *arg)
{
    int error = evtchn_init();

    if (error)
        return error;
    return port == EVTCHN_NONE ? -ENODEV : take(port, fn, arg);
}

static int finish(uint32_t got, evtchn_fn fn, void *arg, uint32_t *port)
{
    int error = take(got, fn, arg);
    struct xen_evtchn_send close = {got};

    if (error)
        call(EVTCHNOP_CLOSE, &close);
    else
        *port = got;
    return error;
}

int evtchn_alloc(uint16_t domid, evtchn_fn fn, void *arg, uint32_t *port)
{
    struct xen_evtchn_alloc_unbound alloc = {.dom = XEN_DOMID_SELF,
                                             .remote_dom = domid};
    int error = evtchn_init();

    if (error)
        return error;
    if (call(EVTCHNOP_ALLOC_UNBOUND, &alloc) != 0)
        return -ENOSPC;
    return finish(alloc.port, fn, arg, port);
}

int evtchn_alloc_ipi(evtchn_fn fn, void *arg, uint32_t *port)
{
    struct xen_evtchn_bind_ipi bind = {.vcpu = 0};
    int error = evtchn_init();

    if (error)
        return error;
    if (call(EVTCHNOP_BIND_IPI, &bind) != 0)
        return -ENOSPC;
    return finish(bind.port, fn, arg, port);
}

void evtchn_close(uint32_t port)
{
    struct xen_evtchn_send close = {port};
    struct channel *c;

    if (port == EVTCHN_NONE)
        return;
    mutex_lock(&mutex);
    c = find(port);
    if (c) {
        mask(port);
        call(EVTCHNOP_CLOSE, &close);
        __atomic_store_n(&c->port, EVTCHN_NONE, __ATOMIC_SEQ_CST);
        evtchn_settle();
    }
    mutex_unlock(&mutex);
}

void evtchn_settle(void)
{
    while (__atomic_load_n(&running, __ATOMIC_SEQ_CST))
        cpu_pause();
}

void evtchn_set_limit(uint32_t events)
{
    limit = events;
}

uint32_t evtchn_muted(void)
{
    return __atomic_load_n(&mutings, __ATOMIC_RELAXED);
}
