/*
 * serial.c - the 16550 at COM1, polled.
 *
 * [16550] National Semiconductor PC16550D. No interrupt is used yet: output
 * waits for room, input is asked for. Where no UART answers, reads give 0xff
 * (an empty bus) and the probe says so; every wait has a limit, so that a
 * device that breaks later loses output but never hangs the guest.
 */
#include "arch/x86/io.h"
#include "arch/x86/regs.h"
#include "kernel/driver.h"

#define REG_DATA       0 /* THR, RBR; divisor low with LCR_DLAB */
#define REG_IER        1 /* divisor high with LCR_DLAB */
#define REG_FCR        2
#define REG_LCR        3
#define REG_MCR        4
#define REG_LSR        5
#define REG_SCR        7

#define FCR_ENABLE     0x01
#define FCR_LEVEL_14   0xc0 /* QEMU hands over that many bytes at a time */
#define LCR_8N1        0x03
#define LCR_DLAB       0x80
#define MCR_DTR        0x01
#define MCR_RTS        0x02
#define LSR_DATA       0x01
#define LSR_THRE       0x20

#define DIVISOR_115200 1
#define FIFO_SIZE      16

/* About a second of polling a port on the slowest VMM, and far more than
 * sixteen characters at 115200 baud take. */
#define WAIT_LIMIT (1 << 22)

static bool wait_for_room(void)
{
    for (unsigned i = 0; i < WAIT_LIMIT; i++) {
        if (io_in8(PORT_COM1 + REG_LSR) & LSR_THRE)
            return true;
    }
    return false;
}

static void serial_write(const char *p, size_t n)
{
    while (n > 0 && wait_for_room()) {
        size_t some = n < FIFO_SIZE ? n : FIFO_SIZE;
        io_out8_string(PORT_COM1 + REG_DATA, p, some);
        p += some;
        n -= some;
    }
}

static int serial_getc(void)
{
    if (!(io_in8(PORT_COM1 + REG_LSR) & LSR_DATA))
        return -1;
    return io_in8(PORT_COM1 + REG_DATA);
}

static const struct console_device serial = {
    .name = "serial",
    .write = serial_write,
    .getc = serial_getc,
};

/* The scratch register keeps what is written, an empty bus does not. */
static const struct console_device *serial_probe(void)
{
    io_out8(PORT_COM1 + REG_SCR, 0x5a);
    if (io_in8(PORT_COM1 + REG_SCR) != 0x5a)
        return NULL;
    io_out8(PORT_COM1 + REG_IER, 0);
    io_out8(PORT_COM1 + REG_LCR, LCR_DLAB);
    io_out8(PORT_COM1 + REG_DATA, DIVISOR_115200);
    io_out8(PORT_COM1 + REG_IER, 0);
    io_out8(PORT_COM1 + REG_LCR, LCR_8N1);
    io_out8(PORT_COM1 + REG_FCR, FCR_ENABLE | FCR_LEVEL_14);
    io_out8(PORT_COM1 + REG_MCR, MCR_DTR | MCR_RTS);
    return &serial;
}

CONSOLE_DRIVER(serial, serial_probe);
