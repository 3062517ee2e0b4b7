/*
 * console_listen.c - the console's input by interrupts.
 *
 * Apart, since it brings interrupts and the scheduler with it.
 */
#include "arch/x86/cpu.h"
#include "arch/x86/hostport.h"
#include "arch/x86/regs.h"
#include "kernel/base.h"
#include "kernel/console_input.h"
#include "kernel/errno.h"
#include "kernel/irq.h"
#include "kernel/mutex.h"
#include "kernel/wait.h"

static struct mutex mutex = MUTEX_INIT;
static bool known;
static int state;

static int start(void)
{
    const struct console_device *device = console_device();
    int error = device && device->listen ? irq_init() : -ENODEV;

    if (!error) {
        console_announce();
        console_sources();
        error = device->listen(console_arrived);
    }
    if (error)
        log_debug("console: no interrupt (error %d): input is polled", -error);
    return error ? -ENODEV : 0;
}

int console_listen(void)
{
    if (__atomic_load_n(&known, __ATOMIC_ACQUIRE))
        return state;
    mutex_lock(&mutex);
    if (!known)
        state = start();
    __atomic_store_n(&known, true, __ATOMIC_RELEASE);
    mutex_unlock(&mutex);
    return state;
}

int console_wait(uint32_t seen, const uint32_t *unless)
{
    const struct wait_reason why = {.what = "console input",
                                    .external = true,
                                    .interruptible = true,
                                    .unless = unless};

    if (console_listen() == 0)
        return wait_on(&console_input_word, seen, TIMER_NEVER, &why);
    cpu_pause();
    return 0;
}

void console_want_keys(bool intr, bool quit)
{
    char text[32];

    if (!hostport_present(PORT_CONTROL))
        return;
    hostport_write(PORT_CONTROL, text,
                   base_format(text, sizeof(text), "keys%s%s\n",
                               intr ? " intr" : "", quit ? " quit" : ""));
}
