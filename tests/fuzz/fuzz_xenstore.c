/*
 * fuzz_xenstore.c - a xenstored that says and does anything, to the client.
 *
 * Input: steps, a byte each: ask, take what was asked, say some bytes, answer,
 * fire a watch, or set an index to anything. At the end the ring is broken: by
 * then each request has been done with once, whatever happened.
 */
// links: drivers/xen/xs_wire.c drivers/xen/byte_ring.c kernel/format.c
// links: tests/unit/xenstore_host.c
#include <stdbool.h>
#include <string.h>

#include "tests/fuzz/fuzz.h"
#include "tests/unit/xenstore_host.h"

/* The client starts anew with each input, so its state is needed. */
#include "drivers/xen/xenstore.c"

#define REQUESTS 24

static struct xs_request request[REQUESTS];
static char room[REQUESTS][8];
static bool open[REQUESTS];
static unsigned fired;

static struct {
    const uint8_t *p;
    size_t left;
} input;

static uint32_t take_byte(void)
{
    if (input.left == 0)
        return 0;
    input.left--;
    return *input.p++;
}

void base_print(const char *fmt, ...)
{
    MUST(fmt);
}

/* Nobody waits here: who asks is told by done(). */
int wait_on(const uint32_t *word, uint32_t expected, uint64_t deadline_ns,
            const struct wait_reason *why)
{
    MUST(*word == expected && deadline_ns && why);
    return -ETIMEDOUT;
}

static void on_done(struct xs_request *rq)
{
    size_t i = (size_t)(rq - request);

    MUST(i < REQUESTS && open[i] && rq->result <= 0);
    MUST(rq->result || !rq->in || room[i][rq->in_len] == '\0');
    open[i] = false;
}

static void on_fired(struct xs_watch *w)
{
    MUST(w->path);
    fired++;
}

static void ask(uint32_t how)
{
    static const enum xs_type types[] = {XS_READ, XS_WRITE, XS_DIRECTORY,
                                         XS_WATCH};
    static const char *const values[] = {NULL, "", "a value that is long"};
    uint32_t i = how % REQUESTS;

    if (open[i])
        return;
    request[i] = (struct xs_request){.done = on_done};
    if (how & 64) {
        request[i].in = room[i];
        request[i].in_size = sizeof(room[i]);
    }
    MUST(xs_prepare(&request[i], types[how % 4], "some/path",
                    values[how % 3]) == 0);
    open[i] = true;
    xs_submit(&request[i]);
}

static void say(uint32_t type, uint32_t id, uint32_t len)
{
    struct xs_header head = {.type = type, .id = id, .len = len};

    byte_ring_put(&store.answers, &head, sizeof(head));
    while (len-- > 0) {
        uint8_t byte = (uint8_t)take_byte();

        byte_ring_put(&store.answers, &byte, 1);
    }
}

static void step(void)
{
    uint32_t what = take_byte(), how = take_byte();

    switch (what % 8) {
    case 0:
        ask(how);
        break;
    case 1:
        xs_reader_take(&store.asked, &store.requests);
        break;
    case 2:
        say(store.asked.head.type, store.asked.head.id, how % 40);
        break;
    case 3:
        say(XS_ERROR, how, 7);
        break;
    case 4:
        say(XS_WATCH_EVENT, 0, how % 16);
        break;
    case 5:
        say(how, take_byte(), take_byte() << 5);
        break;
    case 6:
        store.page.rsp_prod += how;
        break;
    case 7:
        store.page.req_cons += how;
        break;
    }
    store.handler(NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct xs_watch watch = {.path = "w", .fired = on_fired, .token = 1};

    input.p = data;
    input.left = size;
    xenstore_host_start();
    memset(&reader, 0, sizeof(reader));
    memset(&xs, 0, sizeof(xs));
    memset(open, 0, sizeof(open));
    MUST(connect());
    xs.watches = &watch;
    while (input.left > 0)
        step();
    store.page.rsp_prod = store.page.rsp_cons + 5000;
    store.handler(NULL);
    MUST(xs.lost && !xs.queue);
    for (unsigned i = 0; i < REQUESTS; i++)
        MUST(!open[i]);
    MUST(xs_write("a", "b") == -EIO);
    return 0;
}
