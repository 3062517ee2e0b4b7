/*
 * core_fix.h - make QEMU's core one that gdb can use.
 */
#pragma once

/*
 * core_fix - correct the addresses in a core and free what it does not need.
 *
 * @fd  the core, open for reading and writing
 *
 * QEMU gives every virtual address 0xffff in its upper 16 bits, as if all
 * programs ran where Linux's kernel does [QEMU target/i386/arch_memory_mapping,
 * walk_pml4e]; bit 47 tells what they are. It also writes all of RAM, though
 * no header refers to pages that are not mapped; these become holes where the
 * file system has such.
 *
 * A mapping that spans two blocks of RAM (below and above 1 MiB) has the bytes
 * of the first only, and the image's variables read as 0; it gets a second
 * header for the rest, which is in the file too.
 *
 * Returns 0, or a negative errno value; -EINVAL: not such a core.
 */
int core_fix(int fd);
