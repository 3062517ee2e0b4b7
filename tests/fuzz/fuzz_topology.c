/*
 * fuzz_topology.c - any memory as MADT, MP table, MCFG, HPET and timer.
 *
 * Input: what tests/unit/sparse_memory.h says. Where its first bit is set,
 * checksums are made right first, or hardly any input would get behind them.
 */
// links: boot/madt.c boot/mptable.c boot/topology.c boot/error.c boot/acpi.c
// links: boot/acpi_timers.c boot/mcfg.c boot/bios_area.c boot/physmem.c
// links: tests/unit/sparse_memory.c

#include "boot/acpi.h"
#include "boot/acpi_timers.h"
#include "boot/madt.h"
#include "boot/mcfg.h"
#include "boot/mptable.h"
#include "tests/fuzz/fuzz.h"
#include "tests/unit/sparse_memory.h"

#include <string.h>

static void seal(uint8_t *p, size_t len, size_t sum)
{
    uint8_t total = 0;

    p[sum] = 0;
    for (size_t i = 0; i < len; i++)
        total += p[i];
    p[sum] = -total;
}

/* By what a piece begins with. */
static void seal_piece(struct sparse_piece *piece)
{
    uint8_t *p = piece->bytes;
    uint32_t len = 0;

    if (piece->len >= 16 && memcmp(p, "_MP_", 4) == 0) {
        seal(p, 16, 10);
    } else if (piece->len >= 44 && memcmp(p, "PCMP", 4) == 0) {
        memcpy(&len, p + 4, 2);
        if (len >= 44 && len <= piece->len)
            seal(p, len, 7);
    } else if (piece->len >= 20 && memcmp(p, "RSD PTR ", 8) == 0) {
        seal(p, 20, 8);
        if (piece->len >= 36)
            seal(p, 36, 32);
    } else if (piece->len >= 36) {
        memcpy(&len, p + 4, 4);
        if (len >= 36 && len <= piece->len)
            seal(p, len, 9);
    }
}

static void check_line(const struct topology_error *err)
{
    char line[BOOT_ERROR_LINE];

    MUST(err->code > TOPOLOGY_OK && err->code < TOPOLOGY_REFUSALS);
    topology_strerror(err, line, sizeof(line));
    MUST(strlen(line) > 7 && strlen(line) < sizeof(line) - 1);
}

static void check_topology(const struct topology *t)
{
    MUST(t->nr_cpus >= 1 && t->nr_cpus <= TOPOLOGY_CPUS);
    for (unsigned i = 0; i < t->nr_cpus; i++) {
        MUST(t->cpu[i] != UINT32_MAX);
        for (unsigned j = 0; j < i; j++)
            MUST(t->cpu[i] != t->cpu[j]);
    }
    MUST(t->lapic != 0 && t->lapic % 4096 == 0);
    MUST(t->nr_ioapics <= TOPOLOGY_IOAPICS);
    for (unsigned i = 0; i < t->nr_ioapics; i++)
        MUST(t->ioapic[i].paddr != 0 && t->ioapic[i].paddr % 256 == 0);
    MUST(t->paddr != 0 && t->source);
}

static void check_others(const struct physmem *pm, uint64_t rsdp)
{
    struct mcfg_range range[MCFG_RANGES];
    struct acpi_pm_timer timer;
    struct acpi_table dsdt;
    unsigned n = mcfg_read(pm, rsdp, range);

    MUST(n <= MCFG_RANGES);
    for (unsigned i = 0; i < n; i++)
        MUST(range[i].paddr && range[i].first <= range[i].last);
    MUST(acpi_hpet_find(pm, rsdp) % 1024 == 0);
    if (acpi_pm_timer_find(pm, rsdp, &timer))
        MUST(timer.port.address && (timer.bits == 24 || timer.bits == 32));
    if (acpi_dsdt_find(pm, rsdp, &dsdt))
        MUST(physmem_holds(pm, dsdt.paddr, dsdt.length) && dsdt.length >= 36);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct sparse_memory m;
    static struct topology t;
    struct topology_error err;

    sparse_memory_parse(&m, data, size);
    for (unsigned i = 0; size > 0 && data[0] & 1 && i < m.count; i++)
        seal_piece(&m.piece[i]);
    uint64_t rsdp = m.rsdp ? m.rsdp : acpi_rsdp_find(&m.pm);

    if (madt_read(&m.pm, rsdp, &t, &err) == 0)
        check_topology(&t);
    else
        check_line(&err);
    if (mptable_read(&m.pm, &t, &err) == 0)
        check_topology(&t);
    else
        check_line(&err);
    check_others(&m.pm, rsdp);
    sparse_memory_free(&m);
    return 0;
}
