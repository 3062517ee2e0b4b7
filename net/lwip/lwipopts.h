/*
 * lwipopts.h - how lwIP is built here, each choice with its reason.
 *
 * lwIP's own defaults (lwip/opt.h) hold for what is not named. Its socket
 * layer and its thread are not used: net/ has sockets of its own on lwIP's
 * callbacks, and whoever waits for the network does the network's work.
 */
#pragma once

/* clang-format off */

/* --- who runs it --- */
#define NO_SYS 1               /* no thread, no mailbox: net_lock() guards */
#define SYS_LIGHTWEIGHT_PROT 0 /* the same lock */
#define LWIP_NETCONN 0
#define LWIP_SOCKET 0
#define LWIP_TIMERS 1        /* net.c calls sys_check_timeouts() */

/* --- memory: malloc, within a limit (net/memory.c) --- */
#define MEM_LIBC_MALLOC 1
#define MEMP_MEM_MALLOC 1
#define MEM_ALIGNMENT 8
#define mem_clib_malloc net_malloc
#define mem_clib_calloc net_calloc
#define mem_clib_free net_free
#define LWIP_SUPPORT_CUSTOM_PBUF 1 /* frames stay where the card put them */
#define LWIP_PBUF_REF_T u16_t      /* a frame to all sockets of a group */
#define PBUF_POOL_BUFSIZE 1600     /* a whole frame: lwIP's own replies */

/* --- Ethernet and ARP --- */
#define LWIP_ARP 1
#define ETHARP_SUPPORT_STATIC_ENTRIES 0
#define ARP_TABLE_SIZE 256         /* all of a /24; the oldest makes room */
#define ARP_QUEUEING 1             /* no first packet is lost to ARP */
#define ARP_QUEUE_LEN 64 /* a burst of a connection: frames, per peer */
#define LWIP_SINGLE_NETIF 0
#define LWIP_NETIF_STATUS_CALLBACK 1 /* tells when DHCP has an answer */
#define LWIP_NETIF_HOSTNAME 1      /* DHCP sends it */
#define LWIP_NETIF_TX_SINGLE_PBUF 0  /* cards gather */
#define LWIP_CHECKSUM_CTRL_PER_NETIF 1 /* cards that sum need no help */
#define LWIP_HAVE_LOOPIF 1         /* 127.0.0.1 and ::1 */
#define LWIP_NETIF_LOOPBACK 1      /* and our own addresses */
#define LWIP_LOOPBACK_MAX_PBUFS 0  /* TCP's windows are the limit */
#define LWIP_NETIF_LOOPBACK_MULTITHREADING 0

/* --- IP --- */
#define LWIP_IPV4 1
#define LWIP_IPV6 1
#define IP_REASS_MAX_PBUFS 64      /* one datagram of 64 KiB and a bit */
#define IP_REASSEMBLY 1
#define IP_FRAG 1
#define IP_OPTIONS_ALLOWED 1       /* ignored, not an error */
#define IP_FORWARD 0
#define IP_SOF_BROADCAST 1         /* sending asks for SO_BROADCAST */
#define IP_SOF_BROADCAST_RECV 0    /* receiving does not, as in Linux */
#define LWIP_ICMP 1
#define LWIP_BROADCAST_PING 0      /* no amplifier */
#define LWIP_MULTICAST_PING 0
#define LWIP_RAW 1                 /* SOCK_RAW: ping */
#define LWIP_IGMP 1
#define LWIP_MULTICAST_TX_OPTIONS 1
#define LWIP_IPV6_MLD 1
#define LWIP_IPV6_AUTOCONFIG 1     /* SLAAC */
#define LWIP_IPV6_DUP_DETECT_ATTEMPTS 1 /* RFC 4862's default */
#define LWIP_IPV6_NUM_ADDRESSES 4  /* link-local and three prefixes */
#define LWIP_IPV6_DHCP6 0
#define LWIP_ND6_RDNSS_MAX_DNS_SERVERS 2
#define LWIP_ND6_NUM_NEIGHBORS 64  /* as many peers on the link at once, */
#define LWIP_ND6_NUM_DESTINATIONS 64 /* or anywhere; the limit is 127 */
#define LWIP_ND6_QUEUEING 1
#define MEMP_NUM_ND6_QUEUE 32
#define LWIP_IPV6_SCOPES 1
#define IPV6_REASS_MAXAGE 15
#define IPV6_FRAG_COPYHEADER 1     /* pointers are longer than the header */

/* --- DHCP and DNS --- */
#define LWIP_DHCP 1
#define DHCP_DOES_ARP_CHECK 0      /* 2.1: it would wait for seconds */
#define LWIP_DHCP_DOES_ACD_CHECK 0 /* 2.2: the same */
#define LWIP_DHCP_GET_NTP_SRV 0
#define LWIP_DHCP_MAX_DNS_SERVERS 2
#define LWIP_DNS 1
#define DNS_MAX_SERVERS 3          /* as resolv.conf has */
#define DNS_MAX_RETRIES 3          /* a dead one costs 4 s a question, not 7 */
#define DNS_TABLE_SIZE 16
#define DNS_MAX_NAME_LENGTH 256    /* RFC 1035: 255 octets */
#define LWIP_DNS_SUPPORT_MDNS_QUERIES 0

/* --- UDP --- */
#define LWIP_UDP 1
#define LWIP_NETBUF_RECVINFO 0

/* --- TCP --- */
#define LWIP_TCP 1
#define TCP_MSS 1460               /* Ethernet's 1500 less two headers */
#define LWIP_WND_SCALE 1           /* a window beyond 64 KiB */
#define TCP_RCV_SCALE 3
#define TCP_WND (256 * 1024)       /* 1 Gbit/s at 2 ms */
#define TCP_SND_BUF (256 * 1024)
#define TCP_SND_QUEUELEN 768       /* four pbufs a segment of that */
#define MEMP_NUM_TCP_SEG TCP_SND_QUEUELEN /* its only use: a check */
#define TCP_SNDLOWAT (32 * 1024) /* its default overflows 16 bits */
#define TCP_OVERSIZE TCP_MSS       /* small writes fill a segment */
#define TCP_QUEUE_OOSEQ 1
#define LWIP_TCP_SACK_OUT 1        /* who sends to us repeats only losses */
#define LWIP_TCP_TIMESTAMPS 0      /* 12 bytes a segment, for what RTT is */
#define TCP_LISTEN_BACKLOG 1       /* listen()'s argument counts */
#define TCP_DEFAULT_LISTEN_BACKLOG 0xff
#define LWIP_TCP_KEEPALIVE 1       /* TCP_KEEPIDLE and its kin */
#define SO_REUSE 1
#define TCP_MSL 5000               /* TIME_WAIT of 10 s: net/tcp_limit.c */
#define LWIP_TCP_RTO_TIME 1000     /* RFC 6298 (2.1 lets 3 s pass) */
#define LWIP_TCP_PCB_NUM_EXT_ARGS 2 /* net/tcp.c's, syn_cookie.c's */
#define LWIP_HOOK_TCP_INPACKET_PCB(pcb, hdr, optlen, opt1len, opt2, p) \
    ((pcb)->state == LISTEN ? net_listener_input(pcb, hdr, !(opt2), p) \
                            : ERR_OK)
#define LWIP_HOOK_TCP_ISN net_tcp_isn /* RFC 6528: nobody can guess it */
#define LWIP_HOOK_FILENAME "hooks.h"
#define LWIP_RANDOMIZE_INITIAL_LOCAL_PORTS 1

/* --- what lwIP counts: for pith.trace=net and tests --- */
#define LWIP_STATS 1
#define LWIP_STATS_LARGE 1
#define LWIP_STATS_DISPLAY 0
#define MEM_STATS 0
#define MEMP_STATS 0
#define LINK_STATS 1
#define SYS_STATS 0
