/*
 * topology.h - the CPUs and interrupt controllers of this machine.
 */
#pragma once

#include "boot/topology.h"

/*
 * topology_get - what the machine's tables say; never NULL.
 *
 * The first call reads the MADT, else the MP table, else it is one CPU and
 * nothing else known (@source "none"); one log line says which and, if
 * a table was not believed, why. Allocates nothing but page tables. The first
 * call must be made before there is a second thread; it costs a search through
 * 128 KiB on machines without ACPI. Later ones are free, in any context.
 */
const struct topology *topology_get(void);

/*
 * topology_read - what topology_get() does the first time, into @t.
 *
 * For tests: nothing is remembered. While no other thread runs.
 */
void topology_read(struct topology *t);
