/*
 * console.c - the console of a Xen domain.
 *
 * A domU has a ring of bytes in each direction, on a page that the toolstack
 * made, and xenconsoled at its other end [XEN io/console.h]. dom0 has the
 * console_io hypercall, which is Xen's own serial line; or the second serial
 * port, if `pith run` is there, which put it there. If all of that fails, or
 * the ring's indices lie, port 0xe9 is left, whose lines go to Xen's log.
 *
 * Output waits as long as nobody takes it, as it does with a serial port.
 */
#include "arch/x86/cpu.h"
#include "arch/x86/hostport.h"
#include "arch/x86/regs.h"
#include "arch/x86/xen.h"
#include "arch/x86/xen_abi.h"
#include "drivers/serial.h"
#include "drivers/xen/byte_ring.h"
#include "drivers/xen/console_abi.h"
#include "drivers/xen/evtchn.h"
#include "drivers/xen/listener.h"
#include "kernel/base.h"
#include "kernel/driver.h"
#include "kernel/errno.h"
#include "kernel/image.h"

#define PORT_XEN_LOG 0xe9 /* [XEN arch/x86/hvm/hvm.c, hvm_print_line] */

/* At the end, a xenconsoled that takes nothing for so long is gone. */
#define DRAIN_MS 5000

static struct {
    struct byte_ring out, in;
    uint32_t port;
    bool lost; /* an index lied */
} ring;

/* Only linked with who listens. */
#pragma weak evtchn_bind

static void (*arrived)(void);

/* Input comes in pieces, and is asked for a byte at a time. */
static struct {
    uint8_t bytes[128];
    unsigned next, count;
} input;

/* --- port 0xe9 --- */

static void log_write(const char *p, size_t n)
{
    hostport_write(PORT_XEN_LOG, p, n);
}

static void log_drain(void)
{
}

static int log_getc(void)
{
    return -1;
}

static const struct console_device log_console = {
    .name = "Xen's log",
    .write = log_write,
    .drain = log_drain,
    .getc = log_getc,
};

/* --- the ring --- */

static void ring_lose(const uint32_t *theirs)
{
    char line[96];

    ring.lost = true;
    log_write(line, base_format(line, sizeof(line),
                                "pith: console ring: the index 0x%x lies\n",
                                *theirs));
}

static void ring_write(const char *p, size_t n)
{
    while (n > 0 && !ring.lost) {
        long some = byte_ring_put(&ring.out, p, n);

        if (some < 0) {
            ring_lose(ring.out.theirs);
        } else if (some == 0) {
            xen_yield();
        } else {
            xen_notify(ring.port);
            p += some;
            n -= (size_t)some;
        }
    }
    if (n > 0)
        log_write(p, n);
}

static void ring_drain(void)
{
    uint64_t start = cpu_rdtsc(), limit = xen_tsc_khz() * DRAIN_MS;

    while (!ring.lost && byte_ring_left(&ring.out) > 0 &&
           cpu_rdtsc() - start < limit)
        xen_yield();
}

static void ring_fill(void)
{
    long some = 0;

    if (!ring.lost)
        some = byte_ring_get(&ring.in, input.bytes, sizeof(input.bytes));
    if (some < 0) {
        ring_lose(ring.in.theirs);
        return;
    }
    input.next = 0;
    input.count = (unsigned)some;
    if (some > 0)
        xen_notify(ring.port); /* there is room again */
}

static int next_byte(void)
{
    return input.next < input.count ? input.bytes[input.next++] : -1;
}

static int ring_getc(void)
{
    if (input.next == input.count)
        ring_fill();
    return next_byte();
}

static void on_event(void *arg)
{
    (void)arg;
    arrived();
}

/* The event also tells that there is room for output, which nobody awaits. */
static int ring_listen(void (*fn)(void))
{
    if (!evtchn_bind)
        return -ENODEV;
    arrived = fn;
    log_debug("console: input by event channel %u", ring.port);
    return evtchn_bind(ring.port, on_event, NULL);
}

static const struct console_device ring_console = {
    .name = "Xen's console ring",
    .write = ring_write,
    .drain = ring_drain,
    .getc = ring_getc,
    .listen = ring_listen,
};

static bool ring_find(void)
{
    struct xencons_interface *page =
        xen_page(HVM_PARAM_CONSOLE_PFN, HVM_PARAM_CONSOLE_EVTCHN, &ring.port);

    if (!page)
        return false;
    byte_ring_init(&ring.out, page->out, sizeof(page->out), &page->out_prod,
                   &page->out_cons);
    byte_ring_init(&ring.in, page->in, sizeof(page->in), &page->in_cons,
                   &page->in_prod);
    return true;
}

/* --- console_io --- */

static long console_io(unsigned op, const void *p, size_t n)
{
    return xen_hypercall(XEN_CONSOLE_IO, op, n, (uint64_t)(uintptr_t)p, 0, 0);
}

static void io_write(const char *p, size_t n)
{
    console_io(CONSOLEIO_WRITE, p, n);
}

static int io_getc(void)
{
    if (input.next == input.count) {
        long some = console_io(CONSOLEIO_READ, input.bytes, 1);

        input.next = 0;
        input.count = some == 1;
    }
    return next_byte();
}

static const struct console_device io_console = {
    .name = "Xen's console_io",
    .write = io_write,
    .drain = log_drain, /* Xen has copied it */
    .getc = io_getc,
};

/* The second serial port; its interrupt does not reach a PVH dom0. */
static const struct console_device *polled_port(void)
{
    static struct console_device port;
    const struct console_device *second = serial_probe_at(PORT_COM2);

    if (!second)
        return NULL;
    port = *second;
    port.listen = NULL;
    return &port;
}

static const struct console_device *xen_probe(void)
{
    const struct console_device *second = NULL;

    if (!xen_find())
        return NULL;
    if (ring_find())
        return &ring_console;
    if (console_io(CONSOLEIO_WRITE, "", 0) != 0)
        return &log_console;
    if (hostport_present(PORT_CONTROL))
        second = polled_port();
    return second ? second : &io_console;
}

CONSOLE_DRIVER(xen, 2, xen_probe);

IMAGE_SETUP(xen_listen); /* when there is memory */
