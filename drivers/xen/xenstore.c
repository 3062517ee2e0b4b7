/*
 * xenstore.c - see xenstore.h.
 *
 * Requests go out in order, each as far as the ring has room; answers carry
 * the number of their request. Both happen in the channel's handler, or in
 * who submits; answers and watches are read in the handler alone.
 */
#include "drivers/xen/xenstore.h"

#include "arch/x86/xen.h"
#include "arch/x86/xen_abi.h"
#include "drivers/xen/evtchn.h"
#include "kernel/base.h"
#include "kernel/errno.h"
#include "kernel/mutex.h"
#include "kernel/spinlock.h"
#include "kernel/string.h"
#include "kernel/time.h"
#include "kernel/wait.h"

#define HEADER      sizeof(struct xs_header)
#define PATIENCE_NS (30ull * 1000000000)
#define TURNS       65 /* messages that a ring holds, and one begun */

static const struct wait_reason waits_for_xenstore = {.what = "xenstore",
                                                      .external = true};

static struct {
    struct spinlock lock; /* of what follows; `in` is the handler's */
    struct byte_ring out, in;
    uint32_t port, last_id;
    bool lost;
    struct xs_request *queue; /* in order; answered ones are taken out */
    struct xs_watch *watches;
} xs = {.lock = SPINLOCK_INIT(SPIN_EVENT)};

static struct xs_reader reader; /* the handler's */

static size_t length(const char *s)
{
    size_t n = 0;

    while (s[n])
        n++;
    return n;
}

static void finish(struct xs_request *rq, int result)
{
    rq->result = result;
    if (rq->done) {
        rq->pending = 0;
        rq->done(rq);
        return;
    }
    /* pairs with wait_for(): the answer is there before it */
    __atomic_store_n(&rq->pending, 0, __ATOMIC_RELEASE);
    wait_wake(&rq->pending, WAIT_ALL);
}

/* xenstored is given up; no lock is held. */
static void lose(const char *why, uint32_t value)
{
    uint64_t flags = spin_lock(&xs.lock);
    struct xs_request *rq = xs.queue, *next;
    bool first = !xs.lost;

    xs.lost = true;
    xs.queue = NULL;
    spin_unlock(&xs.lock, flags);
    if (first)
        base_print("pith: xenstore: %s 0x%x; it is not used any more\n", why,
                   value);
    for (; rq; rq = next) {
        next = rq->next;
        finish(rq, -EIO);
    }
}

/* What the ring takes of @rq. Returns whether it is all out; -EIO. Locked. */
static int push(struct xs_request *rq)
{
    const uint32_t end = (uint32_t)HEADER + rq->head.len;

    while (rq->sent < end) {
        bool header = rq->sent < HEADER;
        const char *from = header ? (const char *)&rq->head + rq->sent
                                  : rq->out + (rq->sent - HEADER);
        long n =
            byte_ring_put(&xs.out, from, (header ? HEADER : end) - rq->sent);

        if (n <= 0)
            return (int)n;
        rq->sent += (uint32_t)n;
    }
    return 1;
}

/* Sends what is not out yet; false if the ring is of no use any more. */
static bool push_all(void)
{
    uint64_t flags = spin_lock(&xs.lock);
    uint32_t before = xs.out.index;
    int done = 1;

    for (struct xs_request *rq = xs.queue; rq && done == 1; rq = rq->next)
        done = push(rq);
    if (xs.out.index != before)
        xen_notify(xs.port);
    spin_unlock(&xs.lock, flags);
    return done >= 0;
}

/* --- answers --- */

static struct xs_request *take_answered(uint32_t id)
{
    uint64_t flags = spin_lock(&xs.lock);
    struct xs_request **link = &xs.queue, *rq;

    while (*link && (*link)->head.id != id)
        link = &(*link)->next;
    rq = *link;
    if (rq && rq->sent < HEADER + rq->head.len)
        rq = NULL; /* it has not even been asked */
    if (rq)
        *link = rq->next;
    spin_unlock(&xs.lock, flags);
    return rq;
}

static void on_answer(const struct xs_reader *r)
{
    struct xs_request *rq = take_answered(r->head.id);
    int result = 0;

    if (!rq || (r->head.type != XS_ERROR && r->head.type != rq->head.type)) {
        if (rq)
            finish(rq, -EIO);
        lose("an answer to nothing that was asked, of type", r->head.type);
        return;
    }
    if (r->head.type == XS_ERROR)
        result = xs_error(r->body);
    else if (rq->in && r->head.len >= rq->in_size)
        result = -ENOSPC;
    else if (rq->in)
        memcpy(rq->in, r->body, r->head.len + 1);
    rq->in_len = r->head.len;
    finish(rq, result);
}

static void on_event(const struct xs_reader *r)
{
    uint32_t token;
    uint64_t flags;
    struct xs_watch *w;

    if (!xs_event_token(r->body, r->head.len, &token)) {
        lose("a malformed watch event, bytes", r->head.len);
        return;
    }
    flags = spin_lock(&xs.lock);
    for (w = xs.watches; w && w->token != token; w = w->next)
        continue;
    spin_unlock(&xs.lock, flags);
    if (w) /* ended by a thread: the handler's end is waited for */
        w->fired(w);
}

static void on_ring(void *arg)
{
    int got = 1;

    (void)arg;
    for (unsigned i = 0; i < TURNS && got == 1 && !xs.lost; i++) {
        got = xs_reader_take(&reader, &xs.in);
        if (got == 1 && reader.head.type == XS_WATCH_EVENT)
            on_event(&reader);
        else if (got == 1)
            on_answer(&reader);
    }
    if (xs.lost)
        return;
    if (got < 0)
        lose("its ring makes no sense, index or length",
             *xs.in.theirs - xs.in.index > xs.in.size ? *xs.in.theirs
                                                      : reader.head.len);
    else if (!push_all())
        lose("the consumer's index lies:", *xs.out.theirs);
    else
        xen_notify(xs.port); /* there is room again */
}

/* --- requests --- */

static bool connect(void)
{
    struct xs_page *page =
        xen_page(HVM_PARAM_STORE_PFN, HVM_PARAM_STORE_EVTCHN, &xs.port);

    if (!page)
        return false;
    byte_ring_init(&xs.out, page->req, sizeof(page->req), &page->req_prod,
                   &page->req_cons);
    byte_ring_init(&xs.in, page->rsp, sizeof(page->rsp), &page->rsp_cons,
                   &page->rsp_prod);
    return evtchn_bind(xs.port, on_ring, NULL) == 0;
}

int xs_start(void)
{
    static struct mutex mutex = MUTEX_INIT;
    static bool known, connected;

    if (!xen_found())
        return -ENODEV;
    mutex_lock(&mutex);
    if (!known)
        connected = connect();
    known = true;
    mutex_unlock(&mutex);
    return connected ? 0 : -ENODEV;
}

int xs_prepare(struct xs_request *rq, enum xs_type type, const char *path,
               const char *value)
{
    size_t n = length(path) + 1, more;

    if (!value)
        value = "";
    more = length(value);
    if (n > XS_PATH || more >= XS_VALUE)
        return -EINVAL;
    rq->head = (struct xs_header){.type = type, .len = (uint32_t)(n + more)};
    memcpy(rq->out, path, n);
    memcpy(rq->out + n, value, more);
    if (type == XS_WATCH || type == XS_UNWATCH)
        rq->out[rq->head.len++] = '\0';
    rq->in_len = rq->sent = 0;
    return 0;
}

void xs_submit(struct xs_request *rq)
{
    uint64_t flags = spin_lock(&xs.lock);
    struct xs_request **link = &xs.queue;
    bool lost = xs.lost;

    rq->next = NULL;
    rq->pending = 1;
    rq->head.id = ++xs.last_id;
    while (*link)
        link = &(*link)->next;
    if (!lost)
        *link = rq;
    spin_unlock(&xs.lock, flags);
    if (lost)
        finish(rq, -EIO);
    else if (!push_all())
        lose("the consumer's index lies:", *xs.out.theirs);
}

static void wait_for(struct xs_request *rq)
{
    uint64_t until = 0;
    int error = time_monotonic_ns(&until);

    until += PATIENCE_NS;
    while (__atomic_load_n(&rq->pending, __ATOMIC_ACQUIRE)) {
        if (!error)
            error = wait_on(&rq->pending, 1, until, &waits_for_xenstore);
        if (error == -EAGAIN)
            error = 0; /* the answer came before */
        if (error)
            lose("no answer to request", rq->head.id);
    }
}

static long call(enum xs_type type, const char *path, const char *value,
                 char *in, size_t size)
{
    struct xs_request rq = {.in = in, .in_size = (uint32_t)size};
    int error = xs_start();

    if (error == 0)
        error = xs_prepare(&rq, type, path, value);
    if (error)
        return error;
    xs_submit(&rq);
    wait_for(&rq);
    return rq.result ? rq.result : (long)rq.in_len;
}

long xs_read(const char *path, char *buf, size_t size)
{
    return call(XS_READ, path, NULL, buf, size);
}

long xs_list(const char *path, char *buf, size_t size)
{
    return call(XS_DIRECTORY, path, NULL, buf, size);
}

int xs_write(const char *path, const char *value)
{
    return (int)MIN(call(XS_WRITE, path, value, NULL, 0), 0);
}

int xs_rm(const char *path)
{
    return (int)MIN(call(XS_RM, path, NULL, NULL, 0), 0);
}

static int tell_watch(enum xs_type type, const struct xs_watch *w)
{
    char token[12];

    base_format(token, sizeof(token), "%u", w->token);
    return (int)MIN(call(type, w->path, token, NULL, 0), 0);
}

static void unlink_watch(struct xs_watch *w)
{
    uint64_t flags = spin_lock(&xs.lock);
    struct xs_watch **link = &xs.watches;

    while (*link && *link != w)
        link = &(*link)->next;
    if (*link)
        *link = w->next;
    spin_unlock(&xs.lock, flags);
    evtchn_settle();
}

int xs_watch_add(struct xs_watch *w)
{
    uint64_t flags;
    int error = xs_start();

    if (error)
        return error;
    flags = spin_lock(&xs.lock);
    w->token = ++xs.last_id;
    w->next = xs.watches;
    xs.watches = w;
    spin_unlock(&xs.lock, flags);
    error = tell_watch(XS_WATCH, w);
    if (error)
        unlink_watch(w);
    return error;
}

void xs_watch_end(struct xs_watch *w)
{
    unlink_watch(w);
    tell_watch(XS_UNWATCH, w);
}
