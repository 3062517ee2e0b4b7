/*
 * test_xen_abi.c - our structures and numbers of Xen's against its headers.
 *
 * Everything is compared by the compiler; that this file compiles is the test.
 */
// cflags: -isystem build/xen/headers -D__XEN_INTERFACE_VERSION__=0x00040d00
#include <stddef.h>
#include <stdint.h>

#include <xen/xen.h>

#include <xen/arch-x86/cpuid.h>
#include <xen/arch-x86/hvm/start_info.h>
#include <xen/event_channel.h>
#include <xen/grant_table.h>
#include <xen/hvm/hvm_op.h>
#include <xen/hvm/params.h>
#include <xen/io/blkif.h>
#include <xen/io/console.h>
#include <xen/io/netif.h>
#include <xen/io/xenbus.h>
#include <xen/io/xs_wire.h>
#include <xen/memory.h>
#include <xen/sched.h>
#include <xen/vcpu.h>

#include "tests/check.h"

/* Ours have the tags of Xen's: they get other ones here. */
#define xen_memory_map     our_memory_map
#define xen_add_to_physmap our_add_to_physmap
#define xen_hvm_param      our_hvm_param
#define xencons_interface  our_console
/* Enumerators, and those of ours of the same names. */
#define xenbus_state   our_xenbus_state
#define XS_DIRECTORY   OUR_XS_DIRECTORY
#define XS_READ        OUR_XS_READ
#define XS_WATCH       OUR_XS_WATCH
#define XS_UNWATCH     OUR_XS_UNWATCH
#define XS_WRITE       OUR_XS_WRITE
#define XS_RM          OUR_XS_RM
#define XS_WATCH_EVENT OUR_XS_WATCH_EVENT
#define XS_ERROR       OUR_XS_ERROR
/* Xen has macros of these names; ours are enumerators of the same names. */
#define SAME_NUMBER(theirs, value)                                             \
    _Static_assert((long)(theirs) == (long)(value), "Xen's " #theirs)
SAME_NUMBER(HVM_PARAM_CALLBACK_IRQ, 0);
SAME_NUMBER(HVM_PARAM_STORE_PFN, 1);
SAME_NUMBER(HVM_PARAM_STORE_EVTCHN, 2);
SAME_NUMBER(HVM_PARAM_CONSOLE_PFN, 17);
SAME_NUMBER(HVM_PARAM_CONSOLE_EVTCHN, 18);
#undef HVM_PARAM_CALLBACK_IRQ
#undef HVM_PARAM_STORE_PFN
#undef HVM_PARAM_STORE_EVTCHN
#undef HVM_PARAM_CONSOLE_PFN
#undef HVM_PARAM_CONSOLE_EVTCHN
#include "arch/x86/pvclock.h"
#include "arch/x86/xen_abi.h"
#include "drivers/xen/console_abi.h"
#include "drivers/xen/blkif_abi.h"
#include "drivers/xen/front_ring.h"
#include "drivers/xen/netif_abi.h"
#include "drivers/xen/xenbus.h"
#include "drivers/xen/xs_wire.h"
#undef xenbus_state
#undef XS_DIRECTORY
#undef XS_READ
#undef XS_WATCH
#undef XS_UNWATCH
#undef XS_WRITE
#undef XS_RM
#undef XS_WATCH_EVENT
#undef XS_ERROR
#undef xen_memory_map
#undef xen_add_to_physmap
#undef xen_hvm_param
#undef xencons_interface

#define SAME_SIZE(ours, theirs)                                                \
    _Static_assert(sizeof(ours) == sizeof(theirs), #theirs)
#define SAME_FIELD(ours, field, theirs, field_of_theirs)                       \
    _Static_assert(offsetof(ours, field) ==                                    \
                           offsetof(theirs, field_of_theirs) &&                \
                       sizeof(((ours *)0)->field) ==                           \
                           sizeof(((theirs *)0)->field_of_theirs),             \
                   #theirs)

SAME_NUMBER(__HYPERVISOR_memory_op, XEN_MEMORY_OP);
SAME_NUMBER(__HYPERVISOR_xen_version, XEN_VERSION);
SAME_NUMBER(__HYPERVISOR_console_io, XEN_CONSOLE_IO);
SAME_NUMBER(__HYPERVISOR_grant_table_op, XEN_GRANT_TABLE_OP);
SAME_NUMBER(__HYPERVISOR_vcpu_op, XEN_VCPU_OP);
SAME_NUMBER(__HYPERVISOR_sched_op, XEN_SCHED_OP);
SAME_NUMBER(__HYPERVISOR_event_channel_op, XEN_EVENT_CHANNEL_OP);
SAME_NUMBER(__HYPERVISOR_hvm_op, XEN_HVM_OP);
SAME_NUMBER(DOMID_SELF, XEN_DOMID_SELF);

SAME_NUMBER(XENMEM_current_reservation, XENMEM_CURRENT_RESERVATION);
SAME_NUMBER(XENMEM_add_to_physmap, XENMEM_ADD_TO_PHYSMAP);
SAME_NUMBER(XENMEM_memory_map, XENMEM_MEMORY_MAP);
SAME_NUMBER(XENMAPSPACE_shared_info, XENMAPSPACE_SHARED_INFO);
SAME_NUMBER(XENMAPSPACE_grant_table, XENMAPSPACE_GRANT_TABLE);
SAME_SIZE(struct our_memory_map, struct xen_memory_map);
SAME_FIELD(struct our_memory_map, nr_entries, struct xen_memory_map,
           nr_entries);
SAME_FIELD(struct our_memory_map, buffer, struct xen_memory_map, buffer);
SAME_SIZE(struct our_add_to_physmap, struct xen_add_to_physmap);
SAME_FIELD(struct our_add_to_physmap, domid, struct xen_add_to_physmap, domid);
SAME_FIELD(struct our_add_to_physmap, size, struct xen_add_to_physmap, size);
SAME_FIELD(struct our_add_to_physmap, space, struct xen_add_to_physmap, space);
SAME_FIELD(struct our_add_to_physmap, idx, struct xen_add_to_physmap, idx);
SAME_FIELD(struct our_add_to_physmap, gpfn, struct xen_add_to_physmap, gpfn);

SAME_NUMBER(CONSOLEIO_write, CONSOLEIO_WRITE);
SAME_NUMBER(CONSOLEIO_read, CONSOLEIO_READ);

SAME_NUMBER(SCHEDOP_yield, SCHEDOP_YIELD);
SAME_NUMBER(SCHEDOP_shutdown, SCHEDOP_SHUTDOWN);
SAME_NUMBER(SCHEDOP_poll, SCHEDOP_POLL);
SAME_SIZE(struct xen_sched_shutdown, struct sched_shutdown);
SAME_FIELD(struct xen_sched_shutdown, reason, struct sched_shutdown, reason);
SAME_NUMBER(SHUTDOWN_poweroff, SHUTDOWN_POWEROFF);
SAME_NUMBER(SHUTDOWN_reboot, SHUTDOWN_REBOOT);
SAME_NUMBER(SHUTDOWN_suspend, SHUTDOWN_SUSPEND);
SAME_NUMBER(SHUTDOWN_crash, SHUTDOWN_CRASH);
SAME_NUMBER(SHUTDOWN_watchdog, SHUTDOWN_WATCHDOG);
SAME_NUMBER(SHUTDOWN_soft_reset, SHUTDOWN_SOFT_RESET);

SAME_NUMBER(EVTCHNOP_send, EVTCHNOP_SEND);
SAME_SIZE(struct xen_evtchn_send, struct evtchn_send);
SAME_FIELD(struct xen_evtchn_send, port, struct evtchn_send, port);

SAME_NUMBER(EVTCHNOP_close, EVTCHNOP_CLOSE);
SAME_NUMBER(EVTCHNOP_alloc_unbound, EVTCHNOP_ALLOC_UNBOUND);
SAME_NUMBER(EVTCHNOP_bind_ipi, EVTCHNOP_BIND_IPI);
SAME_NUMBER(EVTCHNOP_unmask, EVTCHNOP_UNMASK);
SAME_SIZE(struct xen_evtchn_send, struct evtchn_close);
SAME_SIZE(struct xen_evtchn_send, struct evtchn_unmask);
SAME_SIZE(struct xen_evtchn_alloc_unbound, struct evtchn_alloc_unbound);
SAME_FIELD(struct xen_evtchn_alloc_unbound, remote_dom,
           struct evtchn_alloc_unbound, remote_dom);
SAME_FIELD(struct xen_evtchn_alloc_unbound, port, struct evtchn_alloc_unbound,
           port);
SAME_SIZE(struct xen_evtchn_bind_ipi, struct evtchn_bind_ipi);
SAME_FIELD(struct xen_evtchn_bind_ipi, port, struct evtchn_bind_ipi, port);
SAME_NUMBER(HVMOP_set_evtchn_upcall_vector, HVMOP_SET_EVTCHN_UPCALL_VECTOR);
SAME_SIZE(struct xen_upcall_vector, struct xen_hvm_evtchn_upcall_vector);
SAME_FIELD(struct xen_upcall_vector, vector,
           struct xen_hvm_evtchn_upcall_vector, vector);
SAME_FIELD(struct xen_shared_events, upcall_pending, struct shared_info,
           vcpu_info[0].evtchn_upcall_pending);
SAME_FIELD(struct xen_shared_events, pending_sel, struct shared_info,
           vcpu_info[0].evtchn_pending_sel);
SAME_FIELD(struct xen_shared_events, pending, struct shared_info,
           evtchn_pending);
SAME_FIELD(struct xen_shared_events, mask, struct shared_info, evtchn_mask);

SAME_NUMBER(GNTTABOP_query_size, GNTTABOP_QUERY_SIZE);
SAME_SIZE(struct xen_gnttab_query_size, struct gnttab_query_size);
SAME_FIELD(struct xen_gnttab_query_size, max_nr_frames,
           struct gnttab_query_size, max_nr_frames);
SAME_FIELD(struct xen_gnttab_query_size, status, struct gnttab_query_size,
           status);
SAME_SIZE(struct xen_grant_entry, struct grant_entry_v1);
SAME_FIELD(struct xen_grant_entry, flags, struct grant_entry_v1, flags);
SAME_FIELD(struct xen_grant_entry, domid, struct grant_entry_v1, domid);
SAME_FIELD(struct xen_grant_entry, frame, struct grant_entry_v1, frame);
SAME_NUMBER(GTF_permit_access, GTF_PERMIT_ACCESS);
SAME_NUMBER(GTF_readonly, GTF_READONLY);
SAME_NUMBER(GTF_reading | GTF_writing, GTF_IN_USE);
SAME_NUMBER(GNTTAB_NR_RESERVED_ENTRIES, GNTTAB_RESERVED);

SAME_NUMBER(XS_DIRECTORY, OUR_XS_DIRECTORY);
SAME_NUMBER(XS_READ, OUR_XS_READ);
SAME_NUMBER(XS_WATCH, OUR_XS_WATCH);
SAME_NUMBER(XS_UNWATCH, OUR_XS_UNWATCH);
SAME_NUMBER(XS_WRITE, OUR_XS_WRITE);
SAME_NUMBER(XS_RM, OUR_XS_RM);
SAME_NUMBER(XS_WATCH_EVENT, OUR_XS_WATCH_EVENT);
SAME_NUMBER(XS_ERROR, OUR_XS_ERROR);
SAME_NUMBER(XENSTORE_PAYLOAD_MAX, XS_PAYLOAD_MAX);
SAME_SIZE(struct xs_header, struct xsd_sockmsg);
SAME_FIELD(struct xs_header, id, struct xsd_sockmsg, req_id);
SAME_FIELD(struct xs_header, tx, struct xsd_sockmsg, tx_id);
SAME_FIELD(struct xs_header, len, struct xsd_sockmsg, len);
SAME_FIELD(struct xs_page, req_cons, struct xenstore_domain_interface,
           req_cons);
SAME_FIELD(struct xs_page, req_prod, struct xenstore_domain_interface,
           req_prod);
SAME_FIELD(struct xs_page, rsp_cons, struct xenstore_domain_interface,
           rsp_cons);
SAME_FIELD(struct xs_page, rsp_prod, struct xenstore_domain_interface,
           rsp_prod);
SAME_NUMBER(XenbusStateUnknown, XENBUS_NONE);
SAME_NUMBER(XenbusStateInitWait, XENBUS_INIT_WAIT);
SAME_NUMBER(XenbusStateInitialised, XENBUS_INITIALISED);
SAME_NUMBER(XenbusStateConnected, XENBUS_CONNECTED);
SAME_NUMBER(XenbusStateClosing, XENBUS_CLOSING);
SAME_NUMBER(XenbusStateClosed, XENBUS_CLOSED);

SAME_FIELD(struct front_ring_page, req_prod, struct blkif_sring, req_prod);
SAME_FIELD(struct front_ring_page, req_event, struct blkif_sring, req_event);
SAME_FIELD(struct front_ring_page, rsp_prod, struct blkif_sring, rsp_prod);
SAME_FIELD(struct front_ring_page, rsp_event, struct blkif_sring, rsp_event);
SAME_NUMBER(offsetof(struct blkif_sring, ring), sizeof(struct front_ring_page));

SAME_NUMBER(BLKIF_OP_READ, BLKIF_READ);
SAME_NUMBER(BLKIF_OP_WRITE, BLKIF_WRITE);
SAME_NUMBER(BLKIF_OP_FLUSH_DISKCACHE, BLKIF_FLUSH);
SAME_NUMBER(BLKIF_OP_DISCARD, BLKIF_DISCARD);
SAME_NUMBER(BLKIF_OP_INDIRECT, BLKIF_INDIRECT);
SAME_NUMBER(BLKIF_RSP_OKAY, BLKIF_OKAY);
SAME_NUMBER(BLKIF_RSP_EOPNOTSUPP, BLKIF_NOT_SUPPORTED);
SAME_NUMBER(VDISK_READONLY, BLKIF_INFO_READ_ONLY);
SAME_NUMBER(BLKIF_MAX_SEGMENTS_PER_REQUEST, BLKIF_DIRECT);
SAME_SIZE(struct blkif_piece, struct blkif_request_segment);
SAME_FIELD(struct blkif_piece, first, struct blkif_request_segment, first_sect);
SAME_FIELD(struct blkif_piece, last, struct blkif_request_segment, last_sect);
SAME_SIZE(struct blkif_rw, struct blkif_request);
SAME_FIELD(struct blkif_rw, pieces, struct blkif_request, nr_segments);
SAME_FIELD(struct blkif_rw, handle, struct blkif_request, handle);
SAME_FIELD(struct blkif_rw, id, struct blkif_request, id);
SAME_FIELD(struct blkif_rw, sector, struct blkif_request, sector_number);
SAME_FIELD(struct blkif_rw, piece, struct blkif_request, seg);
SAME_FIELD(struct blkif_trim, handle, struct blkif_request_discard, handle);
SAME_FIELD(struct blkif_trim, sectors, struct blkif_request_discard,
           nr_sectors);
SAME_FIELD(struct blkif_far, real_op, struct blkif_request_indirect,
           indirect_op);
SAME_FIELD(struct blkif_far, pieces, struct blkif_request_indirect,
           nr_segments);
SAME_FIELD(struct blkif_far, handle, struct blkif_request_indirect, handle);
SAME_FIELD(struct blkif_far, table, struct blkif_request_indirect,
           indirect_grefs);
SAME_NUMBER(NETTXF_csum_blank, NETIF_TX_CSUM_BLANK);
SAME_NUMBER(NETTXF_data_validated, NETIF_TX_VALIDATED);
SAME_NUMBER(NETTXF_more_data, NETIF_TX_MORE);
SAME_NUMBER(NETTXF_extra_info, NETIF_TX_EXTRA);
SAME_NUMBER(XEN_NETIF_MAX_TX_SIZE, NETIF_TX_MAX);
SAME_NUMBER(NETIF_RSP_OKAY, NETIF_SENT);
SAME_NUMBER(NETIF_RSP_NULL, NETIF_NO_ANSWER);
SAME_NUMBER(XEN_NETIF_EXTRA_TYPE_GSO, NETIF_EXTRA_GSO);
SAME_NUMBER(XEN_NETIF_EXTRA_FLAG_MORE, NETIF_EXTRA_MORE);
SAME_NUMBER(XEN_NETIF_GSO_TYPE_TCPV4, NETIF_GSO_TCPV4);
SAME_NUMBER(XEN_NETIF_GSO_TYPE_TCPV6, NETIF_GSO_TCPV6);
SAME_SIZE(struct netif_extra, struct netif_extra_info);
SAME_FIELD(struct netif_extra, type, struct netif_extra_info, type);
SAME_FIELD(struct netif_extra, flags, struct netif_extra_info, flags);
SAME_FIELD(struct netif_extra, size, struct netif_extra_info, u.gso.size);
SAME_FIELD(struct netif_extra, gso_type, struct netif_extra_info, u.gso.type);
SAME_FIELD(struct netif_extra, features, struct netif_extra_info,
           u.gso.features);
SAME_NUMBER(NETRXF_data_validated, NETIF_RX_VALIDATED);
SAME_NUMBER(NETRXF_csum_blank, NETIF_RX_CSUM_BLANK);
SAME_NUMBER(NETRXF_more_data, NETIF_RX_MORE);
SAME_NUMBER(NETRXF_extra_info, NETIF_RX_EXTRA);
SAME_SIZE(struct netif_tx, struct netif_tx_request);
SAME_FIELD(struct netif_tx, ref, struct netif_tx_request, gref);
SAME_FIELD(struct netif_tx, offset, struct netif_tx_request, offset);
SAME_FIELD(struct netif_tx, flags, struct netif_tx_request, flags);
SAME_FIELD(struct netif_tx, id, struct netif_tx_request, id);
SAME_FIELD(struct netif_tx, size, struct netif_tx_request, size);
SAME_SIZE(struct netif_tx_answer, struct netif_tx_response);
SAME_FIELD(struct netif_tx_answer, status, struct netif_tx_response, status);
SAME_SIZE(struct netif_rx, struct netif_rx_request);
SAME_FIELD(struct netif_rx, ref, struct netif_rx_request, gref);
SAME_SIZE(struct netif_rx_answer, struct netif_rx_response);
SAME_FIELD(struct netif_rx_answer, offset, struct netif_rx_response, offset);
SAME_FIELD(struct netif_rx_answer, flags, struct netif_rx_response, flags);
SAME_FIELD(struct netif_rx_answer, status, struct netif_rx_response, status);
SAME_SIZE(struct blkif_answer, struct blkif_response);
SAME_FIELD(struct blkif_answer, status, struct blkif_response, status);

SAME_NUMBER(HVMOP_set_param, HVMOP_SET_PARAM);
SAME_NUMBER(HVMOP_get_param, HVMOP_GET_PARAM);
SAME_NUMBER(0, HVM_PARAM_CALLBACK_IRQ);
SAME_NUMBER(1, HVM_PARAM_STORE_PFN);
SAME_NUMBER(2, HVM_PARAM_STORE_EVTCHN);
SAME_NUMBER(17, HVM_PARAM_CONSOLE_PFN);
SAME_NUMBER(18, HVM_PARAM_CONSOLE_EVTCHN);
SAME_SIZE(struct our_hvm_param, struct xen_hvm_param);
SAME_FIELD(struct our_hvm_param, domid, struct xen_hvm_param, domid);
SAME_FIELD(struct our_hvm_param, index, struct xen_hvm_param, index);
SAME_FIELD(struct our_hvm_param, value, struct xen_hvm_param, value);

SAME_SIZE(struct our_console, struct xencons_interface);
SAME_FIELD(struct our_console, in, struct xencons_interface, in);
SAME_FIELD(struct our_console, out, struct xencons_interface, out);
SAME_FIELD(struct our_console, in_cons, struct xencons_interface, in_cons);
SAME_FIELD(struct our_console, in_prod, struct xencons_interface, in_prod);
SAME_FIELD(struct our_console, out_cons, struct xencons_interface, out_cons);
SAME_FIELD(struct our_console, out_prod, struct xencons_interface, out_prod);

SAME_NUMBER(XEN_HVM_CPUID_VCPU_ID_PRESENT, XEN_HVM_VCPU_ID_PRESENT);
SAME_NUMBER(VCPUOP_register_vcpu_time_memory_area, VCPUOP_REGISTER_TIME_AREA);
SAME_SIZE(struct xen_time_area, struct vcpu_register_time_memory_area);
SAME_SIZE(struct pvclock_time, struct vcpu_time_info);
SAME_FIELD(struct pvclock_time, tsc_timestamp, struct vcpu_time_info,
           tsc_timestamp);
SAME_FIELD(struct pvclock_time, system_time, struct vcpu_time_info,
           system_time);
SAME_FIELD(struct pvclock_time, tsc_to_system_mul, struct vcpu_time_info,
           tsc_to_system_mul);
SAME_FIELD(struct pvclock_time, tsc_shift, struct vcpu_time_info, tsc_shift);
SAME_FIELD(struct pvclock_time, flags, struct vcpu_time_info, flags);
SAME_NUMBER(offsetof(struct shared_info, wc_version), XEN_SHARED_INFO_WALL);
SAME_NUMBER(offsetof(struct shared_info, wc_sec), XEN_SHARED_INFO_WALL + 4);
SAME_NUMBER(offsetof(struct shared_info, wc_nsec), XEN_SHARED_INFO_WALL + 8);

TEST(the_signature_is_that_of_the_headers)
{
    const uint32_t ours[3] = {XEN_CPUID_SIGNATURE_EBX, XEN_CPUID_SIGNATURE_ECX,
                              XEN_CPUID_SIGNATURE_EDX};

    CHECK(__builtin_memcmp(ours, "XenVMMXenVMM", sizeof(ours)) == 0);
}
