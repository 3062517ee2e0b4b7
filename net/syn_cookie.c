/*
 * syn_cookie.c - connections begin in a flood of SYNs, too [RFC 4987 3.6].
 *
 * lwIP keeps what it knows of each half-open connection, within the backlog, so
 * a flood would keep all others out. The last place of a backlog is given to
 * one after the other, then: what is to be known of it is in the sequence
 * number that lwIP answers with, a cookie, and the next SYN drives it out. The
 * peer's ACK brings the cookie back. lwIP is shown a SYN as the first must have
 * been, answers it again, and is shown the ACK.
 *
 * A burst is no flood: until some half-open connection is older than handshakes
 * take, lwIP drops a SYN that finds no room, and the peer asks again.
 */
#include "net/syn_cookie.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "kernel/base.h"
#include "kernel/trace.h"
#include "lwip/hooks.h"
#include "lwip/inet_chksum.h"
#include "lwip/priv/tcp_priv.h"
#include "lwip/sys.h"

#define OLD       (2000 / TCP_SLOW_INTERVAL)
#define PERIOD_MS 64000u /* a cookie is good in its period and the next */
#define MARK      ((void *)1)

/* What the SYN's options said is in a cookie's low bits, the rest is a hash. */
#define MSS_BITS    0x3u
#define SCALE_SHIFT 2
#define SCALE_BITS  0xfu
#define SCALE_NONE  15u /* the largest is 14 [RFC 7323 2.3] */
#define SACK_BIT    0x40u
#define DATA_BITS   0x7fu

static const uint16_t mss_of[] = {536, 1220, 1400, 1460};

static uint8_t arg_id;       /* of what lwIP keeps for us: MARK or NULL */
static bool drove_out;       /* a connection of a cookie, */
static uint32_t drove_ms;    /* last then */
static bool showing;         /* a SYN that was not sent, */
static uint32_t shown_first; /* to be answered with this number, */
static struct tcp_pcb *made; /* and what lwIP made of it */

/* Who speaks with whom, and the number of the peer's SYN. */
struct flow {
    const ip_addr_t *local_ip, *remote_ip;
    uint16_t local_port, remote_port;
    uint32_t syn;
};

/* --- cookies --- */

static uint32_t cookie_of(const struct flow *f, uint32_t data, uint32_t period)
{
    uint64_t salt = 1ull << 63 | (uint64_t)data << 56 |
                    (uint64_t)(period & 0xffffff) << 32 | f->syn;
    uint64_t hash = net_flow_hash(f->local_ip, f->local_port, f->remote_ip,
                                  f->remote_port, salt);

    return ((uint32_t)hash & ~DATA_BITS) | data;
}

static bool is_cookie(const struct flow *f, uint32_t number)
{
    uint32_t now = sys_now();
    uint32_t period = now / PERIOD_MS, data = number & DATA_BITS;

    return drove_out && now - drove_ms < 2 * PERIOD_MS &&
           (number == cookie_of(f, data, period) ||
            number == cookie_of(f, data, period - 1));
}

static uint32_t data_of(const struct tcp_pcb *pcb)
{
    uint32_t scale = pcb->flags & TF_WND_SCALE ? pcb->snd_scale : SCALE_NONE;
    uint32_t mss = ARRAY_SIZE(mss_of) - 1;

    while (mss && mss_of[mss] > pcb->mss)
        mss--;
    return mss | scale << SCALE_SHIFT | (pcb->flags & TF_SACK ? SACK_BIT : 0);
}

/* Options that say @data. Returns their length, a multiple of 4. */
static uint16_t options_of(uint32_t data, uint8_t options[12])
{
    uint32_t scale = data >> SCALE_SHIFT & SCALE_BITS;
    uint16_t mss = mss_of[data & MSS_BITS], n = 4;

    memcpy(options, (uint8_t[]){2, 4, (uint8_t)(mss >> 8), (uint8_t)mss}, 4);
    if (scale != SCALE_NONE) {
        memcpy(options + n, (uint8_t[]){1, 3, 3, (uint8_t)scale}, 4);
        n += 4;
    }
    if (data & SACK_BIT) {
        memcpy(options + n, (uint8_t[]){1, 1, 4, 2}, 4);
        n += 4;
    }
    return n;
}

/* --- a listener's places --- */

static bool is_full(const struct tcp_pcb_listen *listener)
{
    return listener->accepts_pending >= listener->backlog;
}

/* Drives one out of the full backlog, in a flood: who can come back, or who is
 * oldest. */
static void make_room(const struct tcp_pcb_listen *listener)
{
    struct tcp_pcb *marked = NULL, *oldest = NULL;
    uint32_t most = 0;

    for (struct tcp_pcb *p = tcp_active_pcbs; p; p = p->next) {
        uint32_t age = tcp_ticks - p->tmr;
        if (p->state != SYN_RCVD || p->listener != listener)
            continue;
        if (tcp_ext_arg_get(p, arg_id) == MARK)
            marked = p;
        if (!oldest || age > most) {
            oldest = p;
            most = age;
        }
    }
    if (most < OLD)
        return;
    drove_out = true;
    drove_ms = sys_now();
    tcp_abandon(marked ? marked : oldest, 0);
}

/* lwIP has made @pcb of a SYN and is about to answer. */
static err_t give_number(u8_t id, struct tcp_pcb_listen *listener,
                         struct tcp_pcb *pcb)
{
    struct flow f = {&pcb->local_ip, &pcb->remote_ip, pcb->local_port,
                     pcb->remote_port, pcb->rcv_nxt - 1};
    uint32_t first = shown_first;

    if (!showing && !is_full(listener))
        return ERR_OK;
    if (showing) {
        made = pcb;
    } else {
        first = cookie_of(&f, data_of(pcb), sys_now() / PERIOD_MS);
        tcp_ext_arg_set(pcb, id, MARK);
    }
    pcb->snd_wl2 = pcb->snd_nxt = pcb->snd_lbb = pcb->lastack = first;
    return ERR_OK;
}

void net_syn_cookies(struct tcp_pcb *listener)
{
    static const struct tcp_ext_arg_callbacks calls = {.passive_open =
                                                           give_number};
    static bool has_id;

    if (!has_id)
        arg_id = tcp_ext_arg_alloc_id();
    has_id = true;
    tcp_ext_arg_set_callbacks(listener, arg_id, &calls);
}

/* --- segments to a listener --- */

/* The SYN that a peer must have sent before @ack. */
static struct pbuf *syn_before(const struct tcp_hdr *ack, uint32_t data)
{
    uint8_t options[12];
    uint16_t n = options_of(data, options);
    struct pbuf *p = pbuf_alloc(PBUF_IP, TCP_HLEN + n, PBUF_RAM);
    struct tcp_hdr *hdr;

    if (!p)
        return NULL;
    hdr = p->payload;
    *hdr = (struct tcp_hdr){.src = lwip_htons(ack->src),
                            .dest = lwip_htons(ack->dest),
                            .seqno = lwip_htonl(ack->seqno - 1),
                            .wnd = lwip_htons(ack->wnd)};
    TCPH_HDRLEN_FLAGS_SET(hdr, (TCP_HLEN + n) / 4, TCP_SYN);
    memcpy(hdr + 1, options, n);
    hdr->chksum =
        ip_chksum_pseudo(p, IP_PROTO_TCP, p->tot_len, ip_current_src_addr(),
                         ip_current_dest_addr());
    return p;
}

/* @p as it was before tcp_input() looked at it, in a reference of its own. */
static void show_again(struct pbuf *p, struct tcp_hdr *hdr)
{
    if (pbuf_add_header_force(p, TCPH_HDRLEN_BYTES(hdr)))
        return;
    hdr->src = lwip_htons(hdr->src);
    hdr->dest = lwip_htons(hdr->dest);
    hdr->seqno = lwip_htonl(hdr->seqno);
    hdr->ackno = lwip_htonl(hdr->ackno);
    hdr->wnd = lwip_htons(hdr->wnd);
    pbuf_ref(p);
    tcp_input(p, ip_current_input_netif());
}

/* The connection of the cookie that @hdr brings. */
static void begin(struct tcp_pcb_listen *listener, struct tcp_hdr *hdr,
                  struct pbuf *p)
{
    struct pbuf *syn;

    if (is_full(listener))
        make_room(listener);
    syn = is_full(listener) ? NULL
                            : syn_before(hdr, (hdr->ackno - 1) & DATA_BITS);
    if (!syn)
        return; /* as if the segment was lost */
    trace(TRACE_NET, "net: connection of a SYN cookie: ports", hdr->dest,
          hdr->src);
    shown_first = hdr->ackno - 1;
    made = NULL;
    showing = true;
    tcp_input(syn, ip_current_input_netif());
    if (made && made == tcp_active_pcbs) {
        made->snd_nxt = hdr->ackno; /* though the card may be too busy */
        show_again(p, hdr);
    }
    showing = false;
}

err_t net_listener_input(struct tcp_pcb *pcb, struct tcp_hdr *hdr, bool whole,
                         struct pbuf *p)
{
    struct tcp_pcb_listen *listener = (struct tcp_pcb_listen *)pcb;
    struct flow f = {ip_current_dest_addr(), ip_current_src_addr(), hdr->dest,
                     hdr->src, hdr->seqno - 1};
    unsigned flags = TCPH_FLAGS(hdr) & (TCP_SYN | TCP_ACK | TCP_RST);

    if (showing)
        return ERR_OK;
    if (flags == TCP_ACK && whole && is_cookie(&f, hdr->ackno - 1)) {
        begin(listener, hdr, p);
        return ERR_ALREADY;
    }
    if (flags == TCP_SYN && is_full(listener))
        make_room(listener);
    return ERR_OK;
}
