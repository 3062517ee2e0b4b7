/*
 * serial.c - the 16550 at COM1, or at another port that is asked for, polled.
 *
 * [16550] National Semiconductor PC16550D. No interrupt is used yet: output
 * waits for room, input is asked for. Output waits as long as the host does
 * not take it, as a program on a full pipe does; a UART that goes away while
 * we wait reads 0xff, an empty bus, which says that there is room.
 */
#include "drivers/serial.h"

#include "arch/x86/cpu.h"
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
#define LSR_TEMT       0x40
#define LSR_THRE       0x20

#define DIVISOR_115200 1
#define FIFO_SIZE      16

static uint16_t port;

static void wait_for(uint8_t lsr_bit)
{
    while (!(io_in8(port + REG_LSR) & lsr_bit))
        cpu_pause();
}

static void serial_write(const char *p, size_t n)
{
    while (n > 0) {
        size_t some = n < FIFO_SIZE ? n : FIFO_SIZE;
        wait_for(LSR_THRE);
        io_out8_string(port + REG_DATA, p, some);
        p += some;
        n -= some;
    }
}

static void serial_drain(void)
{
    wait_for(LSR_TEMT);
}

static int serial_getc(void)
{
    if (!(io_in8(port + REG_LSR) & LSR_DATA))
        return -1;
    return io_in8(port + REG_DATA);
}

static const struct console_device serial = {
    .name = "serial",
    .write = serial_write,
    .drain = serial_drain,
    .getc = serial_getc,
};

/* The scratch register keeps what is written, an empty bus does not. */
const struct console_device *serial_probe_at(uint16_t at)
{
    port = at;
    io_out8(port + REG_SCR, 0x5a);
    if (io_in8(port + REG_SCR) != 0x5a)
        return NULL;
    io_out8(port + REG_IER, 0);
    io_out8(port + REG_LCR, LCR_DLAB);
    io_out8(port + REG_DATA, DIVISOR_115200);
    io_out8(port + REG_IER, 0);
    io_out8(port + REG_LCR, LCR_8N1);
    io_out8(port + REG_FCR, FCR_ENABLE | FCR_LEVEL_14);
    io_out8(port + REG_MCR, MCR_DTR | MCR_RTS);
    return &serial;
}

static const struct console_device *serial_probe(void)
{
    return serial_probe_at(PORT_COM1);
}

CONSOLE_DRIVER(serial, 1, serial_probe);
