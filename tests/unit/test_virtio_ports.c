/*
 * test_virtio_ports.c - the control messages of a console's ports.
 */
// links: drivers/virtio_ports.c
#include "drivers/virtio_ports.h"

#include <string.h>

#include "kernel/errno.h"
#include "tests/check.h"

static struct ports p;
static struct port_message reply;
static struct port_fault fault;

/* A message of @n more bytes, in a block of exactly its size. */
static int message(uint32_t id, uint16_t event, uint16_t value,
                   const void *rest, size_t n)
{
    uint8_t bytes[256];
    struct port_message m = {id, event, value};

    memcpy(bytes, &m, sizeof(m));
    memcpy(bytes + sizeof(m), rest, n);
    return ports_take(&p, bytes, sizeof(m) + n, &reply, &fault);
}

static int event(uint32_t id, uint16_t what, uint16_t value)
{
    return message(id, what, value, "", 0);
}

static void start(void)
{
    p = (struct ports){.max = 31};
    CHECK(event(1, PORT_ADD, 0) == 1);
}

TEST(a_port_that_is_added_is_answered)
{
    start();
    CHECK(reply.id == 1 && reply.event == PORT_READY && reply.value == 1);
    CHECK(p.port[1].added && !p.port[1].console && !p.port[1].open);
    CHECK(ports_find(&p, NULL) == -1);
}

TEST(the_first_console_is_found)
{
    start();
    CHECK(event(2, PORT_ADD, 0) == 1);
    CHECK(event(2, PORT_CONSOLE, 1) == 0);
    CHECK(ports_find(&p, NULL) == 2);
    CHECK(event(1, PORT_CONSOLE, 1) == 0);
    CHECK(ports_find(&p, NULL) == 1);
}

TEST(names_with_and_without_their_nul)
{
    start();
    CHECK(message(1, PORT_NAME, 1, "one", 4) == 0);
    CHECK(ports_find(&p, "one") == 1);
    CHECK(message(1, PORT_NAME, 1, "other", 5) == 0);
    CHECK(ports_find(&p, "other") == 1);
    CHECK(ports_find(&p, "one") == -1);
    CHECK(ports_find(&p, "othe") == -1);
    CHECK(ports_find(&p, "others") == -1);
}

TEST(what_is_no_name_matches_nothing)
{
    char text[PORT_NAME_MAX];

    start();
    memset(text, 'x', sizeof(text));
    CHECK(message(1, PORT_NAME, 1, text, sizeof(text) - 1) == 0);
    CHECK(strlen(p.port[1].name) == PORT_NAME_MAX - 1);
    CHECK(message(1, PORT_NAME, 1, text, sizeof(text)) == 0);
    CHECK(p.port[1].name[0] == '\0');
    CHECK(message(1, PORT_NAME, 1, "a\nb", 3) == 0);
    CHECK(message(1, PORT_NAME, 1, "a\0b", 3) == 0);
    CHECK(message(1, PORT_NAME, 1, "", 0) == 0);
    CHECK(ports_find(&p, "a") == -1 && ports_find(&p, "") == -1);
}

TEST(a_closed_port_is_known_to_have_been_open)
{
    start();
    CHECK(event(1, PORT_OPEN, 0) == 0);
    CHECK(!p.port[1].open && !p.port[1].was_open);
    CHECK(event(1, PORT_OPEN, 1) == 0);
    CHECK(p.port[1].open && p.port[1].was_open);
    CHECK(event(1, PORT_OPEN, 0) == 0);
    CHECK(!p.port[1].open && p.port[1].was_open);
    CHECK(event(1, PORT_OPEN, 1) == 0);
    CHECK(p.port[1].open);
}

TEST(a_port_that_goes_away_is_closed)
{
    start();
    CHECK(message(1, PORT_NAME, 1, "one", 3) == 0);
    CHECK(event(1, PORT_OPEN, 1) == 0);
    CHECK(event(1, PORT_REMOVE, 1) == 0);
    CHECK(!p.port[1].added && !p.port[1].open && p.port[1].was_open);
    CHECK(ports_find(&p, "one") == -1);
}

TEST(a_size_needs_its_bytes)
{
    uint16_t size[2] = {132, 50};

    start();
    CHECK(message(1, PORT_RESIZE, 1, size, sizeof(size)) == 0);
    CHECK(p.columns == 132 && p.rows == 50);
    CHECK(message(1, PORT_RESIZE, 1, size, 3) == -EINVAL);
    CHECK(fault.value == 3 && fault.limit == 4);
    CHECK(p.columns == 132);
}

TEST(other_ports_are_left_alone)
{
    struct ports before;

    start();
    before = p;
    CHECK(event(0, PORT_OPEN, 1) == 0);    /* never added */
    CHECK(event(2, PORT_CONSOLE, 1) == 0); /* never added */
    CHECK(event(3, PORT_ADD, 0) == 0);     /* has no queues here */
    CHECK(event(30, PORT_ADD, 0) == 0);
    CHECK(event(1, 8, 0) == 0); /* an event of another version */
    CHECK(memcmp(&before, &p, sizeof(p)) == 0);
}

TEST(lies_are_told)
{
    struct ports before;
    uint8_t bytes[8] = {0};

    start();
    before = p;
    CHECK(event(31, PORT_ADD, 0) == -EINVAL);
    CHECK(fault.value == 31 && fault.limit == 30);
    CHECK(event(UINT32_MAX, PORT_OPEN, 1) == -EINVAL);
    CHECK(event(1, PORT_READY, 1) == -EINVAL);
    CHECK(event(1, PORT_DEVICE_READY, 1) == -EINVAL);
    for (size_t n = 0; n < sizeof(bytes); n++) {
        CHECK(ports_take(&p, bytes, n, &reply, &fault) == -EINVAL);
        CHECK(fault.value == n && fault.limit == 8);
    }
    CHECK(memcmp(&before, &p, sizeof(p)) == 0);
}
