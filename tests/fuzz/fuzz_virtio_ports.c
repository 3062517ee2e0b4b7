/*
 * fuzz_virtio_ports.c - any control messages of a virtio console.
 *
 * Input: the number of ports (one byte), then messages, each behind its length
 * (one byte) and copied to a block of exactly that.
 */
// links: drivers/virtio_ports.c
#include "drivers/virtio_ports.h"

#include <stdlib.h>
#include <string.h>

#include "kernel/errno.h"
#include "tests/fuzz/fuzz.h"

static void check_table(const struct ports *p)
{
    for (unsigned i = 0; i < PORTS_KNOWN; i++) {
        const struct port *port = &p->port[i];

        MUST(memchr(port->name, '\0', sizeof(port->name)));
        MUST(port->added || (!port->open && !port->console && !*port->name));
        MUST(!port->open || port->was_open);
        MUST(!port->added || i < p->max);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ports p = {.max = size ? data[0] : 0};
    size_t at = 1;

    while (at < size) {
        struct port_fault fault = {0};
        struct port_message reply = {0};
        size_t n = data[at++];
        uint8_t *bytes;
        int result;

        n = n < size - at ? n : size - at;
        bytes = malloc(n ? n : 1);
        memcpy(bytes, data + at, n);
        result = ports_take(&p, bytes, n, &reply, &fault);
        MUST(result == 0 || result == 1 || (result == -EINVAL && fault.what));
        MUST(result != 1 || (reply.event == PORT_READY && reply.id < p.max));
        check_table(&p);
        MUST(ports_find(&p, NULL) < (int)PORTS_KNOWN);
        MUST(ports_find(&p, "name") < (int)PORTS_KNOWN);
        free(bytes);
        at += n;
    }
    return 0;
}
