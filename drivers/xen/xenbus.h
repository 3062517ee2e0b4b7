/*
 * xenbus.h - devices of a domU: a directory here, one of the other end's (the
 * backend), and a state that each of them says it is in.
 *
 * A backend is believed nothing: it may take its time for ever, close, or be
 * gone at any moment. [XEN io/xenbus.h]
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "drivers/xen/xenstore.h"

enum xenbus_state {
    XENBUS_NONE = 0, /* no such backend */
    XENBUS_INITIALISING = 1,
    XENBUS_INIT_WAIT = 2,
    XENBUS_INITIALISED = 3,
    XENBUS_CONNECTED = 4,
    XENBUS_CLOSING = 5,
    XENBUS_CLOSED = 6,
};

/*
 * struct xenbus_device - a device and its backend.
 *
 * @path     "device/vbd/51712"
 * @backend  "/local/domain/0/backend/vbd/3/51712"
 * @domid    the backend's domain
 * @state    the backend's, enum xenbus_state, as last seen
 * @gone     called once, in interrupt context, when a backend that was
 *           connected closes or disappears; may be NULL
 */
struct xenbus_device {
    char path[XS_PATH], backend[XS_PATH];
    uint16_t domid;
    uint32_t state;
    void (*gone)(struct xenbus_device *dev);
    void *driver;

    bool connected, closed, again; /* from here on xenbus.c's */
    uint32_t seen;                 /* how often the state was read */
    char state_path[XS_PATH], text[12];
    struct xs_watch watch;
    struct xs_request read, close;
};

/*
 * xenbus_devices - call @found(number) for each directory device/@kind/NUMBER,
 * in the order of their numbers. Thread context.
 */
void xenbus_devices(const char *kind, void (*found)(uint32_t number));

/*
 * xenbus_open - find device/@kind/@number and its backend, and watch that.
 *
 * @dev  all zero but for gone and driver
 *
 * Returns 0, or a negative errno value; one line has said why. Thread context.
 */
int xenbus_open(struct xenbus_device *dev, const char *kind, uint32_t number);

/*
 * xenbus_close - the device is not used: say so, if @dev->backend is there.
 * gone() does not come when it returns, and @dev is not used any more. Thread
 * context.
 */
void xenbus_close(struct xenbus_device *dev);

/* xenbus_give_up - the same from an interrupt: it is only said. */
void xenbus_give_up(struct xenbus_device *dev);

/*
 * xenbus_wait - until the backend's state is @state or a later one.
 *
 * 0; -ENODEV if it closes or goes, -ETIMEDOUT after 30 s; one line has said
 * so. Thread context.
 */
int xenbus_wait(struct xenbus_device *dev, enum xenbus_state state);

/* xenbus_get - the number at @key of the backend's, or @otherwise. */
uint64_t xenbus_get(const struct xenbus_device *dev, const char *key,
                    uint64_t otherwise);

/* xenbus_text - the text at @key of ours, to @buf; as xs_read(). */
long xenbus_text(const struct xenbus_device *dev, const char *key, char *buf,
                 size_t size);

/* xenbus_put, xenbus_put_text - write @key of ours. 0 or an errno value. */
int xenbus_put(const struct xenbus_device *dev, const char *key, uint64_t n);
int xenbus_put_text(const struct xenbus_device *dev, const char *key,
                    const char *text);

/* xenbus_set_state - ours. 0 or a negative errno value. */
int xenbus_set_state(struct xenbus_device *dev, enum xenbus_state state);
