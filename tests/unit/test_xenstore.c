/*
 * test_xenstore.c - the client of xenstore, and a xenstored that lies, keeps
 * silent or is right; and what xenbus makes of backends there.
 *
 * The other end of the ring is `host` below, which runs when somebody waits.
 */
// links: drivers/xen/xenbus.c drivers/xen/xs_wire.c drivers/xen/byte_ring.c
// links: kernel/format.c tests/unit/xenstore_host.c
#include "drivers/xen/xenbus.h"

#include <stdarg.h>
#include <string.h>

#include "kernel/base.h"
#include "tests/check.h"
#include "tests/unit/xenstore_host.h"

/* The client starts anew for each test, so its state is needed. */
#include "drivers/xen/xenstore.c"

static void (*host)(void); /* answers what was asked */
static int wait_error;     /* of wait_on(), when nothing was answered */
static unsigned waits, lines;
static char line[160]; /* the last one that was printed */

/* --- the machine --- */

void base_print(const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    base_vformat(line, sizeof(line), fmt, args);
    va_end(args);
    lines++;
}

/* What was asked is answered now, or nothing happens until the deadline. */
int wait_on(const uint32_t *word, uint32_t expected, uint64_t deadline_ns,
            const struct wait_reason *why)
{
    CHECK(*word == expected && deadline_ns > 1000 && why->external);
    if (!CHECK(waits++ < 1000))
        __builtin_trap();
    store.handler(NULL);
    while (host && xs_reader_take(&store.asked, &store.requests) == 1) {
        host();
        store.handler(NULL);
    }
    return *word == expected ? wait_error : 0;
}

/* --- the host --- */

static void send(uint32_t type, uint32_t id, const void *body, uint32_t len)
{
    struct xs_header head = {.type = type, .id = id, .len = len};

    CHECK(byte_ring_put(&store.answers, &head, sizeof(head)) == sizeof(head));
    CHECK(byte_ring_put(&store.answers, body, len) == (long)len);
}

static void answer(const char *text)
{
    send(store.asked.head.type, store.asked.head.id, text,
         (uint32_t)strlen(text));
}

static void say_value(void)
{
    answer("value");
}

static void start(void (*how)(void))
{
    xenstore_host_start();
    memset(&reader, 0, sizeof(reader));
    memset(&xs, 0, sizeof(xs));
    CHECK(connect());
    host = how;
    waits = lines = 0;
    line[0] = '\0';
    wait_error = -ETIMEDOUT;
}

/* One line, with @text in it, and then no request is sent any more. */
static void is_lost(const char *text)
{
    uint32_t sent = store.page.req_prod;

    CHECK(lines == 1 && strstr(line, text));
    CHECK(xs_write("a", "b") == -EIO && store.page.req_prod == sent &&
          lines == 1);
}

static char buf[16];

static void read_fails(void (*how)(void), const char *text)
{
    start(how);
    CHECK(xs_read("a", buf, sizeof(buf)) == -EIO);
    is_lost(text);
}

TEST(an_answer_is_one)
{
    start(say_value);
    CHECK(xs_read("a/b", buf, sizeof(buf)) == 5 && strcmp(buf, "value") == 0);
    CHECK(store.asked.head.len == 4 && strcmp(store.asked.body, "a/b") == 0);
    CHECK(xs_write("a", "new") == 0 &&
          memcmp(store.asked.body, "a\0new", 5) == 0);
    CHECK(lines == 0);
}

static void say_much(void)
{
    answer("sixteen bytes...");
}

TEST(an_answer_that_does_not_fit_is_told)
{
    start(say_much);
    CHECK(xs_read("a", buf, sizeof(buf)) == -ENOSPC);
    CHECK(xs_read("a", buf, 1) == -ENOSPC && lines == 0);
}

static void say_denied(void)
{
    send(XS_ERROR, store.asked.head.id, "EACCES", 7);
}

static void say_odd(void)
{
    send(XS_ERROR, store.asked.head.id, "whatever", 8);
}

TEST(errors_are_passed_on)
{
    start(say_denied);
    CHECK(xs_read("a", buf, sizeof(buf)) == -EPERM);
    host = say_odd;
    CHECK(xs_read("a", buf, sizeof(buf)) == -EIO);
    host = say_value;
    CHECK(xs_read("a", buf, sizeof(buf)) == 5 && lines == 0);
}

/* --- a xenstored that breaks the rules --- */

static void say_to_nobody(void)
{
    send(XS_READ, store.asked.head.id + 100, "value", 5);
}

static void say_wrong_type(void)
{
    send(XS_WRITE, store.asked.head.id, "OK", 3);
}

static void say_twice(void)
{
    answer("value");
    answer("value");
}

static void say_too_long(void)
{
    struct xs_header head = {
        .type = XS_READ, .id = store.asked.head.id, .len = XS_PAYLOAD_MAX + 1};

    CHECK(byte_ring_put(&store.answers, &head, sizeof(head)) == sizeof(head));
}

static void say_bad_event(void)
{
    send(XS_WATCH_EVENT, 0, "path without a token", 20);
}

static void lie_of_answers(void)
{
    store.page.rsp_prod = store.page.rsp_cons + 1025;
}

TEST(what_breaks_the_rules_is_not_used_any_more)
{
    read_fails(say_to_nobody, "an answer to nothing that was asked");
    read_fails(say_wrong_type, "of type 0xb;");
    read_fails(say_too_long, "index or length 0x1001;");
    read_fails(say_bad_event, "a malformed watch event, bytes 0x14;");
    read_fails(lie_of_answers, "index or length 0x401;");
    start(say_value);
    store.page.req_cons = 1;
    CHECK(xs_read("a", buf, sizeof(buf)) == -EIO);
    is_lost("the consumer's index lies: 0x1;");
    start(say_twice);
    CHECK(xs_read("a", buf, sizeof(buf)) == 5);
    is_lost("an answer to nothing that was asked");
}

TEST(silence_ends)
{
    read_fails(NULL, "no answer to request 0x1;");
}

TEST(where_nobody_can_wait_nobody_does)
{
    start(NULL);
    wait_error = -ENODEV;
    CHECK(xs_read("a", buf, sizeof(buf)) == -EIO && waits == 1);
    is_lost("no answer to request 0x1;");
}

/* --- requests that nobody waits for --- */

static unsigned done, bad;

static void on_done(struct xs_request *rq)
{
    done++;
    bad += rq->result != 0;
}

static struct xs_request many[30];

/* More than the ring holds. */
static void submit_many(void)
{
    char value[XS_VALUE];

    done = bad = 0;
    memset(value, 'v', sizeof(value) - 1);
    value[sizeof(value) - 1] = '\0';
    memset(many, 0, sizeof(many));
    for (size_t i = 0; i < ARRAY_SIZE(many); i++) {
        many[i].done = on_done;
        CHECK(xs_prepare(&many[i], XS_WRITE, "some/path", value) == 0);
        xs_submit(&many[i]);
    }
    CHECK(byte_ring_left(&xs.out) == sizeof(store.page.req));
}

TEST(more_requests_than_the_ring_holds)
{
    start(say_value);
    submit_many();
    CHECK(xs_read("a", buf, sizeof(buf)) == 5);
    CHECK(done == ARRAY_SIZE(many) && bad == 0 && lines == 0);
}

static void say_too_early(void)
{
    send(XS_WRITE, many[29].head.id, "OK", 3);
}

TEST(all_who_ask_are_told_of_the_end)
{
    start(say_to_nobody);
    submit_many();
    CHECK(xs_read("a", buf, sizeof(buf)) == -EIO);
    CHECK(done == ARRAY_SIZE(many) && bad == done);
    start(say_too_early); /* of one that is not out yet */
    submit_many();
    CHECK(xs_read("a", buf, sizeof(buf)) == -EIO && bad == ARRAY_SIZE(many));
    is_lost("an answer to nothing that was asked, of type 0xb;");
}

/* --- watches and backends --- */

static const char *state; /* of the backend; NULL: it is not there */
static char token[12];

/* A xenstored with one device, whose watch fires at once. */
static void serve(void)
{
    const char *path = store.asked.body;
    char event[XS_PATH + 12];
    size_t n = strlen(path) + 1;

    if (store.asked.head.type == XS_WATCH) {
        base_format(token, sizeof(token), "%s", path + n);
        answer("OK");
        memcpy(event, path, n);
        memcpy(event + n, token, strlen(token) + 1);
        send(XS_WATCH_EVENT, 0, event, (uint32_t)(n + strlen(token) + 1));
    } else if (store.asked.head.type != XS_READ) {
        answer("OK");
    } else if (strcmp(path, "device/vbd/7/backend") == 0) {
        answer("back");
    } else if (strcmp(path, "device/vbd/7/backend-id") == 0) {
        answer("0");
    } else if (strcmp(path, "back/state") == 0 && state) {
        answer(state);
    } else {
        send(XS_ERROR, store.asked.head.id, "ENOENT", 7);
    }
}

static int connects(const char *to)
{
    static struct xenbus_device dev;
    int error;

    start(serve);
    state = to;
    memset(&dev, 0, sizeof(dev));
    if (!CHECK(xenbus_open(&dev, "vbd", 7) == 0))
        return -EINVAL;
    error = xenbus_wait(&dev, XENBUS_CONNECTED);
    return error;
}

TEST(a_backend_connects_or_is_told_of)
{
    CHECK(connects("4") == 0 && lines == 0);
    CHECK(connects("5") == -ENODEV && strstr(line, "state 5, 4 is wanted\n"));
    CHECK(connects("nonsense") == -ENODEV && connects("") == -ENODEV);
    CHECK(connects("123456789012") == -ENODEV && lines == 1);
    CHECK(connects(NULL) == -ENODEV && strstr(line, "state 0, 4 is wanted\n"));
    CHECK(connects("2") == -ETIMEDOUT && lines == 1);
    CHECK(strstr(line, "state 2, 4 is wanted for 30 s\n"));
}

TEST(a_device_without_a_backend_is_none)
{
    struct xenbus_device dev = {0};

    start(serve);
    CHECK(xenbus_open(&dev, "vbd", 8) == -EINVAL && lines == 1);
    CHECK(strstr(line, "device/vbd/8: no backend to be found"));
}

static unsigned fired, gone;

static void on_fired(struct xs_watch *w)
{
    (void)w;
    fired++;
}

TEST(events_of_watches_that_ended_are_none)
{
    struct xs_watch w = {.path = "x", .fired = on_fired};

    fired = 0;
    start(serve);
    CHECK(xs_watch_add(&w) == 0);
    store.handler(NULL);
    CHECK(fired == 1);
    xs_watch_end(&w);
    send(XS_WATCH_EVENT, 0, "x\0001", 4);
    send(XS_WATCH_EVENT, 0, "x\0004294967295", 13);
    store.handler(NULL);
    CHECK(fired == 1 && lines == 0);
}

static void on_gone(struct xenbus_device *dev)
{
    (void)dev;
    gone++;
}

/* The backend's state has changed to @to. */
static void change(const char *to)
{
    char event[32];
    size_t n = base_format(event, sizeof(event), "back/state") + 1;

    state = to;
    memcpy(event + n, token, strlen(token) + 1);
    send(XS_WATCH_EVENT, 0, event, (uint32_t)(n + strlen(token) + 1));
    store.handler(NULL);
    while (xs_reader_take(&store.asked, &store.requests) == 1)
        host();
    store.handler(NULL);
}

TEST(a_backend_that_goes_is_told_of_once)
{
    static struct xenbus_device dev;

    gone = 0;
    start(serve);
    state = "4";
    dev = (struct xenbus_device){.gone = on_gone};
    CHECK(xenbus_open(&dev, "vbd", 7) == 0);
    CHECK(xenbus_wait(&dev, XENBUS_CONNECTED) == 0);
    change("4");
    CHECK(gone == 0 && lines == 0);
    change(NULL);
    CHECK(gone == 1 && strstr(line, "the backend has gone: state 0"));
    change("6");
    CHECK(gone == 1 && lines == 1);
    xenbus_close(&dev);
    CHECK(xs.watches == NULL);
}

/* xenbus_wait() and a machine on which nobody can wait. */
TEST(where_nobody_can_wait_no_backend_connects)
{
    static struct xenbus_device dev;

    start(serve);
    state = "2";
    memset(&dev, 0, sizeof(dev));
    CHECK(xenbus_open(&dev, "vbd", 7) == 0);
    wait_error = -ENODEV;
    CHECK(xenbus_wait(&dev, XENBUS_CONNECTED) == -ENODEV && waits < 20);
    CHECK(lines == 1 && strstr(line, "state 2, 4 is wanted\n"));
}
