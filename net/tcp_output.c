/*
 * tcp_output.c - lwIP's tcp_out.c, and segments that the card cuts.
 *
 * lwIP works by the segment, so where a card cuts long ones into those that
 * the peer takes (TSO), most of that work is saved. tcp_write() makes them: it
 * alone sees a larger pcb->mss. All else - Nagle's rule, the windows' growth,
 * delayed acknowledgements - has the connection's own.
 *
 * What lwIP cannot do is to send a part of a segment. So its tcp_output() has
 * another name here, and this one splits before: where the window has no room
 * for the whole, as after a timeout, when it is one MSS again; what Nagle's
 * rule holds back at the end; and what is to be repeated. Room is waited for
 * only if the window holds four such segments: then acknowledgements are on
 * their way.
 */
#include "net/tcp_output.h"

#include <stdbool.h>
#include <stdint.h>

#include "kernel/base.h"
#include "lwip/priv/tcp_priv.h"
#include "net/eth.h"
#include "net/eth_cut.h"

static err_t lwip_tcp_output(struct tcp_pcb *pcb);
static err_t lwip_tcp_split_unsent_seg(struct tcp_pcb *pcb, u16_t split);
static void lwip_tcp_rexmit_rto_commit(struct tcp_pcb *pcb);
#define tcp_output            lwip_tcp_output
#define tcp_split_unsent_seg  lwip_tcp_split_unsent_seg
#define tcp_rexmit_rto_commit lwip_tcp_rexmit_rto_commit
#include <core/tcp_out.c>
#undef tcp_output
#undef tcp_split_unsent_seg
#undef tcp_rexmit_rto_commit

#define LONGEST       (16 * TCP_MSS) /* what queue_some() writes at once */
#define LONG_AT_FIRST (4 * TCP_MSS)
#define LEAST         536 /* a peer with a smaller MSS gets no long ones */
#define PARTS         4u  /* of a window: what is less is waited for */

/* --- making them --- */

static bool card_cuts(const struct tcp_pcb *pcb)
{
    const struct netif *n = tcp_route(pcb, &pcb->local_ip, &pcb->remote_ip);

    /* what we send to ourselves passes no card */
    return n && eth_cuts(n, IP_IS_V6(&pcb->remote_ip)) &&
           !ip_addr_cmp(&pcb->local_ip, &pcb->remote_ip);
}

static struct tcp_seg *last_unsent(const struct tcp_pcb *pcb)
{
    struct tcp_seg *seg = pcb->unsent;

    while (seg && seg->next)
        seg = seg->next;
    return seg;
}

/* In whole MSS; the peer's window had room for two. A short one for a young
 * connection, since splitting copies. */
static u16_t long_segment(const struct tcp_pcb *pcb)
{
    u32_t most = MIN(MAX(pcb->cwnd / PARTS, LONG_AT_FIRST), LONGEST);

    most = MIN(most, pcb->snd_wnd_max / 2);
    return (u16_t)(most / pcb->mss * pcb->mss);
}

err_t net_tcp_write(struct tcp_pcb *pcb, const void *data, u16_t len,
                    u8_t flags)
{
    struct tcp_seg *first = pcb->unsent, *last = last_unsent(pcb);
    u16_t mss = pcb->mss, has = 0;
    err_t err;

    /* tcp_write() insists that what there is has room */
    if (last)
        has = (u16_t)(last->len + pcb->unsent_oversize);
    if (pcb->snd_wnd_max < 2u * has)
        pcb->snd_wnd_max = 2u * has;
    if (has + len > mss && mss >= LEAST && card_cuts(pcb))
        pcb->mss = MAX(mss, long_segment(pcb));
    pcb->mss = MAX(pcb->mss, has);
    pcb->unsent = last; /* it would walk there from the first */
    err = tcp_write(pcb, data, len, flags);
    if (err == ERR_MEM && pcb->mss > mss) { /* in smaller pieces, perhaps */
        pcb->mss = MAX(mss, has);
        err = tcp_write(pcb, data, len, flags);
    }
    if (first)
        pcb->unsent = first;
    pcb->mss = mss;
    return err;
}

/* --- sending them --- */

/*
 * Splits the first unsent segment; the first part has @len bytes, which
 * is less than it has. lwIP leaves PSH and FIN in both parts.
 */
static err_t split(struct tcp_pcb *pcb, u16_t len)
{
    u16_t mss = pcb->mss;
    err_t err;

    pcb->mss = MAX(mss, len); /* it insists */
    err = lwip_tcp_split_unsent_seg(pcb, len);
    pcb->mss = mss;
    if (err == ERR_OK)
        TCPH_UNSET_FLAG(pcb->unsent->tcphdr, TCP_PSH | TCP_FIN);
    return err;
}

/* tcp_slowtmr(): nothing is on its way, and the window opens no further. */
err_t tcp_split_unsent_seg(struct tcp_pcb *pcb, u16_t window)
{
    u16_t len = MIN(window, pcb->mss);

    if (!pcb->unsent || len == 0)
        return ERR_VAL;
    return pcb->unsent->len > len ? split(pcb, len) : ERR_OK;
}

/* How far into the peer's window @seg reaches. */
static s32_t reach(const struct tcp_pcb *pcb, const struct tcp_seg *seg)
{
    return (s32_t)(lwip_ntohl(seg->tcphdr->seqno) + seg->len - pcb->lastack);
}

static s32_t window(const struct tcp_pcb *pcb)
{
    return (s32_t)MIN(pcb->snd_wnd, pcb->cwnd);
}

/* Of a segment that goes again, the peer has the first part already. If it
 * has all data, FIN is what it has not. */
static void drop_acknowledged(struct tcp_pcb *pcb)
{
    struct tcp_seg *seg = pcb->unsent;
    s32_t has = seg->len - reach(pcb, seg);

    if (has <= 0 || has >= seg->len || split(pcb, (u16_t)has) != ERR_OK)
        return;
    pcb->unsent = seg->next;
    pcb->snd_queuelen = (u16_t)(pcb->snd_queuelen - pbuf_clen(seg->p));
    pcb->snd_buf += seg->len;
    tcp_seg_free(seg);
}

/* After three acknowledgements of the same lwIP sends the first segment
 * again: of a long one the first MSS was lost, and no more is known. */
static void repeat_first(struct tcp_pcb *pcb)
{
    struct tcp_seg *seg, *rest;

    if (pcb->unsent->len <= pcb->mss || split(pcb, pcb->mss) != ERR_OK)
        return;
    seg = pcb->unsent;
    rest = seg->next;
    seg->next = rest->next;
    rest->next = pcb->unacked;
    pcb->unacked = rest;
}

static void split_repeated(struct tcp_pcb *pcb)
{
    struct tcp_seg *seg = pcb->unsent;

    if (!seg || seg->len <= pcb->mss ||
        !TCP_SEQ_LT(lwip_ntohl(seg->tcphdr->seqno), pcb->snd_nxt))
        return;
    drop_acknowledged(pcb);
    if ((pcb->flags & (TF_INFR | TF_RTO)) == TF_INFR)
        repeat_first(pcb);
}

/* Whether the first segment was split, so that its first part can go. */
static bool split_to_window(struct tcp_pcb *pcb)
{
    const struct tcp_seg *seg = pcb->unsent;
    s32_t room, mss = pcb->mss, wnd = window(pcb);

    if (!seg || seg->len <= mss)
        return false;
    room = wnd - (reach(pcb, seg) - seg->len);
    if (room >= seg->len || room < mss)
        return false;
    if (pcb->unacked && seg->len <= wnd / (s32_t)PARTS)
        return false;
    return split(pcb, (u16_t)(room / mss * mss)) == ERR_OK;
}

/* What is less than an MSS at the end becomes a segment: Nagle's rule decides
 * whether that one goes. [RFC 9293 3.7.4] */
static void split_tail(struct tcp_pcb *pcb)
{
    struct tcp_seg *first = pcb->unsent, *last;

    if (!first || pcb->flags & (TF_NODELAY | TF_FIN) ||
        (s32_t)(pcb->snd_lbb - pcb->lastack) > window(pcb))
        return;
    last = last_unsent(pcb);
    if (last->len <= pcb->mss || last->len % pcb->mss == 0)
        return;
    pcb->unsent = last;
    split(pcb, (u16_t)(last->len - last->len % pcb->mss));
    pcb->unsent = first;
}

/* What goes from here on may be cut for this peer. */
static void begin(struct tcp_pcb *pcb)
{
    split_repeated(pcb);
    split_to_window(pcb);
    split_tail(pcb);
    eth_cut_to(pcb->mss);
}

/* Most often there is one short segment, or none. */
static bool may_be_long(const struct tcp_pcb *pcb)
{
    const struct tcp_seg *seg = pcb->unsent;

    return seg && (seg->next || seg->len > pcb->mss);
}

err_t tcp_output(struct tcp_pcb *pcb)
{
    err_t err;

    if (!may_be_long(pcb))
        return lwip_tcp_output(pcb);
    begin(pcb);
    do
        err = lwip_tcp_output(pcb);
    while (err == ERR_OK && split_to_window(pcb));
    eth_cut_to(0);
    return err;
}

/* The retransmission timer calls it, and it lwIP's tcp_output(). */
void tcp_rexmit_rto_commit(struct tcp_pcb *pcb)
{
    begin(pcb);
    lwip_tcp_rexmit_rto_commit(pcb);
    eth_cut_to(0);
}
