/*
 * vectors.h - the interrupt vectors, shared by assembly and C.
 *
 * All run on IST 5. A higher group of 16 goes first; the spurious one's low
 * four bits are set on old CPUs whatever is written [SDM 3 "Spurious
 * Interrupt"].
 */
#pragma once

#define IRQ_VECTOR_FIRST      32 /* to 47: the 8259s', which stay silent */
#define IRQ_VECTOR_DEVICE     48 /* to 90: lines and messages */
#define IRQ_VECTOR_TIMER      91
#define IRQ_VECTOR_RESCHEDULE 92
#define IRQ_VECTOR_FLUSH_TLB  93
#define IRQ_VECTOR_ERROR      94
#define IRQ_VECTOR_SPURIOUS   95
#define IRQ_VECTORS           64
