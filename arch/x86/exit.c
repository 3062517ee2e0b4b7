/*
 * exit.c - the outcome to the host, then every way to power a VM off.
 *
 * Nobody tells which machine this is, so the ladder tries in an order in
 * which no step harms where it does not work [docs/boot.md, "Power off"]:
 * ports that no other machine decodes first, the triple fault last. But under
 * Xen, if it is known by now, one hypercall does it and carries the outcome.
 */
#include "kernel/exit.h"

#include "arch/x86/cpu.h"
#include "arch/x86/hostport.h"
#include "arch/x86/io.h"
#include "arch/x86/page.h"
#include "arch/x86/physmem.h"
#include "arch/x86/regs.h"
#include "arch/x86/xen.h"
#include "arch/x86/xen_abi.h"
#include "boot/acpi.h"
#include "kernel/base.h"
#include "kernel/boot.h"
#include "kernel/console.h"
#include "kernel/percpu.h"
#include "kernel/smp.h"
#include "kernel/spinlock.h"
#include "kernel/timeline.h"

#define PORT_PVPANIC     0x505 /* [QEMU docs/specs/pvpanic] */
#define PVPANIC_PANICKED 1

#define PORT_PM1A_CNT    0x604 /* QEMU pc, q35: SLP_TYP 0 is S5 */
#define PM1_SLP_EN       0x2000
#define PORT_CHV_POWER   0x600 /* Cloud Hypervisor: GED sleep control */
#define SLEEP_S5         0x34  /* SLP_EN | 5 << 2 [ACPI 4.8.3.7] */
#define PORT_I8042       0x64
#define I8042_RESET      0xfe /* Firecracker's power-off */

/* Only linked with what makes threads. */
#pragma weak smp_stop_others

void exit_take_over(void)
{
    static const struct cpu *ending; /* the CPU that does it */
    const struct cpu *nobody = NULL, *me = this_cpu();

    cpu_irq_save();
    if (__atomic_compare_exchange_n(&ending, &nobody, me, false,
                                    __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)) {
        if (smp_stop_others && cpu_count() > 1)
            smp_stop_others();
        spin_break_all();
    } else if (nobody != me) {
        for (;;) /* its NMI comes */
            cpu_hlt();
    }
}

/* Sends "WORD TEXT\n" to the control port; false if there is none. */
static bool tell_control(const char *text)
{
    char line[320];

    timeline_send();
    console_drain(); /* the UART's FIFO goes with the VM */
    if (!hostport_present(PORT_CONTROL))
        return false;
    hostport_write(PORT_CONTROL, line,
                   base_format(line, sizeof(line), "%s\n", text));
    io_out8(PORT_DEBUG_EXIT, 0);
    return true;
}

/* microvm with ACPI has its power switch in memory, the FADT says where. */
static void acpi_power_off(void)
{
    struct physmem pm = physmem_kernel();
    const struct start_info *info = &boot_info()->info;
    static bool tried; /* a fault in here comes back to power_off() */
    struct acpi_power power;

    if (tried)
        return;
    tried = true;
    if (info->rsdp_paddr == 0 ||
        !acpi_power_find(&pm, info->rsdp_paddr, &power))
        return;
    if (power.hw_reduced && power.sleep_control.address != 0 &&
        power.sleep_control.space == ACPI_SPACE_MEMORY &&
        paging_map_device(power.sleep_control.address, 1) == 0)
        mmio_write8(power.sleep_control.address, SLEEP_S5);
}

static _Noreturn void triple_fault(void)
{
    static const struct {
        uint16_t limit;
        uint64_t base;
    } __attribute__((packed)) no_idt;

    __asm__ volatile("lidt %0; int3" : : "m"(no_idt));
    for (;;)
        cpu_hlt();
}

/* @reason: for Xen, SHUTDOWN_* or the program's status */
static _Noreturn void power_off(unsigned reason)
{
    console_drain();
    xen_shutdown(reason);
    io_out16(PORT_PM1A_CNT, PM1_SLP_EN);
    io_out8(PORT_CHV_POWER, SLEEP_S5);
    acpi_power_off();
    io_out8(PORT_I8042, I8042_RESET);
    triple_fault();
}

void exit_program(int status)
{
    char line[32];

    exit_take_over();
    status &= 0xff;
    base_format(line, sizeof(line), "exit %d", status);
    if (!tell_control(line) && status != 0) {
        console_fresh_line();
        base_print("pith: exit status %d\n", status);
    }
    power_off(xen_shutdown_reason(status));
}

static _Noreturn void exit_failed(const char *outcome, const char *why)
{
    char line[300];

    exit_take_over();
    base_format(line, sizeof(line), "%s %s", outcome, why);
    if (!tell_control(line)) {
        console_fresh_line();
        base_print("pith: %s: %s\n", outcome, why);
    }
    if (outcome[0] == 'c')
        io_out8(PORT_PVPANIC, PVPANIC_PANICKED);
    power_off(SHUTDOWN_CRASH);
}

/* Only linked with what has trace points. */
__attribute__((weak)) void trace_print(void);

void exit_crash(const char *why)
{
    if (trace_print)
        trace_print();
    exit_failed("crash", why);
}

void exit_refused(const char *why)
{
    exit_failed("refused", why);
}
