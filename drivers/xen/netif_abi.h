/*
 * netif_abi.h - requests and answers of a PV network card [XEN io/netif.h].
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

enum {
    NETIF_TX_CSUM_BLANK = 1,
    NETIF_TX_VALIDATED = 2,
    NETIF_RX_VALIDATED = 1,
    NETIF_RX_CSUM_BLANK = 2,
    NETIF_RX_MORE = 4,
    NETIF_RX_EXTRA = 8,
};

struct netif_tx {
    uint32_t ref;
    uint16_t offset, flags, id, size;
};
_Static_assert(sizeof(struct netif_tx) == 12, "[XEN io/netif.h]");

struct netif_tx_answer {
    uint16_t id;
    int16_t status; /* 0: sent, 1: no answer but to an extra, < 0: not sent */
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
