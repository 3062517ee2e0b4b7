/*
 * topology.c - the tables asked in order: MADT, MP table, none.
 *
 * Memory maps do not call the tables' places RAM, so they still stand when
 * somebody asks, long after the handover. A wrong table is not mended: the
 * next source is asked.
 */
#include "kernel/topology.h"

#include "arch/x86/page.h"
#include "arch/x86/physmem.h"
#include "boot/acpi.h"
#include "boot/madt.h"
#include "boot/mptable.h"
#include "kernel/base.h"
#include "kernel/boot.h"

/*
 * The BIOS data area, which says where more is, lies in page 0. That is mapped
 * only for as long as this takes: nobody else runs meanwhile.
 */
void topology_read(struct topology *t)
{
    bool page0 = paging_map(0, 0, PAGE_SIZE, PAGING_R) == 0;
    char acpi_why[BOOT_ERROR_LINE] = "", mp_why[BOOT_ERROR_LINE];
    struct physmem pm = physmem_kernel();
    uint64_t rsdp = boot_info()->info.rsdp_paddr;
    struct topology_error err;

    if (rsdp == 0)
        rsdp = acpi_rsdp_find(&pm);
    if (madt_read(&pm, rsdp, t, &err) != 0) {
        topology_strerror(&err, acpi_why, sizeof(acpi_why));
        if (mptable_read(&pm, t, &err) != 0) {
            topology_strerror(&err, mp_why, sizeof(mp_why));
            topology_none(t);
        }
    }
    if (page0)
        paging_unmap(0, PAGE_SIZE);
    if (t->paddr == 0)
        log_info("one CPU: %s; %s", acpi_why, mp_why);
    else
        log_info("%s at 0x%lx: %u CPUs, %u disabled, %u IOAPICs, %u ignored%s"
                 "%s",
                 t->source, t->paddr, t->nr_cpus, t->disabled, t->nr_ioapics,
                 t->ignored, acpi_why[0] ? "; " : "", acpi_why);
}

const struct topology *topology_get(void)
{
    static struct topology topology;

    if (!topology.source)
        topology_read(&topology);
    return &topology;
}
