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
#include <xen/hvm/hvm_op.h>
#include <xen/hvm/params.h>
#include <xen/io/console.h>
#include <xen/memory.h>
#include <xen/sched.h>
#include <xen/vcpu.h>

#include "tests/check.h"

/* Ours have the tags of Xen's: they get other ones here. */
#define xen_memory_map     our_memory_map
#define xen_add_to_physmap our_add_to_physmap
#define xen_hvm_param      our_hvm_param
#define xencons_interface  our_console
/* Xen has macros of these names; ours are enumerators of the same names. */
#define SAME_NUMBER(theirs, value)                                             \
    _Static_assert((theirs) == (value), "Xen's " #theirs)
SAME_NUMBER(HVM_PARAM_STORE_PFN, 1);
SAME_NUMBER(HVM_PARAM_STORE_EVTCHN, 2);
SAME_NUMBER(HVM_PARAM_CONSOLE_PFN, 17);
SAME_NUMBER(HVM_PARAM_CONSOLE_EVTCHN, 18);
#undef HVM_PARAM_STORE_PFN
#undef HVM_PARAM_STORE_EVTCHN
#undef HVM_PARAM_CONSOLE_PFN
#undef HVM_PARAM_CONSOLE_EVTCHN
#include "arch/x86/pvclock.h"
#include "arch/x86/xen_abi.h"
#include "drivers/xen/console_abi.h"
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

SAME_NUMBER(HVMOP_set_param, HVMOP_SET_PARAM);
SAME_NUMBER(HVMOP_get_param, HVMOP_GET_PARAM);
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
