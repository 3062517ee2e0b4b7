/*
 * udp_error.c - a peer without a listener is told to the socket.
 *
 * lwIP throws away ICMP's errors about datagrams; raw pcbs see them before.
 * As in Linux only a connected socket learns of them: by ECONNREFUSED of the
 * next call, once. Begins with the first that is connected.
 */
#include <errno.h>
#include <string.h>

#include "lwip/inet_chksum.h"
#include "lwip/ip.h"
#include "lwip/netif.h"
#include "lwip/pbuf.h"
#include "lwip/prot/icmp6.h"
#include "lwip/prot/ip6.h"
#include "lwip/raw.h"
#include "lwip/udp.h"
#include "net/datagram.h"
#include "net/icmp_error.h"

#define ENOUGH 128 /* bytes: ICMP's header, IP's with options, ports */

static bool same_ip(const ip_addr_t *a, const uint8_t *bytes, bool v6)
{
    if (IP_IS_V6(a) != v6)
        return false;
    return v6 ? memcmp(ip_2_ip6(a)->addr, bytes, 16) == 0
              : memcmp(&ip_2_ip4(a)->addr, bytes, 4) == 0;
}

static bool is_about(const struct udp_pcb *pcb, const struct icmp_error *e,
                     bool v6)
{
    return (udp_flags(pcb) & UDP_FLAGS_CONNECTED) &&
           pcb->local_port == e->source_port &&
           pcb->remote_port == e->target_port &&
           same_ip(&pcb->remote_ip, e->target, v6) &&
           (ip_addr_isany(&pcb->local_ip) ||
            same_ip(&pcb->local_ip, e->source, v6));
}

static void tell(const struct icmp_error *e, bool v6)
{
    for (struct udp_pcb *pcb = udp_pcbs; pcb; pcb = pcb->next) {
        struct net_socket *s = net_udp_socket(pcb);

        if (s && is_about(pcb, e, v6)) {
            s->error = ECONNREFUSED;
            net_signal(s);
        }
    }
}

/* The loopback's frames carry no sums. */
static bool is_whole(struct pbuf *p, const ip_addr_t *from, bool v6)
{
    const struct netif *n = ip_current_input_netif();

    if (!(n->chksum_flags &
          (v6 ? NETIF_CHECKSUM_CHECK_ICMP6 : NETIF_CHECKSUM_CHECK_ICMP)))
        return true;
    return (v6 ? ip_chksum_pseudo(p, IP6_NEXTH_ICMP6, p->tot_len, from,
                                  ip_current_dest_addr())
               : inet_chksum_pbuf(p)) == 0;
}

/* @p begins with the IP header, and has to be left like that. */
static u8_t received(void *arg, struct raw_pcb *pcb, struct pbuf *p,
                     const ip_addr_t *from)
{
    uint16_t header = ip_current_header_tot_len(), len;
    bool v6 = IP_IS_V6(from), believed;
    uint8_t bytes[ENOUGH];
    struct icmp_error e;

    (void)arg;
    (void)pcb;
    if (p->tot_len <= header || pbuf_remove_header(p, header))
        return 0;
    len = pbuf_copy_partial(p, bytes, sizeof(bytes), 0);
    believed = (v6 ? icmp_error_read6(bytes, len, &e)
                   : icmp_error_read4(bytes, len, &e)) &&
               is_whole(p, from, v6);
    pbuf_add_header_force(p, header);
    if (believed)
        tell(&e, v6);
    return 0;
}

static struct raw_pcb *listen_for(u8_t type, u8_t protocol)
{
    struct raw_pcb *pcb = raw_new_ip_type(type, protocol);

    if (pcb)
        raw_recv(pcb, received, NULL);
    return pcb;
}

/* Where there was no memory the next socket asks again. */
void net_udp_errors(void)
{
    static struct raw_pcb *v4, *v6;

    if (!v4)
        v4 = listen_for(IPADDR_TYPE_V4, IP_PROTO_ICMP);
    if (!v6)
        v6 = listen_for(IPADDR_TYPE_V6, IP6_NEXTH_ICMP6);
}
