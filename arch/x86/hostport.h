/*
 * hostport.h - the two ports that `pith run` adds to its QEMU.
 *
 * Each is an isa-debugcon: a byte written goes to the tool at once, a read
 * gives DEBUGCON_ID, so the guest can see whether it is there. On other
 * machines nothing answers. docs/boot.md, "The side channel".
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* hostport_present - is the port (PORT_CONTROL, PORT_ERROR) there? */
bool hostport_present(unsigned short port);

/* hostport_write - send @n bytes; only if it is present. */
void hostport_write(unsigned short port, const char *p, size_t n);
