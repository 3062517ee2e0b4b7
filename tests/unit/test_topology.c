/*
 * test_topology.c - the lines of its refusals, and what is left without tables.
 */
// links: boot/topology.c boot/error.c

#include "boot/topology.h"
#include "tests/check.h"

#include <string.h>

TEST(none)
{
    struct topology t;

    memset(&t, 0xaa, sizeof(t));
    topology_none(&t);
    CHECK(strcmp(t.source, "none") == 0 && t.paddr == 0);
    CHECK(t.nr_cpus == 1 && t.nr_ioapics == 0 && t.has_8259);
    CHECK(t.lapic == TOPOLOGY_LAPIC && t.disabled == 0 && t.ignored == 0);
    CHECK(t.isa[15].gsi == 15);
}

TEST(every_code_has_a_line_that_fits)
{
    struct topology_error err;
    char line[BOOT_ERROR_LINE];

    for (unsigned code = 0; code < TOPOLOGY_REFUSALS; code++) {
        CHECK(topology_fail(&err, code, "MP table", UINT64_MAX, UINT64_MAX,
                            UINT64_MAX) == -(int)code);
        topology_strerror(&err, line, sizeof(line));
        CHECK(strlen(line) > 7 && strlen(line) < sizeof(line) - 1);
        CHECK(!strpbrk(line, "%\n"));
    }
    err.code = TOPOLOGY_REFUSALS;
    topology_strerror(&err, line, sizeof(line));
    CHECK(strcmp(line, "unknown topology error") == 0);
}

TEST(a_line_with_values)
{
    struct topology_error err;
    char line[BOOT_ERROR_LINE];

    topology_fail(&err, TOPOLOGY_ENTRY, "MADT", 0x7fe19a5, 44, 9);
    topology_strerror(&err, line, sizeof(line));
    CHECK(strcmp(line, "MADT at 0x7fe19a5: the entry at byte 44, type 9, is "
                       "not whole") == 0);
}
