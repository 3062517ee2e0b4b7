/*
 * serial.c - the 16550 at COM1, or at another port that is asked for.
 *
 * [16550] National Semiconductor PC16550D. Output waits for room. Input is
 * asked for, until somebody listens: then it interrupts, and comes in pieces
 * of the FIFO's trigger level. Output waits as long as the host does
 * not take it, as a program on a full pipe does; a UART that goes away while
 * we wait reads 0xff, an empty bus, which says that there is room.
 */
#include "drivers/serial.h"

#include "arch/x86/cpu.h"
#include "arch/x86/io.h"
#include "arch/x86/regs.h"
#include "kernel/driver.h"
#include "kernel/errno.h"
#include "kernel/irq.h"

#define REG_DATA       0 /* THR, RBR; divisor low with LCR_DLAB */
#define REG_IER        1 /* divisor high with LCR_DLAB */
#define REG_FCR        2
#define REG_IIR        2
#define REG_LCR        3
#define REG_MCR        4
#define REG_LSR        5
#define REG_SCR        7

#define IER_DATA       0x01
#define IIR_MASK       0x0f
#define IIR_LEVEL      0x04 /* as many bytes as the trigger level are there */
#define FCR_ENABLE     0x01
#define FCR_LEVEL_14   0xc0 /* QEMU hands over that many bytes at a time */
#define LCR_8N1        0x03
#define LCR_DLAB       0x80
#define MCR_DTR        0x01
#define MCR_RTS        0x02
#define MCR_OUT2       0x08 /* lets the interrupt out, on a PC */
#define LSR_DATA       0x01
#define LSR_TEMT       0x40
#define LSR_THRE       0x20

#define DIVISOR_115200 1
#define FIFO_SIZE      16
#define LEVEL          14
#define IRQ_COM1       4
#define IRQ_COM2       3

/* Only linked with who listens. */
#pragma weak irq_register

static uint16_t port;

/* Under the lock of who calls getc(), like all of input. */
static uint8_t piece[LEVEL];
static unsigned piece_next = LEVEL;
static bool listening;
static bool held; /* the interrupt is off until getc() gives -1 */

static void (*arrived)(void);

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
    if (piece_next < LEVEL)
        return piece[piece_next++];
    if (listening && (io_in8(port + REG_IIR) & IIR_MASK) == IIR_LEVEL) {
        io_in8_string(port + REG_DATA, piece, LEVEL);
        piece_next = 1;
        return piece[0];
    }
    if (io_in8(port + REG_LSR) & LSR_DATA)
        return io_in8(port + REG_DATA);
    if (held)
        io_out8(port + REG_IER, IER_DATA);
    held = false;
    return -1;
}

/* What was not taken must not interrupt again: somebody has to read first.
 * He may have done so just now; the second call sees to that. */
static void on_interrupt(void *arg)
{
    (void)arg;
    arrived();
    if (!(io_in8(port + REG_LSR) & LSR_DATA))
        return;
    io_out8(port + REG_IER, 0);
    held = true;
    arrived();
}

static int serial_listen(void (*fn)(void))
{
    int error;

    if (!irq_register)
        return -ENODEV;
    arrived = fn;
    error = irq_register(port == PORT_COM2 ? IRQ_COM2 : IRQ_COM1, IRQ_ISA,
                         on_interrupt, NULL);
    if (error)
        return error;
    io_out8(port + REG_MCR, MCR_DTR | MCR_RTS | MCR_OUT2);
    io_out8(port + REG_IER, IER_DATA);
    listening = true;
    arrived();
    return 0;
}

static const struct console_device serial = {
    .name = "serial",
    .write = serial_write,
    .drain = serial_drain,
    .getc = serial_getc,
    .listen = serial_listen,
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
