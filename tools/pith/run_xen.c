/*
 * run_xen.c - what `pith run` makes of its options on real Xen.
 *
 * A domU has Xen's devices: the disks and the network card of QEMU are the
 * rig's dom0's, who passes them on (tests/xen/dom0-init). As dom0 the image has
 * QEMU's own, for which there must be an IOMMU: Xen translates its addresses.
 */
#include "tools/pith/run_xen.h"

#include <stdlib.h>
#include <string.h>

#include "tools/pith/pith.h"
#include "tools/pith/run.h"

#define MAX_VCPUS 128 /* Xen's HVM_MAX_VCPUS */

enum { DOMU = 1, DOM0 = 2, BOTH = DOMU | DOM0 };

static const struct {
    const char *name;
    int where;
    const char *why;
} refused[] = {
    {"machine", BOTH, "Xen runs on the one of QEMU's that it needs"},
    {"console", BOTH, "Xen gives the program its own console"},
    {"gdb", BOTH,
     "QEMU's gdb sees Xen's memory, not the program's; debug it without Xen"},
    {"core", BOTH,
     "QEMU would write Xen's memory; xl dump-core and pith xen-core make one"},
    {"volume", DOMU, RUN_XEN_NO_FOLDERS},
    {"print", DOMU,
     "dom0's file system is made for each run; pith xl writes the "
     "configuration"},
};

static bool was_given(const struct run_options *o, const char *name)
{
    for (size_t i = 0; i < o->given.count; i++) {
        if (strcmp(o->given.word[i], name) == 0)
            return true;
    }
    return false;
}

/* --console serial asks for what there is. */
static bool is_harmless(const struct run_options *o, const char *name)
{
    return strcmp(name, "console") == 0 && !o->vmm.virtio_console;
}

int run_xen_domain(const char *verb, const struct run_options *o)
{
    bool own_disks = o->vmm.kind != VMM_XEN_DOM0;

    for (unsigned i = 0; own_disks && i < o->nr_disks; i++) {
        if (*o->disk[i].label)
            return fail(STATUS_TOOL,
                        "%s: -d: Xen's disks have no label: leave out label=%s "
                        "and call it vd%c",
                        verb, o->disk[i].label, 'a' + (int)i);
    }
    if (o->vmm.cpus > MAX_VCPUS)
        return fail(STATUS_TOOL, "%s: --smp %u: Xen's domains have up to %d",
                    verb, o->vmm.cpus, MAX_VCPUS);
    return 0;
}

static int refuse(const struct run_options *o)
{
    bool domu = o->vmm.kind == VMM_XEN_DOMU;

    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        const char *name = refused[i].name;

        if ((refused[i].where & (domu ? DOMU : DOM0)) && was_given(o, name) &&
            !is_harmless(o, name))
            return fail(STATUS_TOOL, "run: --%s is not for --vmm %s: %s", name,
                        domu ? "xen-domu" : "xen-dom0", refused[i].why);
    }
    if (o->vmm.accel && strcmp(o->vmm.accel, "tcg") != 0)
        return fail(STATUS_TOOL, "run: Xen runs under --accel tcg only");
    return run_xen_domain("run", o);
}

int run_xen_settle(struct run_options *o)
{
    if (o->vmm.xen_rig && !was_given(o, "vmm"))
        o->vmm.kind = VMM_XEN_DOMU;
    if (o->vmm.kind == VMM_QEMU && o->vmm.xen_rig)
        return fail(STATUS_TOOL, "run: --xen-rig is not for --vmm qemu");
    if (o->vmm.kind == VMM_QEMU)
        return 0;
    if (!o->vmm.xen_rig)
        o->vmm.xen_rig = getenv("PITH_XEN_RIG");
    if (!o->vmm.xen_rig || !*o->vmm.xen_rig)
        return fail(STATUS_TOOL, "run: --vmm xen-*: give --xen-rig DIR, which "
                                 "`make xen-rig` makes");
    o->vmm.iommu =
        o->vmm.kind == VMM_XEN_DOM0 &&
        (o->nr_disks || o->folders.count || o->vmm.net.forwards.count ||
         o->vmm.net.kind != VMM_NET_NONE);
    o->vmm.machine = o->vmm.iommu ? "q35" : "pc";
    o->vmm.accel = o->vmm.accel ? o->vmm.accel : "tcg";
    return refuse(o);
}

bool run_xen_files(const struct run_options *o, struct outcome *out)
{
    bool domu = o->vmm.kind == VMM_XEN_DOMU;
    const char *const files[] = {domu ? o->vmm.xen_rig : o->vmm.image,
                                 domu ? NULL : o->vmm.initrd};

    if (o->vmm.kind == VMM_QEMU)
        return true;
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        if (!files[i] || !strchr(files[i], ' '))
            continue;
        outcome_set(out, OUTCOME_TOOL, 0,
                    "%s: QEMU gives Xen no file with a blank in its name",
                    files[i]);
        return false;
    }
    return true;
}
