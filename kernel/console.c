/*
 * console.c - where output goes; input is console_input.c.
 *
 * Threads take `writer`, so that what one writes in one call stays together.
 * An interrupt's or a panic's lines cannot wait for a thread and go in between;
 * `device_lock` keeps the device whole, for some bytes at a time, since
 * interrupts are off meanwhile.
 */
#include "kernel/console.h"

#include "arch/x86/cpu.h"
#include "arch/x86/hostport.h"
#include "arch/x86/regs.h"
#include "kernel/base.h"
#include "kernel/console_input.h"
#include "kernel/driver.h"
#include "kernel/mutex.h"
#include "kernel/spinlock.h"

static struct {
    const struct console_device *device;
    bool error_port;
    bool pipe_in, pipe_out;
    bool midline; /* the last byte that went to the device was no newline */
    bool error_midline; /* the same of the error port */
} console;

#define BYTES_AT_ONCE 128

static struct mutex writer = MUTEX_INIT;
static struct spinlock device_lock = SPINLOCK_INIT(SPIN_NO_RANK);

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

static void write_some(enum console_side side, const char *p, size_t n)
{
    uint64_t flags = spin_lock(&device_lock);

    if (side == CONSOLE_ERR && console.error_port) {
        console.error_midline = true; /* it may be stopped in the middle */
        hostport_write(PORT_ERROR, p, n);
        console.error_midline = p[n - 1] != '\n';
    } else if (console.device) {
        console.midline = true;
        console.device->write(p, n);
        console.midline = p[n - 1] != '\n';
    }
    spin_unlock(&device_lock, flags);
}

/* A wrong pointer shall fault here, and not with a lock in hand. */
static void touch(const char *p, size_t n)
{
    for (size_t i = 0; i < n; i += PAGE_SIZE)
        __atomic_load_n(&p[i], __ATOMIC_RELAXED);
    __atomic_load_n(&p[n - 1], __ATOMIC_RELAXED);
}

void console_write(enum console_side side, const char *p, size_t n)
{
    bool thread = cpu_irq_enabled();

    if (n == 0)
        return;
    touch(p, n);
    if (thread)
        mutex_lock(&writer);
    while (n > 0) {
        size_t some = MIN(n, BYTES_AT_ONCE);
        write_some(side, p, some);
        p += some;
        n -= some;
    }
    if (thread)
        mutex_unlock(&writer);
}

void console_fresh_line(void)
{
    if (console.midline && !console.error_port)
        console_write(CONSOLE_ERR, "\n", 1);
}

void console_cut_line(void)
{
    if (console.error_port ? console.error_midline : console.midline)
        console_write(CONSOLE_ERR, "\n", 1);
}

void console_drain(void)
{
    if (console.device)
        console.device->drain();
}

const struct console_device *console_device(void)
{
    return console.device;
}

const struct console_device *console_switch(const struct console_device *device)
{
    const struct console_device *before = console.device;

    console.device = device;
    return before;
}

void console_echo(const char *p, size_t n)
{
    uint64_t flags = spin_lock(&device_lock);

    console.device->write(p, n);
    spin_unlock(&device_lock, flags);
}
