/*
 * apic.h - the local APIC of each CPU: who it is, its interrupts, IPIs.
 *
 * x2APIC where the CPU has it, else the registers in memory. Vectors are in
 * vectors.h.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* Registers by their offset in memory; x2APIC's MSR is 0x800 + offset / 16.
 * [SDM 3 "Local APIC Register Address Map"] */
enum apic_register {
    APIC_ID = 0x20,
    APIC_VERSION = 0x30,
    APIC_TPR = 0x80,
    APIC_EOI = 0xb0,
    APIC_SPURIOUS = 0xf0,
    APIC_IRR = 0x200, /* eight of them, 0x10 apart */
    APIC_ERROR = 0x280,
    APIC_ICR = 0x300,
    APIC_ICR_HIGH = 0x310,
    APIC_LVT_CMCI = 0x2f0,
    APIC_LVT_TIMER = 0x320,
    APIC_LVT_THERMAL = 0x330,
    APIC_LVT_PERF = 0x340,
    APIC_LVT_LINT0 = 0x350,
    APIC_LVT_LINT1 = 0x360,
    APIC_LVT_ERROR = 0x370,
    APIC_TIMER_INITIAL = 0x380,
    APIC_TIMER_CURRENT = 0x390,
    APIC_TIMER_DIVIDE = 0x3e0,
};

/* Local vector table entries [SDM 3 "Local Vector Table", figure] */
#define APIC_LVT_NMI          0x00000400
#define APIC_LVT_MASKED       0x00010000
#define APIC_LVT_TSC_DEADLINE 0x00040000

/*
 * apic_init - find the boot CPU's local APIC and turn it on.
 *
 * Once, before anything else here; then apic_init_cpu(). Returns 0, or
 * -ENODEV if the CPU has none, or -ENOMEM. Thread context.
 */
int apic_init(void);

/*
 * apic_init_cpu - set up the local APIC of the CPU this runs on.
 *
 * All local vectors masked but errors; what the firmware left is forgotten.
 * The boot CPU's and each started one's, before interrupts are on there.
 */
void apic_init_cpu(void);

/* apic_id - of the CPU this runs on; 0 if there is no local APIC, or
 * apic_init() was not called. */
uint32_t apic_id(void);

/* apic_read, apic_write - a register of this CPU's. Any context. */
uint32_t apic_read(enum apic_register reg);
void apic_write(enum apic_register reg, uint32_t value);

/* apic_eoi - the interrupt that is being handled is done with. */
void apic_eoi(void);

/*
 * apic_send_ipi - interrupt the CPU whose local APIC is @apic_id.
 *
 * @vector  one of vectors.h
 *
 * The CPU may be the sender's own. Any context.
 */
void apic_send_ipi(uint32_t apic_id, uint8_t vector);

/* apic_send_nmi - the same with an NMI: to stop a CPU that does not listen. */
void apic_send_nmi(uint32_t apic_id);

/*
 * apic_send_init, apic_send_startup - start an application processor: INIT,
 * wait 10 ms, STARTUP, and STARTUP once more if it has not come up in 200 us.
 *
 * @page  physical page number, 1..255, where it begins in real mode
 *
 * [SDM 3 "Typical AP Initialization Sequence"]
 */
void apic_send_init(uint32_t apic_id);
void apic_send_startup(uint32_t apic_id, uint8_t page);

/* apic_is_x2 - whether ids have 32 bits and registers are MSRs. */
bool apic_is_x2(void);
