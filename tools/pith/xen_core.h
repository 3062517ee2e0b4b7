/*
 * xen_core.h - a core of Xen's as one that gdb can use.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/*
 * xen_core_convert - write what xl dumped of a domain as a core of Linux's.
 *
 * @in   the file, @size bytes: an ELF file whose sections hold pages, their
 *       frame numbers, and each vCPU's registers
 * @out  receives it; each vCPU is a thread, memory is where the page tables of
 *       the first one have it
 *
 * Returns NULL, or why not: in words, static.
 */
const char *xen_core_convert(const void *in, size_t size, FILE *out);
