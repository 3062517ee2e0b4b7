/*
 * topology.h - CPUs and interrupt controllers, whichever table names them.
 *
 * ACPI's MADT (madt.h) and the MP table (mptable.h) both fill the same
 * structure. A table is believed as a whole or not at all.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "boot/error.h"

#define TOPOLOGY_CPUS    255 /* APIC id 255 is the broadcast [SDM 3 "APIC"] */
#define TOPOLOGY_IOAPICS 32
#define TOPOLOGY_ISA     16

#define TOPOLOGY_LAPIC   0xfee00000 /* where no table says otherwise */
#define TOPOLOGY_NO_GSI  UINT32_MAX

/*
 * struct topology_ioapic - an I/O APIC.
 *
 * @paddr  its registers
 * @gsi    the interrupt of its first pin; how many follow, it says itself in
 *         its version register. The MP table does not know GSIs: there the
 *         first has 0 and each that follows 24 more
 * @id     what tables call it
 */
struct topology_ioapic {
    uint64_t paddr;
    uint32_t gsi;
    uint8_t id;
};

/*
 * struct topology_isa - where an ISA interrupt arrives.
 *
 * @gsi  TOPOLOGY_NO_GSI: nowhere, since its pin is another one's
 */
struct topology_isa {
    uint32_t gsi;
    bool level, low; /* else edge-triggered, active high */
};

/*
 * struct topology - what the tables say.
 *
 * @source    "MADT", "MP table", or "none"
 * @paddr     where that table is
 * @lapic     local APICs' registers; IA32_APIC_BASE is the last word
 * @has_8259  there may be two 8259s, which have to be masked
 * @nr_cpus   CPUs that may be started, the boot CPU among them, each once, in
 *            the table's order: 1 to TOPOLOGY_CPUS. Which is the boot CPU, its
 *            own APIC id says. With source "none" it is 1 and @cpu is not
 *            filled in, and there is no IOAPIC
 * @disabled  CPUs named but not usable
 * @ignored   usable CPUs and IOAPICs for which there was no room
 */
struct topology {
    const char *source;
    uint64_t paddr, lapic;
    bool has_8259;
    unsigned nr_cpus, nr_ioapics, disabled, ignored;
    uint32_t cpu[TOPOLOGY_CPUS]; /* APIC ids; over 254 only by x2APIC */
    struct topology_ioapic ioapic[TOPOLOGY_IOAPICS];
    struct topology_isa isa[TOPOLOGY_ISA];
};

/* What a, b, c and what hold is in topology.c, with the texts. */
enum topology_refusal {
    TOPOLOGY_OK,
    TOPOLOGY_NO_RSDP,
    TOPOLOGY_NO_MADT,
    TOPOLOGY_NO_POINTER,
    TOPOLOGY_DEFAULT,
    TOPOLOGY_UNREADABLE,
    TOPOLOGY_SIGNATURE,
    TOPOLOGY_SHORT,
    TOPOLOGY_SUM,
    TOPOLOGY_ENTRY,
    TOPOLOGY_ADDRESS,
    TOPOLOGY_NO_CPU,
    TOPOLOGY_REFUSALS,
};

/*
 * struct topology_error - why a table is not believed.
 *
 * @what     "MADT" or "MP table"
 * @a @b @c  values, as the text of @code uses them
 */
struct topology_error {
    enum topology_refusal code;
    const char *what;
    uint64_t a, b, c;
};

/* topology_fail - fill @err and return the negative @code. Any context. */
int topology_fail(struct topology_error *err, enum topology_refusal code,
                  const char *what, uint64_t a, uint64_t b, uint64_t c);

/*
 * topology_strerror - the line a person reads, as boot_strerror() makes it.
 *
 * @buf  receives at most @size - 1 bytes and a NUL. BOOT_ERROR_LINE bytes hold
 *       every line. Any context.
 */
void topology_strerror(const struct topology_error *err, char *buf,
                       size_t size);

/* topology_none - one CPU, nothing known. Cannot fail; any context. */
void topology_none(struct topology *t);

/* For the parsers of the tables. */

/* topology_begin - no CPU, no IOAPIC, ISA interrupts as they were on a PC. */
void topology_begin(struct topology *t, const char *source, uint64_t paddr);

/* topology_add_cpu - @id once; one that finds no room is counted. */
void topology_add_cpu(struct topology *t, uint32_t id);

/* topology_add_ioapic - the first of each address; the rest is counted. */
void topology_add_ioapic(struct topology *t, struct topology_ioapic ioapic);

/*
 * topology_set_isa - interrupt @irq, below TOPOLOGY_ISA, comes by @gsi.
 *
 * @flags  polarity in bits 0 and 1, trigger mode in bits 2 and 3; what is not
 *         low (3) or level (3) is as ISA has it [ACPI 5.2.12.5, MP 4.3.4]
 */
void topology_set_isa(struct topology *t, unsigned irq, uint32_t gsi,
                      uint16_t flags);

/*
 * topology_finish - check the whole.
 *
 * @set  a bit for each interrupt that topology_set_isa() was called for: the
 *       others lose pins that these took
 *
 * Returns 0; -TOPOLOGY_NO_CPU; -TOPOLOGY_ADDRESS if no APIC can be where one is
 * said to be.
 */
int topology_finish(struct topology *t, uint16_t set,
                    struct topology_error *err);
