/*
 * pic.c - see pic.h. [8259A "Programming the 8259A"]
 *
 * SeaBIOS leaves lines open, qboot leaves the chips as they came up, and
 * Cloud Hypervisor and Xen have none: then nobody decodes these ports.
 */
#include "arch/x86/pic.h"

#include "arch/x86/io.h"
#include "arch/x86/vectors.h"

#define MASTER_COMMAND 0x20
#define MASTER_DATA    0x21
#define SLAVE_COMMAND  0xa0
#define SLAVE_DATA     0xa1

#define ICW1_INIT      0x11 /* edge, cascaded, ICW4 follows */
#define ICW3_MASTER    0x04 /* a slave at line 2 */
#define ICW3_SLAVE     0x02 /* is at line 2 */
#define ICW4_8086      0x01
#define ALL_MASKED     0xff

void pic_silence(void)
{
    io_out8(MASTER_COMMAND, ICW1_INIT);
    io_out8(SLAVE_COMMAND, ICW1_INIT);
    io_out8(MASTER_DATA, IRQ_VECTOR_FIRST);
    io_out8(SLAVE_DATA, IRQ_VECTOR_FIRST + 8);
    io_out8(MASTER_DATA, ICW3_MASTER);
    io_out8(SLAVE_DATA, ICW3_SLAVE);
    io_out8(MASTER_DATA, ICW4_8086);
    io_out8(SLAVE_DATA, ICW4_8086);
    io_out8(MASTER_DATA, ALL_MASKED);
    io_out8(SLAVE_DATA, ALL_MASKED);
}
