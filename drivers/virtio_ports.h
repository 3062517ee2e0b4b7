/*
 * virtio_ports.h - the ports of a virtio console, as its control messages
 * describe them: pure, no device is touched.
 *
 * The device is not trusted: a message is a copy of what it wrote, and one
 * that breaks the rules leaves the table as it was and says what is wrong.
 * [VIRTIO 5.3.6.2 "Multiport Device Operation"]
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PORTS_KNOWN   3u  /* of a device: what its queues leave room for */
#define PORT_NAME_MAX 64u /* with the NUL; a longer name matches nothing */

enum port_event {
    PORT_DEVICE_READY, /* driver: send what you have */
    PORT_ADD,          /* device */
    PORT_REMOVE,       /* device */
    PORT_READY,        /* driver */
    PORT_CONSOLE,      /* device: this one is a console */
    PORT_RESIZE,       /* device: columns and rows follow */
    PORT_OPEN,         /* both: value 1 opened, 0 closed */
    PORT_NAME          /* device: the name follows */
};

/* On the wire, little-endian; a legacy device's byte order is ours. */
struct port_message {
    uint32_t id;
    uint16_t event, value;
};

_Static_assert(sizeof(struct port_message) == 8, "[VIRTIO 5.3.6.2]");

/*
 * struct port - one of them; all zero: not there.
 *
 * @open      the host has it open
 * @was_open  it had it open once, so if not @open input has ended
 */
struct port {
    bool added, console, open, was_open;
    char name[PORT_NAME_MAX];
};

struct ports {
    uint32_t max; /* ids are below this: the device's configuration */
    uint16_t columns, rows;
    struct port port[PORTS_KNOWN];
};

/* What a message did wrong: @value where at most @limit was right. */
struct port_fault {
    const char *what;
    uint32_t value, limit;
};

/*
 * ports_take - one message of the device's.
 *
 * @bytes, @len  the message
 * @reply        what to answer, if that is to be
 * @fault        what is wrong, if something is
 *
 * Messages of ports that are not there or beyond PORTS_KNOWN are ignored, as
 * are events that nobody knows. Returns 0; 1: send @reply; -EINVAL.
 */
int ports_take(struct ports *p, const void *bytes, size_t len,
               struct port_message *reply, struct port_fault *fault);

/*
 * ports_find - the port with @name, or the first console if that is NULL.
 *
 * Returns its number, or -1 if there is none (yet).
 */
int ports_find(const struct ports *p, const char *name);
