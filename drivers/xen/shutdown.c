/*
 * shutdown.c - see shutdown.h.
 *
 * The toolstack writes a word to control/shutdown, and we empty it to say
 * that we have seen it. "poweroff", "halt" and "reboot" end the program; what
 * happens then is the toolstack's choice by the reason that it ends with.
 * Nobody can suspend it: that is emptied, too, so that xl does not wait.
 * [Xen docs/misc/xenstore-paths.pandoc "~/control/shutdown"]
 */
#include "drivers/xen/shutdown.h"

#include "drivers/xen/xenstore.h"
#include "kernel/base.h"
#include "kernel/mutex.h"
#include "kernel/shutdown.h"
#include "kernel/string.h"

#define PATH "control/shutdown"

static struct {
    struct xs_watch watch;
    struct xs_request read, write;
    bool again; /* it changed while it was being read */
    char word[16];
} control;

static bool is(const char *word)
{
    size_t n = 0;

    while (word[n])
        n++;
    return memcmp(control.word, word, n + 1) == 0;
}

static void ask_again(void)
{
    memset(control.word, 0, sizeof(control.word));
    if (xs_prepare(&control.read, XS_READ, PATH, NULL) == 0)
        xs_submit(&control.read);
}

static void on_written(struct xs_request *rq)
{
    (void)rq;
    if (is("poweroff") || is("halt") || is("reboot"))
        shutdown_ask();
    else
        base_print("pith: Xen's request \"%s\" is refused\n", control.word);
    control.again = false;
    ask_again();
}

static void on_read(struct xs_request *rq)
{
    if (rq->result == 0 && control.word[0]) {
        if (xs_prepare(&control.write, XS_WRITE, PATH, "") == 0)
            xs_submit(&control.write);
    } else if (control.again) {
        control.again = false;
        ask_again();
    }
}

/* Interrupt context, as the two above: they never meet. */
static void on_change(struct xs_watch *w)
{
    (void)w;
    control.again = control.read.pending || control.write.pending;
    if (!control.again)
        ask_again();
}

static bool start(void)
{
    control.read.in = control.word;
    control.read.in_size = sizeof(control.word);
    control.read.done = on_read;
    control.write.done = on_written;
    control.watch = (struct xs_watch){.path = PATH, .fired = on_change};
    return xs_watch_add(&control.watch) == 0;
}

bool xen_shutdown_watch(void)
{
    static struct mutex mutex = MUTEX_INIT;
    static bool asked, watching;

    mutex_lock(&mutex);
    if (!asked)
        watching = start();
    asked = true;
    mutex_unlock(&mutex);
    return watching;
}
