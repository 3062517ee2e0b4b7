/*
 * irq.h - interrupts: who handles them, and when they may come.
 *
 * Nothing is set up, and the CPU runs with interrupts off as PVH left it,
 * until somebody needs one: irq_init() is called by timers, by drivers that
 * wait for their device, and by the first new thread. A handler runs on the
 * CPU's interrupt stack with interrupts off; it may wake threads and start
 * timers and must not block.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

typedef void (*irq_handler_fn)(void *arg);

/*
 * irq_init - local APIC on, 8259s silenced, interrupts enabled.
 *
 * Idempotent and cheap when done. Returns 0, or -ENODEV if the CPU has no
 * local APIC (one log line has said so). Thread context.
 */
int irq_init(void);

/* What an interrupt line is like; ISA's are IRQ_EDGE | IRQ_HIGH. */
enum irq_mode {
    IRQ_EDGE = 0,
    IRQ_HIGH = 0,
    IRQ_LEVEL = 1,
    IRQ_LOW = 2,
    IRQ_ISA = 4, /* the number is an ISA IRQ: the MADT's or MP table's
                    overrides say which GSI it is and of which mode */
};

/*
 * irq_register - have @fn(@arg) called for interrupt line @gsi, and unmask it.
 *
 * Several handlers may share a level-triggered line; each is called. @mode as
 * above. Returns 0; -ENODEV if no IOAPIC has that line; -ENOSPC if vectors or
 * handlers run out; -EBUSY if the line is in use with another mode, or is
 * edge-triggered and in use.
 * Calls irq_init(). Thread context.
 */
int irq_register(unsigned gsi, enum irq_mode mode, irq_handler_fn fn,
                 void *arg);

/*
 * irq_unregister - the reverse; masks the line when nobody is left.
 *
 * @mode  as it was registered
 *
 * When it returns the handler runs on no CPU. Not from a handler.
 */
void irq_unregister(unsigned gsi, enum irq_mode mode, irq_handler_fn fn,
                    void *arg);

/*
 * irq_register_msi - a vector for a message-signalled interrupt.
 *
 * @address, @data  what the device must write, on success
 *
 * Returns a handle >= 0 for irq_unregister_msi(), or -ENODEV, -ENOSPC.
 * [SDM 3 "Message Signalled Interrupts"] Thread context.
 */
int irq_register_msi(irq_handler_fn fn, void *arg, uint64_t *address,
                     uint32_t *data);
void irq_unregister_msi(int handle);

/*
 * irq_set_vector - have @fn called for one of the fixed vectors of vectors.h.
 *
 * The timer, the scheduler and smp.c name themselves here, so that an image
 * has only those of them that it uses.
 */
void irq_set_vector(unsigned vector, void (*fn)(void));

/* Interrupts that nobody asked for, on all CPUs together. */
struct irq_strays {
    uint64_t spurious, errors, pic, unclaimed;
};
struct irq_strays irq_strays(void);

/* irq_dispatch - what irq_entry.S calls. */
struct trap_frame;
void irq_dispatch(struct trap_frame *frame);

/*
 * irq_save - interrupts off on this CPU; returns the state for irq_restore().
 * irq_enabled - whether they are on. Any context.
 */
uint64_t irq_save(void);
void irq_restore(uint64_t flags);
bool irq_enabled(void);

/*
 * irq_halt - sleep until an interrupt has been handled.
 *
 * Called with interrupts off, after the caller has seen that there is nothing
 * to do; an interrupt that comes in between ends the sleep at once, since STI
 * takes effect one instruction late [SDM 2 "STI"]. Returns with interrupts
 * off.
 */
void irq_halt(void);
