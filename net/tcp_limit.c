/*
 * tcp_limit.c - connections that nobody holds: how many there may be.
 *
 * lwIP looks at every connection of a kind for each segment, so those that
 * have ended and wait (TIME_WAIT) are kept to a number; the oldest go. In a
 * flood of SYNs the half-open ones fill the backlog: then those that have not
 * been answered within some seconds go, long before lwIP's 20 s.
 */
#include "net/tcp_limit.h"

#include <stdbool.h>
#include <stdint.h>

#include "kernel/trace.h"
#include "lwip/priv/tcp_priv.h"
#include "lwip/sys.h"

#define TIME_WAIT_MAX  1024
#define HALF_OPEN_MAX  64 /* more than this at once is no ordinary burst */
#define HALF_OPEN_TIME (3000 / TCP_SLOW_INTERVAL)
#define EVERY_MS       1000

/* New ones are at the head. */
static void limit_time_wait(void)
{
    struct tcp_pcb *pcb = tcp_tw_pcbs;

    for (unsigned n = 1; pcb && n < TIME_WAIT_MAX; n++)
        pcb = pcb->next;
    while (pcb && pcb->next)
        tcp_abort(pcb->next);
}

static bool is_half_open(const struct tcp_pcb *pcb)
{
    return pcb->state == SYN_RCVD;
}

static void limit_half_open(void)
{
    struct tcp_pcb *pcb, *next;
    unsigned n = 0;

    for (pcb = tcp_active_pcbs; pcb; pcb = pcb->next)
        n += is_half_open(pcb);
    if (n <= HALF_OPEN_MAX)
        return;
    for (pcb = tcp_active_pcbs; pcb; pcb = next) {
        next = pcb->next;
        if (!is_half_open(pcb) || tcp_ticks - pcb->tmr < HALF_OPEN_TIME)
            continue;
        trace(TRACE_NET, "net: half-open connection ended: ports",
              pcb->local_port, pcb->remote_port);
        tcp_abort(pcb);
    }
}

void net_tcp_limit(void)
{
    static uint32_t last_ms;
    uint32_t now_ms = sys_now();

    if (now_ms - last_ms < EVERY_MS)
        return;
    last_ms = now_ms;
    limit_time_wait();
    limit_half_open();
}
