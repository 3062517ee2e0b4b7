/*
 * test_virtio_port.c - the bytes of a console's port, with a device that keeps
 * the rules and one that does not.
 *
 * The device lies in this file: it works on the queues' shared memory as QEMU
 * does. Physical addresses are the host's own.
 */
// links: tests/base_host.c drivers/virtio_port.c drivers/virtio_ring.c
#include "drivers/virtio_port.h"

#include <string.h>

#include "drivers/virtio.h"
#include "kernel/base.h"
#include "tests/check.h"

#define SIZE   32
#define MEMORY (1 << 16)

static struct virtio_device dev;
static struct virtq in, out;
static uint16_t in_done, out_done;
static unsigned kicks;
static uint8_t device_status;
static char taken[1 << 16];
static size_t taken_count;

unsigned virtio_pieces(const void *data, size_t len, struct virtq_piece *piece,
                       unsigned max)
{
    CHECK(max >= 1 &&
          (uintptr_t)data / 4096 == ((uintptr_t)data + len - 1) / 4096);
    piece[0] = (struct virtq_piece){(uintptr_t)data, (uint32_t)len};
    return 1;
}

bool virtio_kick(struct virtio_device *d, unsigned index)
{
    kicks++;
    return virtq_kick(d->queue[index]);
}

static uint8_t status(struct virtio_device *d)
{
    (void)d;
    return device_status;
}

static const struct virtio_transport transport = {.status = status};

static void queue_make(struct virtq *q)
{
    static const struct virtq_shape shape = {
        .size = SIZE, .align = VIRTQ_ALIGN, .event_idx = true};
    static uint8_t memory[2][2][MEMORY] __attribute__((aligned(4096)));
    unsigned i = q == &out;

    CHECK(virtq_shared_size(&shape) <= MEMORY &&
          virtq_private_size(&shape) <= MEMORY);
    virtq_init(q, &shape, memory[i][0], (uintptr_t)memory[i][0], memory[i][1]);
}

static void start(void)
{
    queue_make(&in);
    queue_make(&out);
    in_done = out_done = 0;
    kicks = 0;
    device_status = VIRTIO_DRIVER_OK;
    taken_count = 0;
    dev = (struct virtio_device){.ops = &transport};
    dev.queue[4] = &in;
    dev.queue[5] = &out;
    port_bytes_start(&dev, 4, 5);
}

/* --- the device --- */

static void use(struct virtq *q, uint16_t *done, uint32_t id, uint32_t len)
{
    q->used->ring[*done % SIZE] = (struct virtq_used_entry){id, len};
    q->used->idx = ++*done;
}

/* The next buffer of @q that waits, or NULL. */
static const struct virtq_desc *waiting(struct virtq *q, uint16_t done,
                                        uint16_t *id)
{
    if (q->avail->idx == done)
        return NULL;
    *id = q->avail->ring[done % SIZE];
    return &q->desc[*id];
}

/* Gives the driver as much of @text as its buffers hold. */
static size_t device_sends(const char *text, size_t n)
{
    const struct virtq_desc *d;
    size_t sent = 0;
    uint16_t id;

    while (sent < n && (d = waiting(&in, in_done, &id))) {
        size_t some = MIN(n - sent, d->len);

        CHECK(d->flags & VIRTQ_DESC_WRITE);
        memcpy((void *)(uintptr_t)d->addr, text + sent, some);
        use(&in, &in_done, id, (uint32_t)some);
        sent += some;
    }
    return sent;
}

static void device_takes(unsigned buffers)
{
    const struct virtq_desc *d;
    uint16_t id;

    while (buffers-- > 0 && (d = waiting(&out, out_done, &id))) {
        CHECK(!(d->flags & VIRTQ_DESC_WRITE));
        memcpy(taken + taken_count, (void *)(uintptr_t)d->addr, d->len);
        taken_count += d->len;
        use(&out, &out_done, id, 0);
    }
}

/* --- */

static size_t put_all(const char *p, size_t n)
{
    size_t done = 0, some;

    while (done < n && (some = port_bytes_put(p + done, n - done)) > 0)
        done += some;
    return done;
}

static char pattern(size_t at)
{
    return (char)(at * 131 >> 3);
}

TEST(bytes_come_in_order_through_all_buffers)
{
    static char text[40000];
    size_t sent = 0, got = 0;

    start();
    for (size_t i = 0; i < sizeof(text); i++)
        text[i] = pattern(i);
    while (got < sizeof(text)) {
        int c;

        sent += device_sends(text + sent, MIN(sizeof(text) - sent, 3333));
        while ((c = port_bytes_get(true)) >= 0)
            CHECK(c == (uint8_t)pattern(got++));
    }
    CHECK(got == sent && port_bytes_get(true) == -1 && port_bytes_sound());
}

TEST(an_empty_buffer_is_no_end)
{
    const struct virtq_desc *d;
    uint16_t id;

    start();
    d = waiting(&in, in_done, &id);
    CHECK(d != NULL);
    use(&in, &in_done, id, 0);
    device_sends("x", 1);
    CHECK(port_bytes_get(true) == 'x' && port_bytes_get(true) == -1);
}

TEST(who_waits_is_told_of_the_next_byte)
{
    start();
    CHECK(port_bytes_get(true) == -1);
    CHECK(in.avail->ring[SIZE] == 0); /* used_event: the next one */
    device_sends("ab", 2);
    CHECK(port_bytes_get(true) == 'a' && port_bytes_get(true) == 'b');
    CHECK(port_bytes_get(true) == -1 && in.avail->ring[SIZE] == 1);
}

TEST(output_waits_for_the_device)
{
    static char text[20000];
    size_t done;

    start();
    for (size_t i = 0; i < sizeof(text); i++)
        text[i] = pattern(i);
    done = put_all(text, sizeof(text));
    CHECK(done > 0 && done < sizeof(text) && port_bytes_left());
    CHECK(port_bytes_put(text, 1) == 0);
    while (done < sizeof(text)) {
        device_takes(3);
        done += put_all(text + done, sizeof(text) - done);
    }
    device_takes(SIZE);
    CHECK(!port_bytes_left() && taken_count == sizeof(text));
    CHECK(memcmp(taken, text, sizeof(text)) == 0);
}

TEST(output_does_not_wait_for_a_host_that_left)
{
    static char text[20000];
    uint16_t id;

    start();
    put_all(text, sizeof(text));
    CHECK(waiting(&out, out_done, &id));
    port_bytes_abandon();
    CHECK(!port_bytes_left() && port_bytes_spent());
    CHECK(port_bytes_put("x", 1) == 0);
    device_takes(1); /* one comes back after all */
    CHECK(port_bytes_put("x", 1) == 1 && port_bytes_left());
    CHECK(!port_bytes_spent());
    device_takes(SIZE);
    CHECK(!port_bytes_left() && port_bytes_put("x", 1) == 1);
    CHECK(port_bytes_left() && taken[taken_count - 1] == 'x');
}

TEST(a_length_beyond_the_buffer_ends_input)
{
    uint16_t id;

    start();
    CHECK(waiting(&in, in_done, &id));
    use(&in, &in_done, id, 1025);
    CHECK(port_bytes_get(true) == -1 && in.fault.what);
    CHECK(in.fault.value == 1025 && in.fault.limit == 1024);
    CHECK(!port_bytes_sound() && port_bytes_get(true) == -1);
}

TEST(a_buffer_that_was_not_given_ends_output)
{
    start();
    CHECK(put_all("text", 4) == 4);
    use(&out, &out_done, 7, 0);
    CHECK(port_bytes_put("more", 4) == 0 && out.fault.value == 7);
    CHECK(!port_bytes_sound());
}

TEST(more_used_than_given_ends_input)
{
    start();
    in.used->idx = SIZE;
    CHECK(port_bytes_get(true) == -1 && !port_bytes_sound());
}

TEST(a_device_that_asks_for_a_reset_is_not_sound)
{
    start();
    CHECK(port_bytes_sound());
    device_status |= VIRTIO_NEEDS_RESET;
    CHECK(!port_bytes_sound());
}
