/*
 * listener.c - see listener.h.
 *
 * In every image, so it is as small as can be: one watch, whose events lead to
 * one question, and no interrupt controller. Xen raises the vector of an
 * exception that no CPU has, for which there is an entry anyway; it goes on
 * until upcall_pending is 0. All channels but xenstore's are masked.
 * [XEN xen.h "shared_info", hvm/params.h "HVM_PARAM_CALLBACK_IRQ"]
 */
#include "drivers/xen/listener.h"

#include "arch/x86/cpu.h"
#include "arch/x86/page.h"
#include "arch/x86/trap.h"
#include "arch/x86/xen.h"
#include "arch/x86/xen_abi.h"
#include "drivers/xen/shutdown.h"
#include "drivers/xen/xenstore.h"
#include "kernel/base.h"
#include "kernel/shutdown.h"

#define PATH      "control/shutdown"
#define WORD(s)   ((uint32_t)(s[0] | s[1] << 8 | s[2] << 16 | s[3] << 24))
#define BODY_MAX  32  /* bytes of any answer: the path and a token */
#define TURNS     130 /* halves of the messages that a ring holds */
#define WITH_PATH ((uint32_t)sizeof(PATH))

/* Only linked with who uses xenstore, whose client then answers. */
#pragma weak xen_shutdown_watch
#pragma weak xs_start

/* Only linked with signals: events then come by interrupts. */
#pragma weak shutdown_watch

static struct xen_shared_events *shared;
static struct byte_ring in, out;
static uint32_t port;
static bool listening;

/* What is asked: the token is for the watch alone. */
static struct {
    struct xs_header head;
    char path[sizeof(PATH)], token[2];
} ask = {.path = PATH, .token = "0"};

static struct {
    struct xs_header head;
    union {
        char text[BODY_MAX + 1];
        uint32_t word;
    };
} got;
static uint32_t have; /* bytes of it */
static bool lost;     /* what comes makes no sense */

/* It goes out at once: the ring holds many, and never has more than some. */
static void send(enum xs_type type, uint32_t len)
{
    ask.head.type = type;
    ask.head.len = len;
    byte_ring_put(&out, &ask, sizeof(ask.head) + len);
    xen_notify(port);
}

static void on_word(void)
{
    if (got.word == WORD("poweroff") || got.word == WORD("halt") ||
        got.word == WORD("reboot"))
        shutdown_ask();
    else
        base_print("pith: request \"%s\" is refused\n", got.text);
    send(XS_WRITE, WITH_PATH);
}

static void on_message(void)
{
    if (got.head.type == XS_WATCH_EVENT)
        send(XS_READ, WITH_PATH);
    else if (got.head.type == XS_READ && got.head.len > 0)
        on_word();
}

/* Returns false if no message is complete, or none ever will be. */
static bool take(void)
{
    bool header = have < sizeof(got.head);
    uint32_t end = sizeof(got.head) + (header ? 0 : got.head.len);
    long n = -1;

    if (lost)
        return false;
    if (header || got.head.len <= BODY_MAX)
        n = byte_ring_get(&in, (char *)&got + have, end - have);
    if (n < 0) {
        lost = true;
        base_print("pith: xenstore makes no sense\n");
        return false;
    }
    have += (uint32_t)n;
    if (have < end)
        return false;
    if (header && got.head.len > 0)
        return true;
    got.text[have - sizeof(got.head)] = '\0';
    have = 0;
    on_message();
    return true;
}

void xen_listener_event(void *unused)
{
    (void)unused;
    for (unsigned i = 0; i < TURNS && take(); i++)
        continue;
}

/* Cleared before the ring is looked at: what comes from here on is new. */
static void upcall(void)
{
    __atomic_store_n(&shared->upcall_pending, 0, __ATOMIC_SEQ_CST);
    __atomic_store_n(&shared->pending_sel, 0, __ATOMIC_SEQ_CST);
    __atomic_fetch_and(&shared->pending[0], ~(1ull << port), __ATOMIC_SEQ_CST);
    xen_listener_event(NULL);
}

/* Once on, once off: not worth a place in others. */
__attribute__((noinline)) static long raise(uint64_t how)
{
    static struct xen_hvm_param param = {.domid = XEN_DOMID_SELF,
                                         .index = HVM_PARAM_CALLBACK_IRQ};

    param.value = how;
    return xen_call(XEN_HVM_OP, HVMOP_SET_PARAM, &param);
}

static bool find(void)
{
    struct xs_page *page =
        xen_page(HVM_PARAM_STORE_PFN, HVM_PARAM_STORE_EVTCHN, &port);

    if (!page || port >= 64)
        return false;
    byte_ring_init(&out, page->req, sizeof(page->req), &page->req_prod,
                   &page->req_cons);
    byte_ring_init(&in, page->rsp, sizeof(page->rsp), &page->rsp_cons,
                   &page->rsp_prod);
    return true;
}

static void listen(void)
{
    if (!find() || !(shared = xen_shared_info()))
        return;
    shared->mask[0] = ~(1ull << port);
    trap_upcall = upcall;
    if (raise(CALLBACK_VECTOR | TRAP_UPCALL) != 0)
        return;
    listening = true;
    cpu_irq_on();
    send(XS_WATCH, WITH_PATH + sizeof(ask.token));
}

void xen_listen(void)
{
    if (!xen_found())
        return;
    if (xen_shutdown_watch)
        xen_shutdown_watch();
    if (!xs_start)
        listen();
    if (shutdown_watch)
        shutdown_watch();
}

bool xen_listens(void)
{
    return listening;
}

uint32_t xen_listener_leave(uint8_t vector)
{
    if (!listening || raise(CALLBACK_VECTOR | vector) != 0)
        return 0;
    return port;
}
