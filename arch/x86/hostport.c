/*
 * hostport.c - see hostport.h.
 */
#include "arch/x86/hostport.h"

#include "arch/x86/io.h"
#include "arch/x86/regs.h"

bool hostport_present(unsigned short port)
{
    return io_in8(port) == DEBUGCON_ID;
}

void hostport_write(unsigned short port, const char *p, size_t n)
{
    io_out8_string(port, p, n);
}
