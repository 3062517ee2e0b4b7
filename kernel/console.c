/*
 * console.c - where output goes and input comes from.
 *
 * See console.h for what the program sees. Input is read when the program
 * asks for it; the UART and the VMM hold it until then.
 */
#include "kernel/console.h"

#include "arch/x86/cpu.h"
#include "arch/x86/hostport.h"
#include "arch/x86/regs.h"
#include "kernel/base.h"
#include "kernel/driver.h"
#include "kernel/line.h"

static struct {
    const struct console_device *device;
    bool error_port;
    bool pipe_out;
    bool asked;   /* the first read has been announced */
    bool midline; /* the last byte that went to the device was no newline */
} console;

static struct line line;

void console_init(void)
{
    console.error_port = hostport_present(PORT_ERROR);
    console.midline = true; /* firmware's messages end anywhere */
    for (const console_probe_fn *probe = console_drivers_start;
         probe < console_drivers_end && !console.device; probe++)
        console.device = (*probe)();
}

void console_set_pipe(bool in, bool out)
{
    line.pipe = in;
    console.pipe_out = out;
}

bool console_is_tty(int fd)
{
    return console.device && !(fd == 0 ? line.pipe : console.pipe_out);
}

void console_write(enum console_side side, const char *p, size_t n)
{
    if (side == CONSOLE_ERR && console.error_port) {
        hostport_write(PORT_ERROR, p, n);
    } else if (console.device && n > 0) {
        console.device->write(p, n);
        console.midline = p[n - 1] != '\n';
    }
}

void console_fresh_line(void)
{
    if (console.midline && !console.error_port)
        console_write(CONSOLE_ERR, "\n", 1);
}

void console_drain(void)
{
    if (console.device)
        console.device->drain();
}

static void echo(const char *p, size_t n)
{
    console.device->write(p, n);
}

/* `pith run` holds standard input back until the UART is set up for it. */
static void announce(void)
{
    static const char ready[] = "ready\n";

    if (!console.asked && hostport_present(PORT_CONTROL))
        hostport_write(PORT_CONTROL, ready, sizeof(ready) - 1);
    console.asked = true;
}

/* Takes what the device has and the line wants. */
static void pull(void)
{
    announce();
    while (line_wants(&line)) {
        int c = console.device->getc();
        if (c < 0)
            break;
        line_put(&line, (char)c, echo);
    }
}

size_t console_read(char *p, size_t n)
{
    if (n == 0 || !console.device)
        return 0;
    for (pull(); !line_ready(&line); pull())
        cpu_pause();
    return line_take(&line, p, n);
}

bool console_input_ready(size_t *n)
{
    *n = 0;
    if (!console.device)
        return true;
    pull();
    if (!line_ready(&line))
        return false;
    *n = line.tail - line.head;
    return true;
}
