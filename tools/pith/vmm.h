/*
 * vmm.h - QEMU: its command line, and starting it.
 *
 * The one place that knows QEMU's options.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "tools/pith/words.h"

#define VMM_CONSOLE_PORT                                                       \
    "pith.console" /* the name of a virtio console's port */

/* What the guest sees: QEMU, or real Xen, which QEMU runs. */
enum vmm_kind { VMM_QEMU, VMM_XEN_DOM0, VMM_XEN_DOMU };

/* The guest's card has the address of QEMU's first one; where it is a domU's,
 * QEMU's own card needs another. */
#define VMM_GUEST_MAC "52:54:00:12:34:56"
#define VMM_DOM0_MAC  "52:54:00:12:34:57"

/* The network card, if there is one. */
struct vmm_net {
    enum { VMM_NET_NONE, VMM_NET_USER, VMM_NET_TAP, VMM_NET_BRIDGE } kind;
    bool chosen;           /* --net was given */
    const char *name;      /* the tap's, or the bridge's, which is Xen's */
    unsigned queues;       /* pairs of queues of the tap; 0: it has just one */
    const char *pcap;      /* a file for all frames; NULL: none */
    struct words forwards; /* QEMU's hostfwd= values */
};

/* How to run a guest; strings are borrowed. */
struct vmm_config {
    enum vmm_kind kind;
    const char *xen_rig; /* the folder of tests/xen/rig.sh; for Xen */
    unsigned dom0_mib;   /* memory of the rig's dom0; for a domU */
    bool iommu;          /* there is one, and virtio's devices are behind it */
    const char *qemu;    /* program: a path, or a name found in PATH */
    const char *machine; /* NAME[,PROPERTY=VALUE]... */
    const char *accel;   /* "tcg" or "kvm" */
    const char *cpu;     /* NULL: all that the accelerator can do */
    uint64_t memory;     /* bytes, a multiple of 1024 */
    unsigned cpus;
    const char *image;
    struct vmm_net net;
    const char *initrd;          /* NULL: none */
    const char *line;            /* the guest's command line */
    int gdb_port;                /* 0: none; else QEMU waits for gdb there */
    bool gdb_socket;             /* the same on vmm_passed.gdb */
    bool virtio_console;         /* instead of the serial port */
    bool core;                   /* keep the guest at its end, for a core */
    const struct words *disks;   /* two words each: see run_disk.h; NULL */
    const struct words *folders; /* the same: see run_folder.h */
    const struct words *extra;   /* QEMU's own words, added last */
    bool by_hand;                /* for a person to paste: no side channel */
};

/* vmm_command - append QEMU's argv, argv[0] included, to @argv. */
void vmm_command(const struct vmm_config *config, struct words *argv);

/* What a virtio device of PCI's has more of behind an IOMMU. */
#define VMM_BEHIND_IOMMU ",iommu_platform=on,disable-legacy=on"

/*
 * vmm_add_xen_machine, vmm_add_xen_guest - the parts of vmm_command() that
 * differ for Xen. A domU's own configuration is in the initrd (xen_domu.h).
 */
void vmm_add_xen_machine(const struct vmm_config *config, struct words *argv);
void vmm_add_xen_guest(const struct vmm_config *config, struct words *argv);

/*
 * vmm_xen_on_one_cpu - whether QEMU's threads had better share a host's CPU.
 *
 * TCG's emulated SVM marks a virtual interrupt as pending without a lock
 * (helper_vmrun); a timer's that the main loop marks in the same moment is
 * lost, and Xen sleeps for ever. Each is one instruction, so on one CPU neither
 * is. Not with several vCPUs of QEMU's, which would spin for each other.
 */
bool vmm_xen_on_one_cpu(const struct vmm_config *config);

/* vmm_add_net - append the network card; @mmio: on no PCI bus. */
void vmm_add_net(const struct vmm_config *config, bool mmio,
                 struct words *argv);

/*
 * vmm_line_max - how long a command line the machine's firmware can carry.
 *
 * SeaBIOS's PVH option ROM copies it into a buffer of 4096 bytes without
 * looking; qboot, which microvm without ACPI starts with, has no such limit.
 */
size_t vmm_line_max(const struct vmm_config *config);

/*
 * vmm_initrd_room - how much RAM lies above where QEMU puts an initrd.
 *
 * @size  bytes of it
 *
 * The archive ends below what the firmware keeps at the top of low RAM and
 * begins at a page; 0 for real Xen, whose hypervisor finds a place.
 */
uint64_t vmm_initrd_room(const struct vmm_config *config, uint64_t size);

/*
 * vmm_accel_auto - "kvm" where a hardware KVM module is loaded and /dev/kvm
 * opens for reading and writing, else "tcg".
 *
 * A /dev/kvm without kvm_intel or kvm_amd interprets the guest's ring 0.
 */
const char *vmm_accel_auto(void);

/* A running QEMU and the tool's ends of its pipes. */
struct vmm {
    pid_t pid;
    int in;      /* write: the serial port's input; does not block */
    int out;     /* read: the serial port's output */
    int err;     /* read: the guest's error port; -1 if it shares `out` */
    int control; /* read: the guest's control port */
    int log;     /* read: QEMU's own messages */
    int qmp;     /* a socket to the monitor, not blocking; -1: none */
};

/* What QEMU inherits besides: descriptors from VMM_FD_FLOOR on, -1: none. */
struct vmm_passed {
    int core;     /* an open file; with it QEMU has a monitor */
    int gdb;      /* a listening socket */
    bool one_cpu; /* all its threads are on the host's CPU that starts it */
};

/*
 * vmm_start - start QEMU.
 *
 * @vmm       filled on success
 * @argv      what vmm_command() made, without `by_hand`
 * @share     the error port's bytes go into `out`, in the order written
 * @passed    stays open here
 *
 * QEMU is killed when the tool dies; it has its own process group, so that a
 * terminal's ^C reaches the tool alone.
 *
 * Returns 0 or a negative errno value: -ENOENT if there is no such program.
 */
int vmm_start(struct vmm *vmm, char *const *argv, bool share,
              const struct vmm_passed *passed);
