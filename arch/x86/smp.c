/*
 * smp.c - starting the other CPUs.
 *
 * One after the other gets memory, INIT and STARTUP. It takes the next slot
 * (ap_entry.S), so that it needs not know who it is until its APIC tells;
 * then it marks its entry in `aps` as arrived and waits for leave to run. A
 * CPU that does not arrive soon is passed over, and waited for once more when
 * all others are up. Both marking and giving up are one compare-and-swap, so
 * a CPU that arrives too late finds that out and halts; its slot and the
 * trampoline's page stay for it.
 */
#include "kernel/smp.h"

#include "arch/x86/ap.h"
#include "arch/x86/apic.h"
#include "arch/x86/cpu.h"
#include "arch/x86/fpu.h"
#include "arch/x86/page.h"
#include "arch/x86/relax.h"
#include "arch/x86/tsc.h"
#include "arch/x86/tsc_warp.h"
#include "arch/x86/vectors.h"
#include "kernel/base.h"
#include "kernel/boot.h"
#include "kernel/irq.h"
#include "kernel/page_alloc.h"
#include "kernel/sched.h"
#include "kernel/string.h"
#include "kernel/time.h"
#include "kernel/timer.h"
#include "kernel/topology.h"

#define XAPIC_IDS   255 /* of 8 bits; 255 means all */
#define LOW_RAM_END 0xa0000ull
#define FALLBACK_HZ 4000000000ull /* too long a wait rather than too short */

/* INIT needs no pause in a VM; where it does, the second STARTUP has it [SDM 3
 * "Typical AP Initialization Sequence"]. */
#define INIT_US      10
#define STARTUP_US   10000
#define PASS_OVER_US 20000
#define PATIENCE_US  5000000 /* a busy host was seen to take one second */

enum ap_state { AP_ASKED, AP_ARRIVED, AP_COMPARE, AP_GO, AP_GIVEN_UP };

struct ap {
    uint32_t apic_id;
    uint32_t state;  /* enum ap_state */
    struct cpu *cpu; /* set by itself before it arrives */
    struct tsc_warp warp;
};

struct ap_slot *ap_slots;
uint32_t ap_slots_count, ap_tickets;

static struct ap *aps;
static unsigned nr_aps;

static bool change(struct ap *ap, uint32_t from, uint32_t to)
{
    return __atomic_compare_exchange_n(&ap->state, &from, to, false,
                                       __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE);
}

static uint32_t state(const struct ap *ap)
{
    return __atomic_load_n(&ap->state, __ATOMIC_ACQUIRE);
}

/* --- on the new CPU --- */

static _Noreturn void halt(void)
{
    for (;;)
        cpu_hlt();
}

static struct ap *find(uint32_t id)
{
    for (unsigned i = 0; i < nr_aps; i++) {
        if (aps[i].apic_id == id)
            return &aps[i];
    }
    return NULL;
}

static void wait_for_leave(struct ap *ap)
{
    uint32_t spins = 0;

    while (state(ap) == AP_ARRIVED)
        relax(&spins);
    if (state(ap) == AP_COMPARE)
        tsc_warp_check(&ap->warp);
    while (state(ap) != AP_GO)
        relax(&spins);
}

void ap_main(struct cpu *cpu)
{
    struct ap_area *area = (struct ap_area *)cpu;
    struct ap *ap;

    tables_load(&area->tables, area->stack);
    tables_load_idt();
    apic_init_cpu();
    cpu->apic_id = apic_id();
    ap = find(cpu->apic_id);
    if (!ap)
        halt();
    ap->cpu = cpu;
    if (!change(ap, AP_ASKED, AP_ARRIVED))
        halt();
    wait_for_leave(ap);
    /* What was unmapped before this CPU was counted was not told to it. */
    cpu_write_cr3(cpu_read_cr3());
    fpu_init_cpu();
    timer_init_cpu();
    sched_idle_loop();
}

/* --- on the CPU that starts it --- */

static uint64_t ticks_of(uint64_t us)
{
    uint64_t hz = tsc_frequency();

    return (hz ? hz : FALLBACK_HZ) / 1000000 * us;
}

static bool wait_arrival(const struct ap *ap, uint64_t us)
{
    uint64_t ticks = ticks_of(us), start = cpu_rdtsc();
    uint32_t spins = 0;

    while (state(ap) != AP_ARRIVED) {
        if (cpu_rdtsc() - start >= ticks)
            return false;
        relax(&spins);
    }
    return true;
}

/* @ap has arrived: it may run. */
static void admit(struct ap *ap)
{
    change(ap, AP_ARRIVED, AP_COMPARE);
    tsc_warp_check(&ap->warp);
    if (ap->warp.warped) {
        log_info("the TSC of the CPU with APIC id %u is not that of CPU 0",
                 ap->apic_id);
        time_set_unstable();
    }
    percpu_add(ap->cpu);
    change(ap, AP_COMPARE, AP_GO);
}

static bool ask(struct ap *ap, uint8_t page)
{
    struct ap_area *area = ap_area_make();

    if (!area)
        return false;
    ap_slots[ap_slots_count] =
        (struct ap_slot){&area->cpu, area->stack[STACK_BOOT].top};
    __atomic_add_fetch(&ap_slots_count, 1, __ATOMIC_RELEASE);
    apic_send_init(ap->apic_id);
    wait_arrival(ap, INIT_US);
    apic_send_startup(ap->apic_id, page);
    if (!wait_arrival(ap, STARTUP_US))
        apic_send_startup(ap->apic_id, page);
    return true;
}

/* Admits who has arrived; returns how many may still come. */
static unsigned admit_arrived(bool *progress)
{
    unsigned asked = 0;

    for (unsigned i = 0; i < nr_aps; i++) {
        if (state(&aps[i]) == AP_ARRIVED) {
            admit(&aps[i]);
            *progress = true;
        }
        asked += state(&aps[i]) == AP_ASKED;
    }
    return asked;
}

/* Those that were passed over have this long since the last one came. */
static void wait_for_the_late(void)
{
    uint64_t ticks = ticks_of(PATIENCE_US), start = cpu_rdtsc();
    bool progress = false;

    while (admit_arrived(&progress) > 0 && cpu_rdtsc() - start < ticks) {
        if (progress)
            start = cpu_rdtsc();
        progress = false;
        cpu_pause();
    }
    for (unsigned i = 0; i < nr_aps; i++) {
        if (change(&aps[i], AP_ASKED, AP_GIVEN_UP))
            log_info("the CPU with APIC id %u does not answer: left out",
                     aps[i].apic_id);
    }
    admit_arrived(&progress); /* who came in between */
}

/* Whether @id is one to start; a table may name a CPU twice, or one that no
 * STARTUP can reach. */
static bool startable(uint32_t id)
{
    if (id == boot_cpu.apic_id || find(id))
        return false;
    if (id >= XAPIC_IDS && !apic_is_x2()) {
        log_info("the CPU with APIC id %u needs x2APIC: left out", id);
        return false;
    }
    return true;
}

/* Fills `aps` from the firmware's tables. */
static void list_aps(const struct topology *t)
{
    for (unsigned i = 0; i < t->nr_cpus; i++) {
        if (!startable(t->cpu[i]))
            continue;
        if (nr_aps == CPUS_MAX - 1) {
            log_info("more than %u CPUs: the rest is left out", CPUS_MAX);
            return;
        }
        aps[nr_aps++].apic_id = t->cpu[i];
    }
}

/* Memory that stays: @len zeroed bytes, or NULL. */
static void *keep(uint64_t len)
{
    uint64_t pages = ALIGN_UP(len, PAGE_SIZE) / PAGE_SIZE, paddr;
    void *p = NULL;

    if (page_alloc(pages, 1, PAGE_HIGH_FIRST, PAGE_ANY_ADDRESS, &paddr) == 0)
        p = page_ptr(paddr, pages);
    if (p)
        memset(p, 0, len);
    return p;
}

/* The page that STARTUP names, with the trampoline in it; 0: there is none. */
static uint64_t make_trampoline(void)
{
    uint64_t paddr = boot_info()->low_page;

    if (paddr == 0 &&
        page_alloc(1, 1, PAGE_LOW_FIRST, LOW_RAM_END, &paddr) != 0)
        return 0;
    void *page = page_ptr(paddr, 1);
    if (!page)
        return 0;
    memcpy(page, ap_trampoline, (size_t)(ap_trampoline_end - ap_trampoline));
    return paddr;
}

static void start_all(uint64_t trampoline)
{
    bool progress = false;

    for (unsigned i = 0; i < nr_aps; i++) {
        if (!ask(&aps[i], (uint8_t)(trampoline / PAGE_SIZE))) {
            log_info("too little RAM for more than %u CPUs", i + 1);
            nr_aps = i;
            break;
        }
        wait_arrival(&aps[i], PASS_OVER_US);
        admit_arrived(&progress);
    }
    wait_for_the_late();
}

unsigned smp_start(void)
{
    static bool done;
    const struct topology *t;
    uint64_t trampoline;

    if (done)
        return cpu_count();
    done = true;
    sched_start();
    if (irq_init() != 0)
        return 1;
    timer_init(); /* before there are CPUs that would do it at once */
    t = topology_get();
    if (t->nr_cpus < 2)
        return 1;
    aps = keep(sizeof(*aps) * CPUS_MAX);
    ap_slots = keep(sizeof(*ap_slots) * CPUS_MAX);
    trampoline = make_trampoline();
    if (!aps || !ap_slots || trampoline == 0) {
        log_info("too little RAM for a second CPU");
        return 1;
    }
    irq_set_vector(IRQ_VECTOR_RESCHEDULE, sched_ipi);
    irq_set_vector(IRQ_VECTOR_FLUSH_TLB, smp_flush_ipi);
    timer_init(); /* before there are others that could */
    list_aps(t);
    start_all(trampoline);
    log_info("%u CPUs", cpu_count());
    return cpu_count();
}
