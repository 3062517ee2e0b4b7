/*
 * vmm_xen.c - QEMU's command line for real Xen and a guest on it.
 *
 * Xen has the first serial port, which leads nowhere. As dom0 the image has
 * all of the machine but that: its console is the second port, and the ports
 * of the side channel are the ones it has on QEMU. A domU has none of it: the
 * rig's dom0 carries its console to the second port, and tells the outcome.
 * Nested paging is emulated by TCG; qemu64, because Xen panics over MWAIT on
 * larger models.
 */
#include "tools/pith/vmm.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KIB 1024ull
#define MIB (1024 * KIB)

/* What Xen takes for itself; and what the rig's dom0 needs. */
#define XEN_MIB  128
#define DOM0_MIB 160

/* Linux as the rig's dom0: what makes it start twice as fast. */
static const char dom0_line[] =
    "console=hvc0 quiet loglevel=1 nokaslr mitigations=off "
    "random.trust_cpu=on rodata=off lsm= rdinit=/init";

void vmm_add_xen_machine(const struct vmm_config *config, struct words *argv)
{
    bool domu = config->kind == VMM_XEN_DOMU;

    words_add(argv, "-machine");
    words_add(argv, "pc");
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
                  (domu ? DOM0_MIB + XEN_MIB : 0));
    words_add(argv, "-serial");
    words_add(argv, "null");
}

static void add_dom0_modules(const struct vmm_config *config,
                             struct words *argv)
{
    /* a comma ends a module's command line in -initrd */
    char *line = double_commas(config->line);

    words_add(argv, "%s %s%s%s", config->image, line, config->initrd ? "," : "",
              config->initrd ? config->initrd : "");
    free(line);
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
                  "dom0_mem=%dM,max:%dM dom0_max_vcpus=1",
                  DOM0_MIB, DOM0_MIB);
    else
        words_add(argv,
                  "com1=115200,8n1 console=com1 bootscrub=0 dom0=pvh "
                  "dom0-iommu=none dom0_mem=%lluK,max:%lluK",
                  (unsigned long long)(config->memory / KIB),
                  (unsigned long long)(config->memory / KIB));
    words_add(argv, "-initrd");
    if (domu)
        words_add(argv, "%s/vmlinux %s,%s", config->xen_rig, dom0_line,
                  config->initrd);
    else
        add_dom0_modules(config, argv);
}
