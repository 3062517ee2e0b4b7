/*
 * xen.h - the door to Xen: is it there, and what only a hypercall can tell.
 *
 * Nobody asks for Xen on a machine with a serial port and a memory map, so
 * that other hypervisors' guests pay nothing: the questions come from the
 * console's probe when there is no COM1, and from handover.c when start_info
 * has no map. Both are so on every Xen. docs/xen.md tells the whole of it.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * xen_find - is this Xen, and do hypercalls work? Asks at the first call.
 *
 * Puts the hypercall page in place. False where CPUID shows no Xen or the
 * page stays empty. After trap_init() and paging_init(); boot CPU.
 */
bool xen_find(void);

/* xen_found - what xen_find() said; false if nobody has asked. Any context. */
bool xen_found(void);

/*
 * xen_hypercall - call Xen; only if xen_found().
 *
 * @number  XEN_* of arch/x86/xen_abi.h; up to five arguments, the rest 0
 *
 * Returns what Xen does: 0 or more, or a negative errno value of Linux's
 * numbers (-38 is ENOSYS). Any context.
 */
long xen_hypercall(unsigned number, uint64_t a1, uint64_t a2, uint64_t a3,
                   uint64_t a4, uint64_t a5);

/* xen_call - a hypercall of an operation and what it works on. The same. */
long xen_call(unsigned number, unsigned op, void *p);

/*
 * xen_memory_map - XENMEM_memory_map: the map that Xen's dom0 builder and Xen
 * before 4.11 leave out of start_info.
 *
 * @bytes  room for the packed e820 entries, @size bytes
 *
 * Returns how many bytes there are, at most @size, for e820_parse(); or a
 * negative errno value of Linux's numbers: -38 under QEMU's emulation of Xen.
 * Only if xen_found().
 */
long xen_memory_map(void *bytes, size_t size);

/*
 * xen_reservation - XENMEM_current_reservation: the pages that this domain
 * really has, those outside its RAM included (console, xenstore, ACPI).
 *
 * Fewer than the map says if the domain was made with maxmem > memory.
 * Returns a negative errno value where Xen does not tell. Only if xen_found().
 */
long xen_reservation(void);

/*
 * xen_param - HVMOP_get_param for this domain.
 *
 * @index  HVM_PARAM_* of arch/x86/xen_abi.h
 * @value  receives it; 0 stands for none (dom0 has no console ring)
 *
 * Returns 0 or a negative errno value of Linux's. Only if xen_found().
 */
long xen_param(unsigned index, uint64_t *value);

/*
 * xen_page - a page that the toolstack has made, mapped, and its channel.
 *
 * @pfn, @evtchn  the parameters that tell of them, HVM_PARAM_*
 * @port          receives the channel
 *
 * NULL if there is none. Only if xen_found(). Thread context.
 */
void *xen_page(unsigned pfn, unsigned evtchn, uint32_t *port);

/* xen_notify - EVTCHNOP_send: wake the other end of event channel @port. */
void xen_notify(uint32_t port);

/* xen_yield - SCHEDOP_yield: let another vCPU run. Only if xen_found(). */
void xen_yield(void);

/*
 * xen_shared_info - the page of shared_info, mapped at the first call; NULL if
 * that fails or this is not Xen. Thread context.
 */
void *xen_shared_info(void);

/* xen_tsc_khz - the frequency of the TSC; 0 if Xen does not say. */
uint64_t xen_tsc_khz(void);

/*
 * xen_shutdown_reason - the reason code that tells a program's exit @status.
 *
 * The status itself, which `xl list -v` shows in hexadecimal; but 2 and 5 are
 * Xen's "suspended" and "soft reset", which no toolstack takes for an end, so
 * they become 0x82 and 0x85. Any context.
 */
unsigned xen_shutdown_reason(int status);

/*
 * xen_shutdown - SCHEDOP_shutdown: end this domain with @reason.
 *
 * Does nothing unless xen_found(), and returns only if Xen refuses. Any
 * context.
 */
void xen_shutdown(unsigned reason);
