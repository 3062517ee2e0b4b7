/*
 * handover.h - from start_info to a checked map of free RAM.
 */
#pragma once

#include <stdint.h>

/*
 * handover_take - read what the loader left into boot_info().
 *
 * @info_paddr  what was in %ebx
 *
 * After it info, memmap_source and ram are set; ram leaves out the image, the
 * modules, the loader's own tables and the command line. Whatever is wrong
 * is refused: returns only with a machine that can be booted. Once.
 */
void handover_take(uint64_t info_paddr);

/*
 * handover_cmdline - copy the command line to @buf and parse it there.
 *
 * @buf  info.cmdline_len + 1 bytes that live for good
 */
void handover_cmdline(char *buf);
