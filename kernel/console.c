/*
 * console.c - where output goes, and the line discipline of input.
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
#include "kernel/string.h"

#define LINE_SIZE 1024

#define CTRL_D    0x04
#define CTRL_H    0x08
#define CTRL_U    0x15
#define CTRL_V    0x16
#define DELETE    0x7f
#define NO_CHAR   (-1)

static struct {
    const struct console_device *device;
    bool error_port;
    bool pipe_in, pipe_out;
    bool asked;   /* the first read has been announced */
    bool midline; /* the last byte that went to the device was no newline */
    bool ended;   /* pipe mode: the end of file was read */
    bool literal; /* the last byte was ^V */
} console;

/* Bytes typed and not yet read: [head, tail). */
static struct {
    char bytes[LINE_SIZE];
    size_t head, tail;
} line;

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
    console.pipe_in = in;
    console.pipe_out = out;
}

bool console_is_tty(int fd)
{
    return console.device && !(fd == 0 ? console.pipe_in : console.pipe_out);
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

static int wait_char(void)
{
    int c = NO_CHAR;

    if (!console.device)
        return NO_CHAR;
    while ((c = console.device->getc()) < 0)
        cpu_pause();
    return c;
}

static void echo(const char *p, size_t n)
{
    console.device->write(p, n);
}

static void erase_one(void)
{
    if (line.tail > 0) {
        line.tail--;
        echo("\b \b", 3);
    }
}

static void type(char c)
{
    if (line.tail < LINE_SIZE) {
        line.bytes[line.tail++] = c;
        echo(c == '\n' ? "\r\n" : &c, c == '\n' ? 2 : 1);
    }
}

/* Takes one typed character; true when the line is to be handed out. */
static bool edit(int c)
{
    if (console.literal) {
        console.literal = false;
        type((char)c);
        return false;
    }
    switch (c) {
    case CTRL_V:
        console.literal = true;
        return false;
    case CTRL_D:
        return true;
    case CTRL_H:
    case DELETE:
        erase_one();
        return false;
    case CTRL_U:
        while (line.tail > 0)
            erase_one();
        return false;
    case '\r':
    case '\n':
        if (line.tail == LINE_SIZE)
            line.tail--; /* the newline always finds room */
        type('\n');
        return true;
    default:
        type((char)c);
        return false;
    }
}

static size_t read_terminal(char *p, size_t n)
{
    if (line.head == line.tail) {
        line.head = line.tail = 0;
        while (!edit(wait_char()))
            continue;
    }
    n = MIN(n, line.tail - line.head);
    memcpy(p, line.bytes + line.head, n);
    line.head += n;
    return n;
}

/* Waits for the first byte, then takes what is there. */
static size_t read_pipe(char *p, size_t n)
{
    size_t got = 0;

    while (got < n && !console.ended) {
        int c = console.device->getc();
        if (c < 0 && got > 0 && !console.literal)
            break;
        if (c < 0) {
            cpu_pause();
        } else if (console.literal) {
            console.literal = false;
            p[got++] = (char)c;
        } else if (c == CTRL_V) {
            console.literal = true;
        } else if (c == CTRL_D) {
            console.ended = true;
        } else {
            p[got++] = (char)c;
        }
    }
    return got;
}

/* `pith run` holds standard input back until the UART is set up for it. */
static void announce(void)
{
    static const char ready[] = "ready\n";

    if (!console.asked && hostport_present(PORT_CONTROL))
        hostport_write(PORT_CONTROL, ready, sizeof(ready) - 1);
    console.asked = true;
}

size_t console_read(char *p, size_t n)
{
    if (n == 0 || !console.device)
        return 0;
    announce();
    return console.pipe_in ? read_pipe(p, n) : read_terminal(p, n);
}

size_t console_input_ready(void)
{
    return line.tail - line.head;
}
