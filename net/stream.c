/*
 * stream.c - received bytes in the pbufs they came in.
 *
 * Small pieces are gathered: a peer that sends byte after byte must not hold a
 * frame's buffer with each of them.
 */
#include "net/stream.h"

#include <string.h>

#include "kernel/base.h"
#include "lwip/pbuf.h"
#include "net/inner.h"

#define SMALL  512  /* pieces below this are gathered, if others wait */
#define GATHER 2000 /* bytes a gathering pbuf has room for */

/*
 * A pbuf that gathers has its room in tot_len and what it holds in len; all
 * others have both equal.
 */
static bool gather(struct net_stream *t, const struct pbuf *p)
{
    struct pbuf *last = t->tail;

    if (!last || p->next || p->len > SMALL)
        return false;
    if (last->tot_len - last->len < p->len) {
        last = pbuf_alloc(PBUF_RAW, GATHER, PBUF_RAM);
        if (!last)
            return false;
        last->len = 0;
        t->tail->next = last;
        t->tail = last;
    }
    memcpy((char *)last->payload + last->len, p->payload, p->len);
    last->len = (u16_t)(last->len + p->len);
    t->bytes += p->len;
    return true;
}

void net_stream_put(struct net_stream *t, struct pbuf *p)
{
    if (gather(t, p)) {
        pbuf_free(p);
        return;
    }
    if (t->tail)
        t->tail->next = p;
    else
        t->head = p;
    for (; p; p = p->next) {
        p->tot_len = p->len;
        t->bytes += p->len;
        t->tail = p;
    }
}

static void pop(struct net_stream *t)
{
    struct pbuf *p = t->head;

    t->head = p->next;
    if (!t->head)
        t->tail = NULL;
    t->offset = 0;
    p->next = NULL;
    pbuf_free(p);
}

size_t net_stream_get(struct net_stream *t, const struct iovec *iov, int count,
                      size_t at, size_t n, bool peek)
{
    struct pbuf *p = t->head;
    size_t offset = t->offset, done = 0;

    while (done < n && p) {
        size_t part = MIN(n - done, p->len - offset);
        net_iov_copy(iov, count, at + done, (char *)p->payload + offset, part,
                     true);
        done += part;
        offset += part;
        if (offset < p->len)
            break;
        p = p->next;
        offset = 0;
        if (!peek)
            pop(t);
    }
    if (!peek) {
        t->offset = offset;
        t->bytes -= done;
    }
    return done;
}

void net_stream_drop(struct net_stream *t)
{
    while (t->head)
        pop(t);
    t->bytes = 0;
}
