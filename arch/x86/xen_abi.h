/*
 * xen_abi.h - what Xen's public headers define, as far as it is used here.
 *
 * Written from the headers and compared with Debian's libxen-dev by
 * tests/unit/test_xen_abi.c. All addresses handed to Xen are guest-virtual;
 * the image and its stacks are always mapped. [XEN public]
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* CPUID leaves from the base on [XEN arch-x86/cpuid.h] */
#define XEN_LEAF_HYPERCALL      2 /* EAX: pages, EBX: the MSR */
#define XEN_LEAF_TIME           3
#define XEN_LEAF_HVM            4 /* EAX: flags, EBX: the vCPU's id */

#define XEN_HVM_VCPU_ID_PRESENT (1u << 3)

/* Hypercalls [XEN xen.h] */
enum {
    XEN_MEMORY_OP = 12,
    XEN_VERSION = 17,
    XEN_CONSOLE_IO = 18,
    XEN_GRANT_TABLE_OP = 20,
    XEN_VCPU_OP = 24,
    XEN_SCHED_OP = 29,
    XEN_EVENT_CHANNEL_OP = 32,
    XEN_HVM_OP = 34,
    XEN_HYPERCALLS = 128, /* entries of 32 bytes in the page */
};

#define XEN_DOMID_SELF 0x7ff0u

/* memory_op [XEN memory.h] */
enum {
    XENMEM_CURRENT_RESERVATION = 3,
    XENMEM_ADD_TO_PHYSMAP = 7,
    XENMEM_MEMORY_MAP = 9,
};

struct xen_memory_map {
    uint32_t nr_entries; /* room; then how many there are */
    uint32_t pad;
    uint64_t buffer; /* packed e820 entries (boot/e820.h) */
};
_Static_assert(sizeof(struct xen_memory_map) == 16, "[XEN memory.h]");
_Static_assert(offsetof(struct xen_memory_map, buffer) == 8, "[XEN memory.h]");

struct xen_add_to_physmap {
    uint16_t domid, size;
    uint32_t space; /* one of XENMAPSPACE_* */
    uint64_t idx, gpfn;
};
_Static_assert(sizeof(struct xen_add_to_physmap) == 24, "[XEN memory.h]");
_Static_assert(offsetof(struct xen_add_to_physmap, gpfn) == 16, "[XEN memory]");

enum { XENMAPSPACE_SHARED_INFO = 0, XENMAPSPACE_GRANT_TABLE = 1 };

/* console_io [XEN xen.h] */
enum { CONSOLEIO_WRITE = 0, CONSOLEIO_READ = 1 };

/* sched_op [XEN sched.h] */
enum { SCHEDOP_YIELD = 0, SCHEDOP_SHUTDOWN = 2, SCHEDOP_POLL = 3 };

struct xen_sched_shutdown {
    uint32_t reason; /* its low 8 bits count */
};

enum {
    SHUTDOWN_POWEROFF = 0,
    SHUTDOWN_REBOOT = 1,
    SHUTDOWN_SUSPEND = 2,
    SHUTDOWN_CRASH = 3,
    SHUTDOWN_WATCHDOG = 4,
    SHUTDOWN_SOFT_RESET = 5,
};

/* event_channel_op [XEN event_channel.h] */
enum {
    EVTCHNOP_CLOSE = 3,
    EVTCHNOP_SEND = 4,
    EVTCHNOP_ALLOC_UNBOUND = 6,
    EVTCHNOP_BIND_IPI = 7,
    EVTCHNOP_UNMASK = 9,
};

/* What close, send and unmask take. */
struct xen_evtchn_send {
    uint32_t port;
};

struct xen_evtchn_alloc_unbound {
    uint16_t dom, remote_dom;
    uint32_t port; /* Xen's answer */
};
_Static_assert(sizeof(struct xen_evtchn_alloc_unbound) == 8, "[XEN event_ch]");

struct xen_evtchn_bind_ipi {
    uint32_t vcpu;
    uint32_t port; /* Xen's answer */
};
_Static_assert(sizeof(struct xen_evtchn_bind_ipi) == 8, "[XEN event_channel]");

/* grant_table_op [XEN grant_table.h] */
enum { GNTTABOP_QUERY_SIZE = 6 };

struct xen_gnttab_query_size {
    uint16_t dom, pad;
    uint32_t nr_frames, max_nr_frames;
    int16_t status;
};
_Static_assert(sizeof(struct xen_gnttab_query_size) == 16, "[XEN grant_table]");

enum { GTF_PERMIT_ACCESS = 1, GTF_READONLY = 4, GTF_IN_USE = 0x18 };
enum { GNTTAB_RESERVED = 8 }; /* the toolstack's, from 0 on */

struct xen_grant_entry {
    uint16_t flags, domid;
    uint32_t frame;
};
_Static_assert(sizeof(struct xen_grant_entry) == 8, "[XEN grant_table.h]");

/* hvm_op [XEN hvm/hvm_op.h], parameters [XEN hvm/params.h] */
enum {
    HVMOP_SET_PARAM = 0,
    HVMOP_GET_PARAM = 1,
    HVMOP_SET_EVTCHN_UPCALL_VECTOR = 23,
};
enum {
    HVM_PARAM_CALLBACK_IRQ = 0,
    HVM_PARAM_STORE_PFN = 1,
    HVM_PARAM_STORE_EVTCHN = 2,
    HVM_PARAM_CONSOLE_PFN = 17,
    HVM_PARAM_CONSOLE_EVTCHN = 18,
};

#define CALLBACK_VECTOR (2ull << 56) /* how CALLBACK_IRQ is raised */

struct xen_hvm_param {
    uint16_t domid, pad;
    uint32_t index;
    uint64_t value;
};
_Static_assert(sizeof(struct xen_hvm_param) == 16, "[XEN hvm/hvm_op.h]");
_Static_assert(offsetof(struct xen_hvm_param, value) == 8, "[XEN hvm_op.h]");

struct xen_upcall_vector {
    uint32_t vcpu;
    uint8_t vector;
};
_Static_assert(sizeof(struct xen_upcall_vector) == 8, "[XEN hvm/hvm_op.h]");

/* vcpu_op [XEN vcpu.h] */
enum { VCPUOP_REGISTER_TIME_AREA = 13 };

struct xen_time_area {
    uint64_t address; /* of a struct pvclock_time (arch/x86/pvclock.h) */
};
_Static_assert(sizeof(struct xen_time_area) == 8, "[XEN vcpu.h]");

/* In 64-bit shared_info: version, seconds, nanoseconds [XEN xen.h] */
#define XEN_SHARED_INFO_WALL 3072

/* Its front: what vCPU 0 has, and a bit for each event channel. */
struct xen_shared_events {
    uint8_t upcall_pending, pad[7];
    uint64_t pending_sel; /* a bit for each word of `pending` */
    uint8_t more[2048 - 16];
    uint64_t pending[64], mask[64];
};
_Static_assert(offsetof(struct xen_shared_events, pending_sel) == 8, "[XEN]");
_Static_assert(offsetof(struct xen_shared_events, pending) == 2048, "[XEN]");
_Static_assert(offsetof(struct xen_shared_events, mask) == 2560, "[XEN xen.h]");
