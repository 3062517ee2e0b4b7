/*
 * test_listener.c - who listens for `xl shutdown` in every image, and what
 * xenstored may say to it.
 */
// links: drivers/xen/byte_ring.c kernel/format.c tests/unit/xenstore_host.c
#include <stdarg.h>
#include <string.h>

#include "arch/x86/cpu.h"
#include "tests/check.h"
#include "tests/unit/xenstore_host.h"

/* It is started anew for each test; the host lets nobody turn interrupts on. */
#define cpu_irq_on() ((void)0)
#include "drivers/xen/listener.c"

static struct xen_shared_events events;
static unsigned ends, lines;
static char line[80];

void (*trap_upcall)(void);

void *xen_shared_info(void)
{
    return &events;
}

long xen_call(unsigned number, unsigned op, void *p)
{
    CHECK(number == XEN_HVM_OP && op == HVMOP_SET_PARAM && p);
    return 0;
}

void shutdown_ask(void)
{
    ends++;
}

void base_print(const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    base_vformat(line, sizeof(line), fmt, args);
    va_end(args);
    lines++;
}

static void start(void)
{
    xenstore_host_start();
    memset(&got, 0, sizeof(got));
    have = 0;
    lost = false;
    ends = lines = 0;
    line[0] = '\0';
    xen_listen();
    CHECK(events.mask[0] == ~8ull && listening);
}

/* As Xen does, for a message that came in part or as a whole. */
static void raise_event(void)
{
    events.upcall_pending = 1;
    events.pending[0] = 8;
    trap_upcall();
    CHECK(events.upcall_pending == 0 && events.pending[0] == 0);
}

static void say(uint32_t type, const void *body, uint32_t len)
{
    struct xs_header head = {.type = type, .len = len};

    CHECK(byte_ring_put(&store.answers, &head, sizeof(head)) == sizeof(head));
    CHECK(byte_ring_put(&store.answers, body, len) == (long)len);
    raise_event();
}

/* The next request is of @type, with @len bytes that begin with the path. */
static bool asks(uint32_t type, uint32_t len)
{
    struct {
        struct xs_header head;
        char body[64];
    } rq;

    return byte_ring_get(&store.requests, &rq.head, sizeof(rq.head)) == 16 &&
           rq.head.type == type && rq.head.len == len &&
           byte_ring_get(&store.requests, rq.body, len) == (long)len &&
           strcmp(rq.body, "control/shutdown") == 0;
}

static bool asks_nothing(void)
{
    return store.page.req_prod == store.page.req_cons;
}

static void begin(void)
{
    start();
    CHECK(asks(XS_WATCH, 19));
    say(XS_WATCH, "OK", 3);
    say(XS_WATCH_EVENT, "control/shutdown\0000", 19);
    CHECK(asks(XS_READ, 17) && asks_nothing());
}

TEST(words_end_the_program)
{
    static const char *const words[] = {"poweroff", "halt", "reboot"};

    for (unsigned i = 0; i < ARRAY_SIZE(words); i++) {
        begin();
        say(XS_READ, words[i], (uint32_t)strlen(words[i]));
        CHECK(ends == 1 && lines == 0);
        CHECK(asks(XS_WRITE, 17) && asks_nothing());
    }
}

TEST(other_words_are_refused)
{
    begin();
    say(XS_READ, "suspend", 7);
    CHECK(ends == 0 && lines == 1 && asks(XS_WRITE, 17));
    CHECK(strcmp(line, "pith: request \"suspend\" is refused\n") == 0);
    say(XS_WRITE, "OK", 3);
    say(XS_READ, "poweroff", 8);
    CHECK(ends == 1);
}

TEST(no_word_is_none)
{
    begin();
    say(XS_READ, "", 0);
    say(XS_ERROR, "ENOENT", 7);
    say(1000, "poweroff", 8);
    CHECK(ends == 0 && lines == 0 && asks_nothing());
}

TEST(a_message_may_come_in_pieces)
{
    struct {
        struct xs_header head;
        char word[8];
    } all = {{.type = XS_READ, .len = 8}, "poweroff"};

    begin();
    for (size_t i = 0; i < 24; i++) {
        CHECK(ends == 0);
        CHECK(byte_ring_put(&store.answers, (char *)&all + i, 1) == 1);
        raise_event();
    }
    CHECK(ends == 1 && lines == 0);
}

/* One line, and then nothing is listened to. */
static void is_deaf(void)
{
    CHECK(ends == 0 && lines == 1);
    CHECK(strcmp(line, "pith: xenstore makes no sense\n") == 0);
    CHECK(asks_nothing());
    xenstore_host_start();
    say(XS_READ, "poweroff", 8);
    CHECK(ends == 0 && lines == 1 && asks_nothing());
}

TEST(what_makes_no_sense_is_not_listened_to)
{
    char body[BODY_MAX + 1];

    memset(body, 'x', sizeof(body));
    begin();
    say(XS_WRITE, body, BODY_MAX);
    CHECK(lines == 0);
    say(XS_WRITE, body, BODY_MAX + 1);
    is_deaf();
    begin();
    store.page.rsp_prod = store.page.rsp_cons + 1025;
    raise_event();
    is_deaf();
    begin();
    store.page.rsp_prod = store.page.rsp_cons - 1;
    raise_event();
    is_deaf();
}

TEST(who_takes_events_later_gets_the_port_once_it_listens)
{
    start();
    CHECK(xen_listener_leave(50) == 3);
    listening = false;
    CHECK(xen_listener_leave(50) == 0);
}
