/*
 * virtio_ports.c - see virtio_ports.h.
 */
#include "drivers/virtio_ports.h"

#include "kernel/base.h"
#include "kernel/errno.h"
#include "kernel/string.h"

static int wrong(struct port_fault *fault, const char *what, uint32_t value,
                 uint32_t limit)
{
    *fault = (struct port_fault){what, value, limit};
    return -EINVAL;
}

/* The rest of the message, with or without a NUL; "" if it cannot be a name. */
static void take_name(struct port *port, const uint8_t *text, size_t len)
{
    memset(port->name, 0, sizeof(port->name));
    while (len > 0 && text[len - 1] == '\0')
        len--;
    if (len >= PORT_NAME_MAX)
        return;
    for (size_t i = 0; i < len; i++) {
        if (text[i] <= ' ' || text[i] > '~')
            return;
    }
    memcpy(port->name, text, len);
}

static int take_size(struct ports *p, const uint8_t *rest, size_t len,
                     struct port_fault *fault)
{
    uint16_t size[2];

    if (len < sizeof(size))
        return wrong(fault, "a size of too few bytes", (uint32_t)len,
                     sizeof(size));
    memcpy(size, rest, sizeof(size));
    p->columns = size[0];
    p->rows = size[1];
    return 0;
}

static int add(struct port *port, const struct port_message *m,
               struct port_message *reply)
{
    *port = (struct port){.added = true};
    *reply = (struct port_message){m->id, PORT_READY, 1};
    return 1;
}

/* A port that goes away is closed, for who reads from it. */
static void remove_port(struct port *port)
{
    *port = (struct port){.was_open = port->was_open};
}

static int act(struct ports *p, const struct port_message *m,
               const uint8_t *rest, size_t len, struct port_message *reply,
               struct port_fault *fault)
{
    struct port *port = &p->port[m->id];

    if (m->event == PORT_ADD)
        return add(port, m, reply);
    if (!port->added)
        return 0;
    switch (m->event) {
    case PORT_REMOVE:
        remove_port(port);
        break;
    case PORT_CONSOLE:
        port->console = true;
        break;
    case PORT_RESIZE:
        return take_size(p, rest, len, fault);
    case PORT_OPEN:
        port->open = m->value != 0;
        port->was_open |= port->open;
        break;
    case PORT_NAME:
        take_name(port, rest, len);
        break;
    }
    return 0;
}

int ports_take(struct ports *p, const void *bytes, size_t len,
               struct port_message *reply, struct port_fault *fault)
{
    struct port_message m;

    if (len < sizeof(m))
        return wrong(fault, "a control message of too few bytes", (uint32_t)len,
                     sizeof(m));
    memcpy(&m, bytes, sizeof(m));
    if (m.event == PORT_DEVICE_READY || m.event == PORT_READY)
        return wrong(fault, "a control message that is the driver's", m.event,
                     PORT_NAME);
    if (m.id >= p->max)
        return wrong(fault, "port out of range", m.id, p->max - 1);
    if (m.id >= PORTS_KNOWN)
        return 0;
    return act(p, &m, (const uint8_t *)bytes + sizeof(m), len - sizeof(m),
               reply, fault);
}

static bool is_named(const struct port *port, const char *name)
{
    size_t i = 0;

    while (i < PORT_NAME_MAX - 1 && name[i] && port->name[i] == name[i])
        i++;
    return i > 0 && name[i] == '\0' && port->name[i] == '\0';
}

int ports_find(const struct ports *p, const char *name)
{
    for (unsigned i = 0; i < PORTS_KNOWN; i++) {
        const struct port *port = &p->port[i];

        if (port->added && (name ? is_named(port, name) : port->console))
            return (int)i;
    }
    return -1;
}
