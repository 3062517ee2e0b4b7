/*
 * vmm_xen.c - QEMU's command line for real Xen and a guest on it.
 *
 * Xen has the first serial port, which leads nowhere. As dom0 the image has
 * all of the machine but that: its console is the second port, and the ports
 * of the side channel are the ones it has on QEMU. A domU has those, too: the
 * rig's dom0 maps them, and carries its console to the second serial port.
 * QEMU's disks and its network card are dom0's, who passes them on.
 * Xen translates the addresses of its PVH dom0, and by an IOMMU those of its
 * devices, too; its tables are not those of AMD's nested paging (no-sharept).
 * Nested paging is emulated by TCG; qemu64, because Xen panics over MWAIT on
 * larger models.
 */
#include "tools/pith/vmm.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KIB 1024ull
#define MIB (1024 * KIB)

/* What Xen takes for itself. */
#define XEN_MIB 128

/* Linux as the rig's dom0: what makes it start twice as fast. */
static const char dom0_line[] =
    "console=hvc0 quiet loglevel=1 nokaslr mitigations=off "
    "random.trust_cpu=on rodata=off lsm= rdinit=/init";

void vmm_add_xen_machine(const struct vmm_config *config, struct words *argv)
{
    bool domu = config->kind == VMM_XEN_DOMU;

    words_add(argv, "-machine");
    words_add(argv, "%s", config->machine);
    words_add(argv, "-accel");
    words_add(argv, "tcg");
    words_add(argv, "-cpu");
    words_add(argv, "%s",
              config->cpu ? config->cpu : "qemu64,+svm,+npt,+rdrand");
    words_add(argv, "-smp");
    words_add(argv, "%u", domu ? 1 : config->cpus);
    words_add(argv, "-m");
    words_add(argv, "%lluM",
              (unsigned long long)(config->memory + MIB - 1) / MIB + XEN_MIB +
                  (domu ? config->dom0_mib + XEN_MIB : 0));
    if (config->iommu) {
        words_add(argv, "-device");
        words_add(argv, "intel-iommu,intremap=on,aw-bits=48");
    }
    words_add(argv, "-serial");
    words_add(argv, "null");
    vmm_add_net(config, false, argv);
}

bool vmm_xen_on_one_cpu(const struct vmm_config *config)
{
    return config->kind == VMM_XEN_DOMU ||
           (config->kind == VMM_XEN_DOM0 && config->cpus == 1);
}

/* In -initrd a comma ends a module, and a blank its file's name:
 * run_xen_files() refuses those. */
static void add_modules(const struct vmm_config *config, struct words *argv)
{
    bool domu = config->kind == VMM_XEN_DOMU;
    char *file = double_commas(domu ? config->xen_rig : config->image);
    char *line = double_commas(domu ? dom0_line : config->line);
    char *initrd = double_commas(config->initrd ? config->initrd : "");

    words_add(argv, "-initrd");
    words_add(argv, "%s%s %s%s%s", file, domu ? "/vmlinux" : "", line,
              *initrd ? "," : "", initrd);
    free(file);
    free(line);
    free(initrd);
}

void vmm_add_xen_guest(const struct vmm_config *config, struct words *argv)
{
    bool domu = config->kind == VMM_XEN_DOMU;

    words_add(argv, "-kernel");
    words_add(argv, "%s/xen", config->xen_rig);
    words_add(argv, "-append");
    if (domu)
        words_add(argv,
                  "com1=115200,8n1 console=com1 bootscrub=0 "
                  "dom0_mem=%uM,max:%uM dom0_max_vcpus=1",
                  config->dom0_mib, config->dom0_mib);
    else
        words_add(argv,
                  "com1=115200,8n1 console=com1 bootscrub=0 dom0=pvh "
                  "%s dom0_mem=%lluK,max:%lluK",
                  config->iommu ? "iommu=no-sharept" : "dom0-iommu=none",
                  (unsigned long long)(config->memory / KIB),
                  (unsigned long long)(config->memory / KIB));
    add_modules(config, argv);
}
