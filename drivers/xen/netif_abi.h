/*
 * netif_abi.h - requests and answers of a PV network card [XEN io/netif.h].
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define NETIF_PAGE   4096u
#define NETIF_TX_MAX 65535u /* bytes of a frame to send */

enum netif_flags {
    NETIF_TX_CSUM_BLANK = 1,
    NETIF_TX_VALIDATED = 2,
    NETIF_TX_MORE = 4,
    NETIF_TX_EXTRA = 8,
    NETIF_RX_VALIDATED = 1,
    NETIF_RX_CSUM_BLANK = 2,
    NETIF_RX_MORE = 4,
    NETIF_RX_EXTRA = 8,
};

/* Of a frame in several slots, the first one's size is the whole frame's. */
struct netif_tx {
    uint32_t ref;
    uint16_t offset, flags, id, size;
};
_Static_assert(sizeof(struct netif_tx) == 12, "[XEN io/netif.h]");

enum { NETIF_SENT = 0, NETIF_NO_ANSWER = 1 /* to an extra slot */ };

struct netif_tx_answer {
    uint16_t id;
    int16_t status; /* < 0: not sent */
};
_Static_assert(sizeof(struct netif_tx_answer) == 4, "[XEN io/netif.h]");

struct netif_rx {
    uint16_t id, pad;
    uint32_t ref;
};
_Static_assert(sizeof(struct netif_rx) == 8, "[XEN io/netif.h]");

struct netif_rx_answer {
    uint16_t id, offset, flags;
    int16_t status; /* < 0: no frame; else bytes */
};
_Static_assert(sizeof(struct netif_rx_answer) == 8, "[XEN io/netif.h]");

enum { NETIF_EXTRA_GSO = 1 };  /* type */
enum { NETIF_EXTRA_MORE = 1 }; /* flags: another one follows */
enum { NETIF_GSO_TCPV4 = 1, NETIF_GSO_TCPV6 = 2 };

/* In a slot of either ring, in place of a request or an answer. */
struct netif_extra {
    uint8_t type, flags;
    uint16_t size; /* what follows is of NETIF_EXTRA_GSO: a segment's payload */
    uint8_t gso_type, pad;
    uint16_t features;
};
_Static_assert(sizeof(struct netif_extra) == 8, "[XEN io/netif.h]");
_Static_assert(offsetof(struct netif_extra, gso_type) == 4, "[XEN netif.h]");

union netif_rx_slot {
    struct netif_rx_answer data;
    struct netif_extra extra;
};
