/*
 * ioapic.h - the I/O APICs: from interrupt lines to vectors of a CPU.
 *
 * A line is known by its global number, the GSI. The caller sees to it that
 * one CPU is in here at a time.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* What ISA interrupt @irq is connected to. */
struct ioapic_isa {
    unsigned gsi;
    bool level, low;
};

/*
 * ioapic_init - take all that the machine's tables name; mask every line.
 *
 * One that does not answer is left out. Once. Thread context.
 */
void ioapic_init(void);

/* ioapic_has - whether some I/O APIC has line @gsi. */
bool ioapic_has(unsigned gsi);

/* ioapic_isa_line - where line @irq, 0..15, of ISA went; perhaps to a GSI that
 * does not exist. */
struct ioapic_isa ioapic_isa_line(unsigned irq);

/*
 * ioapic_route - let line @gsi, which exists, interrupt a CPU.
 *
 * @level, @low  triggered by level, not edge; active when low
 */
void ioapic_route(unsigned gsi, bool level, bool low, uint8_t vector,
                  uint32_t apic_id);

/* ioapic_mask - the line is heard no more. */
void ioapic_mask(unsigned gsi);
