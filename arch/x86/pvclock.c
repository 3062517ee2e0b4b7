/*
 * pvclock.c - see pvclock.h.
 *
 * With the flag STABLE one page is right for all CPUs. Without it each CPU
 * must read its own, and they differ by a little: then no CPU is shown less
 * than another one has been shown.
 */
#include "arch/x86/pvclock.h"

#include "arch/x86/cpu.h"
#include "arch/x86/hypervisor.h"
#include "arch/x86/xen_clock.h"
#include "kernel/base.h"
#include "kernel/page_alloc.h"
#include "kernel/percpu.h"
#include "kernel/string.h"

/* [KVM msr], and cpuid beside it */
#define KVM_FEATURES        1 /* behind the base leaf */
#define KVM_CLOCKSOURCE2    (1u << 3)
#define KVM_STABLE_BIT      (1u << 24)
#define MSR_KVM_WALL_CLOCK  0x4b564d00
#define MSR_KVM_SYSTEM_TIME 0x4b564d01
#define SYSTEM_TIME_ENABLE  1

#define FLAG_STABLE         1
#define NS_PER_SECOND       1000000000ull
#define READS_MAX           1000000 /* of a version that never gets even */

static const struct pvclock_source *source;
static const struct pvclock_time *pages[CPUS_MAX];
static bool trust_stable;
static uint64_t latest;

/* --- KVM --- */

static struct {
    struct pvclock_time time[CPUS_MAX];
    struct pvclock_wall wall;
} * kvm_shared;

static const struct pvclock_time *kvm_page(unsigned index)
{
    struct pvclock_time *time = &kvm_shared->time[index];

    cpu_wrmsr(MSR_KVM_SYSTEM_TIME, (uintptr_t)time | SYSTEM_TIME_ENABLE);
    return time;
}

static const struct pvclock_wall *kvm_wall(void)
{
    cpu_wrmsr(MSR_KVM_WALL_CLOCK, (uintptr_t)&kvm_shared->wall);
    return &kvm_shared->wall;
}

static const struct pvclock_source kvm = {"kvmclock", kvm_page, kvm_wall};

static const struct pvclock_source *find_kvm(void)
{
    uint64_t pages_wanted =
        ALIGN_UP(sizeof(*kvm_shared), PAGE_SIZE) / PAGE_SIZE;
    struct hypervisor_info h = hypervisor_get();
    uint64_t paddr;
    uint32_t features;

    if (h.kind != HYPERVISOR_KVM)
        return NULL;
    features = cpu_cpuid(h.base + KVM_FEATURES, 0).eax;
    if (!(features & KVM_CLOCKSOURCE2) ||
        page_alloc(pages_wanted, 1, PAGE_HIGH_FIRST, PAGE_ANY_ADDRESS,
                   &paddr) != 0)
        return NULL;
    kvm_shared = page_ptr(paddr, pages_wanted);
    if (!kvm_shared)
        return NULL;
    memset(kvm_shared, 0, sizeof(*kvm_shared));
    trust_stable = features & KVM_STABLE_BIT;
    return &kvm;
}

/* --- any --- */

uint64_t pvclock_scale(const struct pvclock_time *time, uint64_t ticks)
{
    ticks = time->tsc_shift < 0 ? ticks >> -time->tsc_shift
                                : ticks << time->tsc_shift;
    return (uint64_t)((unsigned __int128)ticks * time->tsc_to_system_mul >> 32);
}

/*
 * Pairs with the hypervisor's writes: version odd, fields, version even, on
 * the CPU that reads or with all CPUs stopped, so that ordering the compiler
 * and the TSC's read is enough.
 */
static uint64_t read_page(const struct pvclock_time *page, bool *stable)
{
    uint32_t version;
    uint64_t ns;

    do {
        struct pvclock_time t;
        version = __atomic_load_n(&page->version, __ATOMIC_ACQUIRE);
        t = *page;
        uint64_t now = cpu_rdtsc_ordered();
        ns = t.system_time;
        /* modular: Xen's may be from before the guest's TSC was 0 */
        int64_t ticks = (int64_t)(now - t.tsc_timestamp);
        if (ticks > 0)
            ns += pvclock_scale(&t, (uint64_t)ticks);
        *stable = trust_stable && (t.flags & FLAG_STABLE);
        __atomic_thread_fence(__ATOMIC_ACQUIRE);
    } while ((version & 1) ||
             version != __atomic_load_n(&page->version, __ATOMIC_RELAXED));
    return ns;
}

/* A page that the hypervisor does not fill would be read for ever. */
static bool is_alive(const struct pvclock_time *page)
{
    for (unsigned i = 0; i < READS_MAX; i++) {
        uint32_t version = __atomic_load_n(&page->version, __ATOMIC_ACQUIRE);
        if (version != 0 && !(version & 1))
            return page->tsc_to_system_mul != 0 && page->tsc_shift > -32 &&
                   page->tsc_shift < 32;
    }
    return false;
}

const char *pvclock_init(void)
{
    static bool asked;

    if (asked)
        return source ? source->name : NULL;
    asked = true;
    if (!source)
        source = find_kvm();
    if (!source) {
        source = xen_clock_find();
        trust_stable = true;
    }
    if (!source)
        return NULL;
    pages[0] = source->page(0);
    if (!pages[0] || !is_alive(pages[0])) {
        log_info("%s shows no time", source->name);
        source = NULL;
        return NULL;
    }
    return source->name;
}

static uint64_t not_before(uint64_t ns)
{
    uint64_t seen = __atomic_load_n(&latest, __ATOMIC_RELAXED);

    while (seen < ns) {
        if (__atomic_compare_exchange_n(&latest, &seen, ns, true,
                                        __ATOMIC_RELAXED, __ATOMIC_RELAXED))
            return ns;
    }
    return seen;
}

/* A CPU asks for its page when it first needs it. */
static const struct pvclock_time *own_page(unsigned index)
{
    const struct pvclock_time *page;

    if (pages[index])
        return pages[index];
    page = source->page(index);
    pages[index] = page && is_alive(page) ? page : pages[0];
    return pages[index];
}

uint64_t pvclock_now_ns(void)
{
    uint64_t flags, ns;
    bool stable;
    const struct pvclock_time *own;

    ns = read_page(pages[0], &stable);
    if (stable)
        return ns;
    flags = cpu_irq_save(); /* stay on this CPU */
    own = own_page(this_cpu()->index);
    ns = read_page(own, &stable);
    cpu_irq_restore(flags);
    return not_before(ns);
}

uint64_t pvclock_wall_ns(void)
{
    const struct pvclock_wall *wall =
        source && source->wall ? source->wall() : NULL;
    uint32_t version;
    uint64_t ns;

    for (unsigned i = 0; wall && i < READS_MAX; i++) {
        version = __atomic_load_n(&wall->version, __ATOMIC_ACQUIRE);
        ns = wall->sec * NS_PER_SECOND + wall->nsec;
        __atomic_thread_fence(__ATOMIC_ACQUIRE);
        if (!(version & 1) &&
            version == __atomic_load_n(&wall->version, __ATOMIC_RELAXED))
            return wall->nsec < NS_PER_SECOND && version ? ns : 0;
    }
    return 0;
}

/* ns = (ticks << shift) * mul / 2^32 */
uint64_t pvclock_tsc_hz(void)
{
    const struct pvclock_time *t;
    uint64_t hz;

    if (!pvclock_init())
        return 0;
    t = pages[0];
    hz = (NS_PER_SECOND << 32) / t->tsc_to_system_mul;
    return t->tsc_shift < 0 ? hz << -t->tsc_shift : hz >> t->tsc_shift;
}
