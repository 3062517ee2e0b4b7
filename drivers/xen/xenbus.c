/*
 * xenbus.c - see xenbus.h.
 *
 * The backend's state is read whenever its watch fires, without waiting, so
 * that it is known in interrupt context, where its end must be noticed.
 */
#include "drivers/xen/xenbus.h"

#include "drivers/xen/evtchn.h"
#include "kernel/base.h"
#include "kernel/errno.h"
#include "kernel/string.h"
#include "kernel/time.h"
#include "kernel/wait.h"

#define PATIENCE_NS (30ull * 1000000000)
#define DEVICES_MAX 32

static const struct wait_reason waits_for_backend = {.what = "Xen's backend",
                                                     .external = true};

/* --- the backend's state --- */

static void ask(struct xenbus_device *dev)
{
    if (xs_prepare(&dev->read, XS_READ, dev->state_path, NULL) == 0)
        xs_submit(&dev->read);
}

static void on_state(struct xs_request *rq)
{
    struct xenbus_device *dev = rq->arg;
    uint64_t state = XENBUS_NONE;

    if (rq->result == 0 && !xs_number(dev->text, &state))
        state = XENBUS_NONE;
    __atomic_store_n(&dev->state, (uint32_t)state, __ATOMIC_RELEASE);
    __atomic_add_fetch(&dev->seen, 1, __ATOMIC_RELEASE);
    wait_wake(&dev->seen, WAIT_ALL);
    if (state == XENBUS_CONNECTED) {
        dev->connected = !dev->closed;
    } else if (dev->connected) {
        dev->connected = false;
        base_print("pith: %s: the backend has gone: state %u\n", dev->path,
                   (unsigned)state);
        if (dev->gone)
            dev->gone(dev);
    }
    if (dev->again && !__atomic_load_n(&dev->closed, __ATOMIC_ACQUIRE)) {
        dev->again = false;
        ask(dev);
    }
}

/* Interrupt context, as on_state(). */
static void on_change(struct xs_watch *w)
{
    struct xenbus_device *dev = w->arg;

    dev->again = dev->read.pending;
    if (!dev->again)
        ask(dev);
}

int xenbus_wait(struct xenbus_device *dev, enum xenbus_state state)
{
    uint64_t until = 0;
    int error = time_monotonic_ns(&until);

    until += PATIENCE_NS;
    for (;;) {
        uint32_t seen = __atomic_load_n(&dev->seen, __ATOMIC_ACQUIRE);
        uint32_t now = __atomic_load_n(&dev->state, __ATOMIC_ACQUIRE);

        if (seen > 0 && now >= state && now <= XENBUS_CONNECTED)
            return 0;
        if (seen > 0 && (now == XENBUS_NONE || now > XENBUS_CONNECTED))
            error = -ENODEV;
        if (error) {
            base_print("pith: %s: the backend does not connect: state %u, "
                       "%u is wanted%s\n",
                       dev->path, now, state,
                       error == -ETIMEDOUT ? " for 30 s" : "");
            return error;
        }
        error = wait_on(&dev->seen, seen, until, &waits_for_backend);
        if (error == -EAGAIN)
            error = 0; /* it was read before */
    }
}

/* --- keys --- */

static bool join(char *to, const char *directory, const char *key)
{
    return base_format(to, XS_PATH, "%s/%s", directory, key) < XS_PATH - 1;
}

uint64_t xenbus_get(const struct xenbus_device *dev, const char *key,
                    uint64_t otherwise)
{
    char path[XS_PATH], text[24];
    uint64_t n;

    if (!join(path, dev->backend, key) ||
        xs_read(path, text, sizeof(text)) < 0 || !xs_number(text, &n))
        return otherwise;
    return n;
}

long xenbus_text(const struct xenbus_device *dev, const char *key, char *buf,
                 size_t size)
{
    char path[XS_PATH];

    return join(path, dev->path, key) ? xs_read(path, buf, size) : -EINVAL;
}

int xenbus_put_text(const struct xenbus_device *dev, const char *key,
                    const char *text)
{
    char path[XS_PATH];

    return join(path, dev->path, key) ? xs_write(path, text) : -EINVAL;
}

int xenbus_put(const struct xenbus_device *dev, const char *key, uint64_t n)
{
    char text[24];

    base_format(text, sizeof(text), "%lu", n);
    return xenbus_put_text(dev, key, text);
}

int xenbus_set_state(struct xenbus_device *dev, enum xenbus_state state)
{
    return xenbus_put(dev, "state", state);
}

/* --- devices --- */

static int find_backend(struct xenbus_device *dev)
{
    char text[12];
    uint64_t domid;

    if (xenbus_text(dev, "backend", dev->backend, XS_PATH) <= 0 ||
        xenbus_text(dev, "backend-id", text, sizeof(text)) <= 0 ||
        !xs_number(text, &domid) || domid > UINT16_MAX ||
        !join(dev->state_path, dev->backend, "state"))
        return -EINVAL;
    dev->domid = (uint16_t)domid;
    dev->read.in = dev->text;
    dev->read.in_size = sizeof(dev->text);
    dev->read.done = on_state;
    dev->read.arg = dev;
    dev->watch = (struct xs_watch){
        .path = dev->state_path, .fired = on_change, .arg = dev};
    return xs_watch_add(&dev->watch);
}

int xenbus_open(struct xenbus_device *dev, const char *kind, uint32_t number)
{
    int error;

    base_format(dev->path, XS_PATH, "device/%s/%u", kind, number);
    error = find_backend(dev);
    if (error)
        base_print("pith: %s: no backend to be found: error %d\n", dev->path,
                   -error);
    return error;
}

void xenbus_give_up(struct xenbus_device *dev)
{
    char path[XS_PATH];

    dev->connected = false;
    dev->closed = true;
    if (!dev->close.pending && join(path, dev->path, "state") &&
        xs_prepare(&dev->close, XS_WRITE, path, "6") == 0)
        xs_submit(&dev->close);
}

/* Requests are answered in order: when the watch has ended, so has what was
 * asked before, and nobody asks any more. */
void xenbus_close(struct xenbus_device *dev)
{
    __atomic_store_n(&dev->closed, true, __ATOMIC_RELEASE);
    evtchn_settle();
    dev->connected = false;
    xenbus_set_state(dev, XENBUS_CLOSED);
    xs_watch_end(&dev->watch);
}

void xenbus_devices(const char *kind, void (*found)(uint32_t number))
{
    char path[XS_PATH], names[XS_LIST];
    const char *name = NULL;
    uint64_t number[DEVICES_MAX], n;
    unsigned count = 0;
    long size;

    base_format(path, sizeof(path), "device/%s", kind);
    size = xs_list(path, names, sizeof(names));
    while (size > 0 && (name = xs_next(names, (size_t)size, name))) {
        unsigned i = count;

        if (count == DEVICES_MAX || !xs_number(name, &n) || n > UINT32_MAX)
            continue;
        for (; i > 0 && number[i - 1] > n; i--)
            number[i] = number[i - 1];
        number[i] = n;
        count++;
    }
    for (unsigned i = 0; i < count; i++)
        found((uint32_t)number[i]);
}
