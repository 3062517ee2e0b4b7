/*
 * tcp_limit.c - connections that nobody holds: how many there may be.
 *
 * lwIP looks at every connection of a kind for each segment, so those that
 * have ended and wait (TIME_WAIT) are kept to a number; the oldest go.
 */
#include "net/tcp_limit.h"

#include <stdint.h>

#include "lwip/priv/tcp_priv.h"
#include "lwip/sys.h"

#define TIME_WAIT_MAX 1024
#define EVERY_MS      1000

/* New ones are at the head. */
static void limit_time_wait(void)
{
    struct tcp_pcb *pcb = tcp_tw_pcbs;

    for (unsigned n = 1; pcb && n < TIME_WAIT_MAX; n++)
        pcb = pcb->next;
    while (pcb && pcb->next)
        tcp_abort(pcb->next);
}

void net_tcp_limit(void)
{
    static uint32_t last_ms;
    uint32_t now_ms = sys_now();

    if (now_ms - last_ms < EVERY_MS)
        return;
    last_ms = now_ms;
    limit_time_wait();
}
