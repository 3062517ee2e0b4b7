/*
 * apic.c - see apic.h. [SDM 3 "Advanced Programmable Interrupt Controller"]
 */
#include "arch/x86/apic.h"

#include "arch/x86/cpu.h"
#include "arch/x86/io.h"
#include "arch/x86/page.h"
#include "arch/x86/regs.h"
#include "arch/x86/vectors.h"
#include "kernel/base.h"
#include "kernel/errno.h"

/* [SDM 2 "CPUID"] leaf 1 */
#define CPUID_1_X2APIC (1u << 21) /* ECX */
#define CPUID_1_APIC   (1u << 9)  /* EDX */

/* IA32_APIC_BASE [SDM 3 "Local APIC Status and Location"] */
#define MSR_APIC_BASE  0x1b
#define BASE_X2        0x400
#define BASE_ENABLE    0x800
#define BASE_ADDRESS   0x000ffffffffff000
#define MSR_X2APIC     0x800

#define SPURIOUS_ON    0x100
#define LVT_LAST_SHIFT 16 /* in the version: the last entry's number */

/* Interrupt command register [SDM 3 "Interrupt Command Register"] */
#define ICR_NMI        0x0400
#define ICR_INIT       0x0500
#define ICR_STARTUP    0x0600
#define ICR_PENDING    0x1000
#define ICR_ASSERT     0x4000
#define ICR_DEST_SHIFT 24
#define PENDING_READS  100000 /* it takes a few, or the bus is broken */

static bool x2;
static uint64_t registers;

bool apic_is_x2(void)
{
    return x2;
}

uint32_t apic_read(enum apic_register reg)
{
    if (x2)
        return (uint32_t)cpu_rdmsr(MSR_X2APIC + (uint32_t)reg / 16);
    return mmio_read32(registers + (uint64_t)reg);
}

void apic_write(enum apic_register reg, uint32_t value)
{
    if (x2)
        cpu_wrmsr(MSR_X2APIC + (uint32_t)reg / 16, value);
    else
        mmio_write32(registers + (uint64_t)reg, value);
}

uint32_t apic_id(void)
{
    uint32_t id;

    if (!x2 && registers == 0)
        return 0;
    id = apic_read(APIC_ID);
    return x2 ? id : id >> ICR_DEST_SHIFT;
}

void apic_eoi(void)
{
    apic_write(APIC_EOI, 0);
}

int apic_init(void)
{
    struct cpuid_regs features = cpu_cpuid(1, 0);
    uint64_t base;

    if (!(features.edx & CPUID_1_APIC))
        return -ENODEV;
    base = cpu_rdmsr(MSR_APIC_BASE);
    x2 = (base & BASE_X2) || (features.ecx & CPUID_1_X2APIC);
    registers = base & BASE_ADDRESS;
    if (!x2 && (registers == 0 || registers >= paging_paddr_limit()))
        return -ENODEV;
    return x2 ? 0 : paging_map_device(registers, PAGE_SIZE);
}

static void mask_local_vectors(void)
{
    static const struct {
        uint16_t reg;
        uint16_t last; /* exists if the version names at least this one */
    } lvt[] = {
        {APIC_LVT_TIMER, 0}, {APIC_LVT_LINT0, 0},   {APIC_LVT_LINT1, 0},
        {APIC_LVT_PERF, 4},  {APIC_LVT_THERMAL, 5}, {APIC_LVT_CMCI, 6},
    };
    unsigned last = apic_read(APIC_VERSION) >> LVT_LAST_SHIFT & 0xff;

    for (unsigned i = 0; i < ARRAY_SIZE(lvt); i++) {
        if (last >= lvt[i].last)
            apic_write(lvt[i].reg, APIC_LVT_MASKED);
    }
}

/* The NMI pin stays open on every CPU: a debugger's way in. */
void apic_init_cpu(void)
{
    cpu_wrmsr(MSR_APIC_BASE, cpu_rdmsr(MSR_APIC_BASE) | BASE_ENABLE);
    if (x2)
        cpu_wrmsr(MSR_APIC_BASE, cpu_rdmsr(MSR_APIC_BASE) | BASE_X2);
    apic_write(APIC_SPURIOUS, SPURIOUS_ON | IRQ_VECTOR_SPURIOUS);
    mask_local_vectors();
    apic_write(APIC_LVT_LINT1, APIC_LVT_NMI);
    apic_write(APIC_TPR, 0);
    apic_write(APIC_ERROR, 0);
    apic_write(APIC_LVT_ERROR, IRQ_VECTOR_ERROR);
}

/* Until the last IPI has left; x2APIC needs no waiting. */
static void wait_for_icr(void)
{
    for (unsigned i = 0; i < PENDING_READS; i++) {
        if (!(apic_read(APIC_ICR) & ICR_PENDING))
            return;
        cpu_pause();
    }
}

/* What was written before must be seen by the one that is interrupted: WRMSR
 * to the x2APIC does not wait for it [SDM 3 "MSR Access in x2APIC Mode"]. */
static void send(uint32_t id, uint32_t command)
{
    uint64_t flags = cpu_irq_save();

    if (x2) {
        cpu_mfence();
        cpu_wrmsr(MSR_X2APIC + APIC_ICR / 16, (uint64_t)id << 32 | command);
    } else {
        wait_for_icr();
        apic_write(APIC_ICR_HIGH, id << ICR_DEST_SHIFT);
        apic_write(APIC_ICR, command);
        wait_for_icr();
    }
    cpu_irq_restore(flags);
}

void apic_send_ipi(uint32_t id, uint8_t vector)
{
    send(id, ICR_ASSERT | vector);
}

void apic_send_nmi(uint32_t id)
{
    send(id, ICR_ASSERT | ICR_NMI);
}

void apic_send_init(uint32_t id)
{
    send(id, ICR_ASSERT | ICR_INIT);
}

void apic_send_startup(uint32_t id, uint8_t page)
{
    send(id, ICR_ASSERT | ICR_STARTUP | page);
}
