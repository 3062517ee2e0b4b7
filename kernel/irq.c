/*
 * irq.c - from a vector to whoever handles it.
 *
 * Fixed vectors (timer, IPIs) have one function each; the others are given to
 * lines and messages as they are registered. All of those go to the boot CPU.
 * Interrupts are acknowledged after their handlers, which have made the device
 * drop a level-triggered line by then.
 */
#include "kernel/irq.h"

#include "arch/x86/apic.h"
#include "arch/x86/cpu.h"
#include "arch/x86/ioapic.h"
#include "arch/x86/pic.h"
#include "arch/x86/trap.h"
#include "arch/x86/vectors.h"
#include "kernel/base.h"
#include "kernel/errno.h"
#include "kernel/mutex.h"
#include "kernel/percpu.h"
#include "kernel/spinlock.h"
#include "kernel/trace.h"

#define HLT            0xf4 /* [SDM 2 "HLT"] */
#define ACTIONS_MAX    64
#define ISA_LINES      16
#define GSI_NONE       UINT32_MAX
#define DEVICE_VECTORS (IRQ_VECTOR_TIMER - IRQ_VECTOR_DEVICE)
#define FIXED_VECTORS  (IRQ_VECTOR_ERROR - IRQ_VECTOR_TIMER)

/* [SDM 3 "Message Address Register Format"] */
#define MSI_ADDRESS  0xfee00000
#define MSI_ID_SHIFT 12

struct action {
    irq_handler_fn fn; /* NULL: free */
    void *arg;
    struct action *next;
};

/* A vector in use has an action. */
struct source {
    struct action *first;
    uint32_t gsi; /* or GSI_NONE for a message */
    uint32_t mode;
    uint32_t running; /* CPUs that walk through the actions */
};

static struct spinlock lock = SPINLOCK_INIT(SPIN_LEAF);
static struct source sources[DEVICE_VECTORS];
static struct action actions[ACTIONS_MAX];
static void (*fixed[FIXED_VECTORS])(void);
static struct irq_strays strays;

uint64_t irq_save(void)
{
    return cpu_irq_save();
}

void irq_restore(uint64_t flags)
{
    cpu_irq_restore(flags);
}

bool irq_enabled(void)
{
    return cpu_irq_enabled();
}

void irq_halt(void)
{
    this_cpu()->halts++;
    cpu_irq_halt();
}

static int bring_up(void)
{
    trace_init();
    /* threads turn interrupts on whether there are any or not */
    pic_silence();
    trap_init_irqs(irq_stubs);
    if (apic_init() != 0) {
        log_info("no local APIC: no interrupts, one CPU");
        return -ENODEV;
    }
    apic_init_cpu();
    boot_cpu.apic_id = apic_id();
    log_debug("interrupts: %s, id %u", apic_is_x2() ? "x2APIC" : "xAPIC",
              boot_cpu.apic_id);
    cpu_irq_on();
    return 0;
}

int irq_init(void)
{
    static bool known;
    static int error;

    if (!known)
        error = bring_up();
    known = true;
    return error;
}

void irq_set_vector(unsigned vector, void (*fn)(void))
{
    assert(vector >= IRQ_VECTOR_TIMER && vector < IRQ_VECTOR_ERROR);
    __atomic_store_n(&fixed[vector - IRQ_VECTOR_TIMER], fn, __ATOMIC_RELEASE);
}

struct irq_strays irq_strays(void)
{
    return strays;
}

/* --- registration --- */

static struct action *new_action(irq_handler_fn fn, void *arg)
{
    for (unsigned i = 0; i < ACTIONS_MAX; i++) {
        if (!actions[i].fn) {
            actions[i] = (struct action){fn, arg, NULL};
            return &actions[i];
        }
    }
    return NULL;
}

static struct source *source_of(uint32_t gsi)
{
    for (unsigned i = 0; i < DEVICE_VECTORS; i++) {
        if (sources[i].first && sources[i].gsi == gsi)
            return &sources[i];
    }
    return NULL;
}

static struct source *new_source(uint32_t gsi, uint32_t mode)
{
    for (unsigned i = 0; i < DEVICE_VECTORS; i++) {
        struct source *s = &sources[i];
        if (s->first || __atomic_load_n(&s->running, __ATOMIC_ACQUIRE))
            continue;
        s->gsi = gsi;
        s->mode = mode;
        return s;
    }
    return NULL;
}

static uint8_t vector_of(const struct source *s)
{
    return (uint8_t)(IRQ_VECTOR_DEVICE + (s - sources));
}

/* Pairs with the dispatcher's load: what it finds is complete. */
static int add_action(struct source *s, irq_handler_fn fn, void *arg)
{
    struct action *a = s ? new_action(fn, arg) : NULL;

    if (!a)
        return -ENOSPC;
    a->next = s->first;
    __atomic_store_n(&s->first, a, __ATOMIC_RELEASE);
    return 0;
}

static int add_line(uint32_t gsi, uint32_t mode, irq_handler_fn fn, void *arg)
{
    struct source *s = source_of(gsi);
    bool fresh = !s;
    int error;

    if (s && (s->mode != mode || !(mode & IRQ_LEVEL)))
        return -EBUSY;
    if (fresh)
        s = new_source(gsi, mode);
    error = add_action(s, fn, arg);
    if (!error && fresh)
        ioapic_route(gsi, mode & IRQ_LEVEL, mode & IRQ_LOW, vector_of(s),
                     boot_cpu.apic_id);
    return error;
}

/* An ISA number becomes a GSI with its mode. */
static void resolve(unsigned *gsi, uint32_t *mode)
{
    struct ioapic_isa isa;

    if (!(*mode & IRQ_ISA))
        return;
    isa = ioapic_isa_line(*gsi);
    *gsi = isa.gsi;
    *mode = (isa.level ? IRQ_LEVEL : 0u) | (isa.low ? IRQ_LOW : 0u);
}

/* The machine's tables are only read for who has a line. */
static void find_ioapics(void)
{
    static struct mutex mutex = MUTEX_INIT;
    static bool done;

    mutex_lock(&mutex);
    if (!done)
        ioapic_init();
    done = true;
    mutex_unlock(&mutex);
}

int irq_register(unsigned gsi, enum irq_mode mode, irq_handler_fn fn, void *arg)
{
    uint32_t how = mode;
    int error = irq_init();
    uint64_t flags;

    if (error)
        return error;
    if ((how & IRQ_ISA) && gsi >= ISA_LINES)
        return -ENODEV;
    find_ioapics();
    resolve(&gsi, &how);
    if (!ioapic_has(gsi))
        return -ENODEV;
    flags = spin_lock(&lock);
    error = add_line(gsi, how, fn, arg);
    spin_unlock(&lock, flags);
    return error;
}

int irq_register_msi(irq_handler_fn fn, void *arg, uint64_t *address,
                     uint32_t *data)
{
    int error = irq_init();
    struct source *s;
    uint64_t flags;

    if (error)
        return error;
    flags = spin_lock(&lock);
    s = new_source(GSI_NONE, IRQ_EDGE);
    error = add_action(s, fn, arg);
    spin_unlock(&lock, flags);
    if (error)
        return error;
    *address = MSI_ADDRESS | (uint64_t)boot_cpu.apic_id << MSI_ID_SHIFT;
    *data = vector_of(s);
    return (int)(s - sources);
}

/* A dispatcher that has found @a may still be at it: wait for its end. */
static void drop_action(struct source *s, irq_handler_fn fn, void *arg)
{
    struct action **link = &s->first, *a;
    uint64_t flags = spin_lock(&lock);

    while (*link && ((*link)->fn != fn || (*link)->arg != arg))
        link = &(*link)->next;
    a = *link;
    if (a)
        __atomic_store_n(link, a->next, __ATOMIC_RELEASE);
    if (!s->first && s->gsi != GSI_NONE)
        ioapic_mask(s->gsi);
    spin_unlock(&lock, flags);
    while (__atomic_load_n(&s->running, __ATOMIC_ACQUIRE))
        cpu_pause();
    if (a)
        __atomic_store_n(&a->fn, NULL, __ATOMIC_RELEASE);
}

void irq_unregister(unsigned gsi, enum irq_mode mode, irq_handler_fn fn,
                    void *arg)
{
    uint32_t how = mode;
    struct source *s;

    resolve(&gsi, &how);
    s = source_of(gsi);
    if (s)
        drop_action(s, fn, arg);
}

void irq_unregister_msi(int handle)
{
    struct source *s = &sources[handle];

    if (s->first)
        drop_action(s, s->first->fn, s->first->arg);
}

/* --- dispatch --- */

static void count(uint64_t *counter, const char *what, uint64_t detail)
{
    uint64_t n = __atomic_add_fetch(counter, 1, __ATOMIC_RELAXED);

    if ((n & (n - 1)) == 0) /* not all of a flood */
        log_debug("%s 0x%lx, %lu so far", what, detail, n);
}

static void run_actions(uint64_t vector)
{
    struct source *s = &sources[vector - IRQ_VECTOR_DEVICE];
    struct action *a;

    __atomic_add_fetch(&s->running, 1, __ATOMIC_SEQ_CST);
    a = __atomic_load_n(&s->first, __ATOMIC_ACQUIRE);
    if (!a)
        count(&strays.unclaimed, "interrupt of nobody", vector);
    for (; a; a = __atomic_load_n(&a->next, __ATOMIC_ACQUIRE))
        a->fn(a->arg);
    __atomic_sub_fetch(&s->running, 1, __ATOMIC_SEQ_CST);
}

/* The register shows what came since it was last written. */
static void report_error(void)
{
    apic_write(APIC_ERROR, 0);
    count(&strays.errors, "local APIC error", apic_read(APIC_ERROR));
}

static void run_fixed(uint64_t vector)
{
    void (*fn)(void) =
        __atomic_load_n(&fixed[vector - IRQ_VECTOR_TIMER], __ATOMIC_ACQUIRE);

    if (fn)
        fn();
    else
        count(&strays.unclaimed, "interrupt of nobody", vector);
}

/*
 * STI holds interrupts off for one instruction more, so none comes in between
 * it and HLT. But a hypervisor may lose that: QEMU's TCG does, when a guest of
 * its guest is left there and entered again [QEMU target/i386/tcg/sysemu/
 * svm_helper.c, helper_vmrun], and then the halt slept for good. The interrupt
 * was what it waits for: it is over. Interrupts are never on before another
 * HLT.
 */
static void end_halt(struct trap_frame *frame)
{
    const uint8_t *next = (const uint8_t *)(uintptr_t)frame->rip;

    if (*next == HLT)
        frame->rip++;
}

/*
 * No CPU delivers an interrupt while they are off. QEMU's TCG does: one that a
 * guest injects into its own guest, once more if something else of QEMU's wants
 * the CPU just then [QEMU target/i386/tcg/sysemu/svm_helper.c, helper_vmrun;
 * accel/tcg/cpu-exec.c, cpu_handle_exception]. Its frame has taken the place of
 * the first one on this stack, so there is no way back.
 */
static void check_wanted(const struct trap_frame *frame)
{
    if (!(frame->rflags & RFLAGS_IF))
        panic("interrupt 0x%lx delivered while interrupts are off, at 0x%lx",
              frame->vector, frame->rip);
}

void irq_dispatch(struct trap_frame *frame)
{
    struct cpu *cpu = this_cpu();
    uint64_t vector = frame->vector;

    cpu->irq_depth = 1;
    cpu->irqs++;
    check_wanted(frame);
    trace(TRACE_IRQ, "vector, at", vector, frame->rip);
    end_halt(frame);
    if (vector == IRQ_VECTOR_SPURIOUS) {
        count(&strays.spurious, "spurious interrupt", vector);
    } else if (vector < IRQ_VECTOR_DEVICE) {
        count(&strays.pic, "interrupt of the 8259", vector);
    } else {
        if (vector < IRQ_VECTOR_TIMER)
            run_actions(vector);
        else if (vector == IRQ_VECTOR_ERROR)
            report_error();
        else
            run_fixed(vector);
        apic_eoi();
    }
    cpu->irq_depth = 0;
}
