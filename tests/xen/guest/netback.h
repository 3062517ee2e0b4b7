/*
 * netback.h - the guest's own backend of network cards, data/fakenet (fake.h);
 * what is in its rings is written by the tests.
 */
#pragma once

#include "tests/check.h"

#include "drivers/xen/evtchn.h"
#include "drivers/xen/gnttab.h"
#include "drivers/xen/netfront.h"
#include "kernel/string.h"
#include "tests/xen/guest/fake.h"

/* A good backend, whatever the tests before have left. */
static inline void make_fake_card(void)
{
    fake_wait("fakenet");
    fake_put("fakenet", "state", "4");
    fake_put("fakenet", "feature-rx-copy", "1");
    fake_put("fakenet", "feature-ipv6-csum-offload", "1");
    fake_put("fakenet", "feature-sg", "1");
    fake_put("fakenet", "feature-gso-tcpv4", "1");
    fake_put("fakenet", "feature-gso-tcpv6", "1");
}

/* What the last one held: there are more cards than a domain could have. */
static inline void forget_card(struct netfront *card)
{
    if (!card->started)
        return;
    for (unsigned i = 0; i < card->rx_buffers; i++)
        gnttab_revoke(card->rx_ref[i]);
    for (unsigned i = 0; i < card->tx_slots; i++)
        gnttab_revoke(card->tx_ref[i]);
    gnttab_release(card->rx_buffers, card->rx_ref);
    gnttab_release(card->tx_slots, card->tx_ref);
    card->rx_buffers = card->tx_slots = 0;
    evtchn_close(card->port);
    card->port = EVTCHN_NONE;
    card->started = false;
}

static inline void ignore_event(struct netdev *net, void *arg)
{
    (void)net;
    (void)arg;
}

/* A new card each time: those before have failed, or are of no more use. */
static inline struct netfront *new_card(void)
{
    struct netdev *last;

    for (struct netdev *d = netdev_next(NULL); d; d = netdev_next(d))
        forget_card(d->driver);
    make_fake_card();
    netfront_probe();
    last = last_card();
    if (!CHECK(last && netdev_start(last, ignore_event, NULL) == 0))
        return NULL;
    return last->driver;
}

/* The backend's answer number @n of those that the card gets. */
static inline void answer(struct netfront *card, unsigned n,
                          struct netif_rx_answer a)
{
    memcpy((char *)(card->rx.page + 1) + n * sizeof(a), &a, sizeof(a));
    __atomic_store_n(&card->rx.page->rsp_prod, n + 1, __ATOMIC_RELEASE);
}

/* Request or answer number @n of the frames sent. */
static inline void *tx_entry(struct netfront *card, unsigned n)
{
    return (char *)(card->tx.page + 1) +
           n % card->tx.size * sizeof(struct netif_tx);
}

static inline void answer_tx(struct netfront *card, unsigned n,
                             struct netif_tx_answer a)
{
    memcpy(tx_entry(card, n), &a, sizeof(a));
    __atomic_store_n(&card->tx.page->rsp_prod, n + 1, __ATOMIC_RELEASE);
}
