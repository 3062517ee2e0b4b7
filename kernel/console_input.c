/*
 * console_input.c - what is typed, from the device to console_read().
 *
 * Bytes come into a ring, in the device's interrupt if there is one, and go
 * through the line discipline when somebody reads; ^C and ^\ are seen on the
 * way into the ring and are not kept. What the ring has no room for stays in
 * the UART and with the VMM.
 */
#include "kernel/console_input.h"

#include "arch/x86/cpu.h"
#include "arch/x86/hostport.h"
#include "arch/x86/regs.h"
#include "kernel/base.h"
#include "kernel/errno.h"
#include "kernel/exit.h"
#include "kernel/line.h"
#include "kernel/mutex.h"
#include "kernel/spinlock.h"
#include "kernel/wait.h"

#define RING          1024
#define CTRL_C        0x03
#define CTRL_V        0x16
#define CTRL_BACKSL   0x1c
#define STATUS_SIGNAL 128 /* what shells add to a signal's number */

/* Only linked with who may wait. */
#pragma weak wait_wake

uint32_t console_input_word;

static struct spinlock ring_lock = SPINLOCK_INIT(SPIN_EVENT);
static struct {
    uint8_t bytes[RING];
    uint32_t head, tail; /* count on; the difference is what waits */
    bool quoted;         /* the last byte was ^V */
    bool flushed;        /* the line that is being typed is to be dropped */
    bool closed;         /* behind these bytes input has ended, for now */
} ring;

static struct mutex reader = MUTEX_INIT;
static struct line line; /* under `reader` */
static void (*on_input)(void);
static void (*on_key)(enum console_key key);

void console_on_input(void (*changed)(void))
{
    __atomic_store_n(&on_input, changed, __ATOMIC_RELEASE);
}

void console_on_key(void (*key)(enum console_key))
{
    __atomic_store_n(&on_key, key, __ATOMIC_RELEASE);
}

void console_announce(void)
{
    static const char ready[] = "ready\n";
    static bool asked;

    if (!asked && hostport_present(PORT_CONTROL))
        hostport_write(PORT_CONTROL, ready, sizeof(ready) - 1);
    asked = true;
}

/* --- into the ring --- */

/* The key that @c is, or 0. */
static int key_of(int c)
{
    bool quoted = ring.quoted;

    ring.quoted = !quoted && c == CTRL_V;
    if (quoted || !console_is_tty(0))
        return 0;
    return c == CTRL_C ? CONSOLE_INTR : c == CTRL_BACKSL ? CONSOLE_QUIT : 0;
}

static void act_on(int key)
{
    console_echo(key == CONSOLE_INTR ? "^C" : "^\\", 2);
    if (on_key) {
        on_key((enum console_key)key);
        return;
    }
    console_echo("\n", 1);
    exit_program(STATUS_SIGNAL + key);
}

/* Returns the last key, 0 for none; whether any byte came at all in @some. */
static int gather(bool *some)
{
    int key = 0, c = 0;

    while (ring.tail - ring.head < RING &&
           (c = console_device()->getc()) >= 0) {
        int k = key_of(c);
        *some = true;
        if (k) {
            key = k;
            ring.head = ring.tail;
            ring.flushed = true;
        } else {
            ring.bytes[ring.tail++ % RING] = (uint8_t)c;
        }
    }
    *some |= ring.closed != (c == CONSOLE_CLOSED);
    ring.closed = c == CONSOLE_CLOSED;
    return key;
}

void console_arrived(void)
{
    uint64_t flags = spin_lock(&ring_lock);
    bool some = false;
    int key = gather(&some);

    spin_unlock(&ring_lock, flags);
    if (key)
        act_on(key);
    if (!some)
        return;
    __atomic_fetch_add(&console_input_word, 1, __ATOMIC_SEQ_CST);
    if (wait_wake)
        wait_wake(&console_input_word, WAIT_ALL);
    if (on_input)
        on_input();
}

/* --- out of it --- */

/* A byte of the ring, -1 or CONSOLE_CLOSED; whether the line is to be dropped
 * first. */
static int next_byte(bool *flushed)
{
    uint64_t flags = spin_lock(&ring_lock);
    int c = ring.head != ring.tail ? ring.bytes[ring.head++ % RING]
            : ring.closed          ? CONSOLE_CLOSED
                                   : -1;

    *flushed = ring.flushed;
    ring.flushed = false;
    spin_unlock(&ring_lock, flags);
    return c;
}

/* Takes what has come and the line wants. */
static void pull(void)
{
    bool flushed;
    int c = 0;

    console_announce();
    line.pipe = !console_is_tty(0);
    console_arrived();
    while (line_wants(&line) && c >= 0) {
        c = next_byte(&flushed);
        if (c < 0)
            console_arrived(); /* there is room again */
        if (flushed)
            line = (struct line){.pipe = line.pipe};
        if (c >= 0)
            line_put(&line, (char)c, console_echo);
        else if (c == CONSOLE_CLOSED)
            line_end(&line);
    }
}

/* What has come, at most @n bytes to @p; false if nothing has. */
static bool read_some(char *p, size_t n, size_t *got)
{
    mutex_lock(&reader);
    pull();
    bool ready = line_ready(&line);
    if (ready)
        *got = line_take(&line, p, n);
    mutex_unlock(&reader);
    return ready;
}

long console_read(char *p, size_t n, const uint32_t *unless)
{
    size_t got = 0;

    if (n == 0 || !console_device())
        return 0;
    for (;;) {
        uint32_t seen = __atomic_load_n(&console_input_word, __ATOMIC_SEQ_CST);
        int err = 0;
        if (read_some(p, n, &got))
            return (long)got;
        if (console_wait)
            err = console_wait(seen, unless);
        else
            cpu_pause();
        if (err == -EINTR)
            return err;
    }
}

bool console_input_ready(size_t *n)
{
    *n = 0;
    if (!console_device())
        return true;
    mutex_lock(&reader);
    pull();
    bool ready = line_ready(&line);
    if (ready)
        *n = line.tail - line.head;
    mutex_unlock(&reader);
    return ready;
}
