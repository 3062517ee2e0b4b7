/*
 * test_xs_wire.c - xenstore's messages, whole, in pieces and malformed.
 */
// links: drivers/xen/xs_wire.c drivers/xen/byte_ring.c
#include "drivers/xen/xs_wire.h"

#include <string.h>

#include "kernel/errno.h"
#include "tests/check.h"

#define SIZE 1024

static uint8_t bytes[SIZE];
static uint32_t prod, cons;
static struct byte_ring in, out;
static struct xs_reader reader;

static void start(void)
{
    prod = cons = (uint32_t)-100;
    memset(&reader, 0, sizeof(reader));
    byte_ring_init(&out, bytes, SIZE, &prod, &cons);
    byte_ring_init(&in, bytes, SIZE, &cons, &prod);
}

static void send(uint32_t type, uint32_t id, const void *body, uint32_t len)
{
    struct xs_header head = {.type = type, .id = id, .len = len};

    CHECK(byte_ring_put(&out, &head, sizeof(head)) == sizeof(head));
    CHECK(byte_ring_put(&out, body, len) == (long)len);
}

TEST(messages_follow_each_other)
{
    start();
    send(XS_READ, 7, "value", 5);
    send(XS_WRITE, 8, "", 0);
    send(XS_ERROR, 9, "ENOENT", 7);
    CHECK(xs_reader_take(&reader, &in) == 1);
    CHECK(reader.head.id == 7 && strcmp(reader.body, "value") == 0);
    CHECK(xs_reader_take(&reader, &in) == 1);
    CHECK(reader.head.id == 8 && reader.body[0] == '\0');
    CHECK(xs_reader_take(&reader, &in) == 1 && reader.head.id == 9);
    CHECK(xs_reader_take(&reader, &in) == 0);
}

TEST(a_message_may_come_byte_by_byte)
{
    struct xs_header head = {.type = XS_READ, .id = 3, .len = 4};
    uint8_t all[sizeof(head) + 4];

    start();
    memcpy(all, &head, sizeof(head));
    memcpy(all + sizeof(head), "abcd", 4);
    for (size_t i = 0; i < sizeof(all); i++) {
        CHECK(xs_reader_take(&reader, &in) == 0);
        CHECK(byte_ring_put(&out, &all[i], 1) == 1);
    }
    CHECK(xs_reader_take(&reader, &in) == 1);
    CHECK(strcmp(reader.body, "abcd") == 0);
}

TEST(the_longest_body_fits_and_a_longer_one_is_refused)
{
    static char body[XS_PAYLOAD_MAX];
    struct xs_header head = {.len = XS_PAYLOAD_MAX};
    unsigned sent = 0;

    start();
    memset(body, 'x', sizeof(body));
    CHECK(byte_ring_put(&out, &head, sizeof(head)) == sizeof(head));
    while (sent < sizeof(body)) {
        CHECK(xs_reader_take(&reader, &in) == 0);
        sent += (unsigned)byte_ring_put(&out, body, sizeof(body) - sent);
    }
    CHECK(xs_reader_take(&reader, &in) == 1);
    CHECK(strlen(reader.body) == XS_PAYLOAD_MAX);
    head.len = XS_PAYLOAD_MAX + 1;
    CHECK(byte_ring_put(&out, &head, sizeof(head)) == sizeof(head));
    CHECK(xs_reader_take(&reader, &in) == -EIO);
}

TEST(an_index_that_lies_is_noticed)
{
    start();
    prod += SIZE + 1;
    CHECK(xs_reader_take(&reader, &in) == -EIO);
}

TEST(errors_have_numbers)
{
    CHECK(xs_error("ENOENT") == -ENOENT && xs_error("EAGAIN") == -EAGAIN);
    CHECK(xs_error("EACCES") == -EPERM);
    CHECK(xs_error("") == -EIO && xs_error("ENOENTS") == -EIO);
}

TEST(tokens_are_numbers_behind_a_path)
{
    uint32_t token = 5;

    CHECK(xs_event_token("a/b\0"
                         "12",
                         7, &token) &&
          token == 12);
    CHECK(!xs_event_token("a/b\0"
                          "12",
                          6, &token)); /* no NUL */
    CHECK(!xs_event_token("a/b\0"
                          "12\0x",
                          9, &token));
    CHECK(!xs_event_token("a/b\0"
                          "1x",
                          7, &token));
    CHECK(!xs_event_token("a/b\0", 4, &token));
    CHECK(!xs_event_token("", 0, &token));
    CHECK(!xs_event_token("a\0"
                          "4294967296",
                          13, &token));
    CHECK(token == 12);
}

TEST(numbers_are_decimal_and_fit)
{
    uint64_t n = 1;

    CHECK(xs_number("0", &n) && n == 0);
    CHECK(xs_number("18446744073709551615", &n) && n == UINT64_MAX);
    n = 1;
    CHECK(!xs_number("18446744073709551616", &n) && !xs_number("", &n));
    CHECK(!xs_number("-1", &n) && !xs_number("0x1", &n) &&
          !xs_number("1 ", &n));
    CHECK(n == 1);
}

TEST(names_are_walked)
{
    static const char list[] = "0\0"
                               "51712\0"
                               "last";
    const char *name = xs_next(list, 12, NULL);

    CHECK(name == list);
    name = xs_next(list, 12, name);
    CHECK(name == list + 2);
    name = xs_next(list, 12, name);
    CHECK(name == list + 8);
    CHECK(!xs_next(list, 12, name) && !xs_next(list, 0, NULL));
}
