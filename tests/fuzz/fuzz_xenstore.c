/*
 * fuzz_xenstore.c - a xenstored that says and does anything, to the client.
 *
 * Input: steps, a byte each: ask, take what was asked, say some bytes, answer,
 * fire a watch, or set an index to anything. At the end the ring is broken: by
 * then each request has been done with once, whatever happened.
 */
// links: drivers/xen/xs_wire.c drivers/xen/byte_ring.c kernel/format.c
#include <stdbool.h>
#include <string.h>

#include "tests/fuzz/fuzz.h"

/* The client starts anew with each input, so its state is needed. */
#include "drivers/xen/xenstore.c"

#define REQUESTS 24

static struct xs_page page;
static struct byte_ring requests, answers; /* as the host sees the page */
static struct xs_reader asked;             /* by it, the last request */
static evtchn_fn handler;
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

bool xen_found(void)
{
    return true;
}

void *xen_page(unsigned pfn, unsigned evtchn, uint32_t *port)
{
    MUST(pfn != evtchn);
    *port = 1;
    return &page;
}

void xen_notify(uint32_t port)
{
    MUST(port == 1);
}

int evtchn_bind(uint32_t port, evtchn_fn fn, void *arg)
{
    MUST(port == 1 && !arg);
    handler = fn;
    return 0;
}

void evtchn_settle(void)
{
}

void mutex_lock(struct mutex *m)
{
    MUST(m->word++ == 0);
}

void mutex_unlock(struct mutex *m)
{
    MUST(m->word-- == 1);
}

uint64_t spin_lock(struct spinlock *lock)
{
    MUST(lock->held++ == 0);
    return 0;
}

void spin_unlock(struct spinlock *lock, uint64_t flags)
{
    MUST(lock->held-- == 1 && flags == 0);
}

int time_monotonic_ns(uint64_t *ns)
{
    *ns = 1;
    return 0;
}

void base_print(const char *fmt, ...)
{
    MUST(fmt);
}

unsigned wait_wake(const uint32_t *word, unsigned count)
{
    MUST(word);
    return count;
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

    byte_ring_put(&answers, &head, sizeof(head));
    while (len-- > 0) {
        uint8_t byte = (uint8_t)take_byte();

        byte_ring_put(&answers, &byte, 1);
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
        xs_reader_take(&asked, &requests);
        break;
    case 2:
        say(asked.head.type, asked.head.id, how % 40);
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
        page.rsp_prod += how;
        break;
    case 7:
        page.req_cons += how;
        break;
    }
    handler(NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct xs_watch watch = {.path = "w", .fired = on_fired, .token = 1};

    input.p = data;
    input.left = size;
    memset(&page, 0, sizeof(page));
    memset(&reader, 0, sizeof(reader));
    memset(&asked, 0, sizeof(asked));
    memset(&xs, 0, sizeof(xs));
    memset(open, 0, sizeof(open));
    byte_ring_init(&requests, page.req, sizeof(page.req), &page.req_cons,
                   &page.req_prod);
    byte_ring_init(&answers, page.rsp, sizeof(page.rsp), &page.rsp_prod,
                   &page.rsp_cons);
    MUST(connect());
    xs.watches = &watch;
    while (input.left > 0)
        step();
    page.rsp_prod = page.rsp_cons + 5000;
    handler(NULL);
    MUST(xs.lost && !xs.queue);
    for (unsigned i = 0; i < REQUESTS; i++)
        MUST(!open[i]);
    MUST(xs_write("a", "b") == -EIO);
    return 0;
}
