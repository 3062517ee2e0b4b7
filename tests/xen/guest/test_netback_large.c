/*
 * test_netback_large.c - frames of several slots, in and out, with a backend
 * that keeps the rules and one that does not: this test is it (netback.h).
 */
#include "tests/check.h"

#include "kernel/errno.h"
#include "kernel/string.h"
#include "tests/xen/guest/netback.h"

#define FIRST                                                                  \
    (NETIF_RX_MORE | NETIF_RX_EXTRA | NETIF_RX_CSUM_BLANK | NETIF_RX_VALIDATED)

/* In place of the answer number @n. */
static void answer_extra(struct netfront *card, unsigned n, uint16_t size)
{
    struct netif_extra extra = {
        .type = NETIF_EXTRA_GSO, .size = size, .gso_type = NETIF_GSO_TCPV4};
    struct netif_rx_answer a;

    memcpy(&a, &extra, sizeof(a));
    answer(card, n, a);
}

static void fill_page(struct netfront *card, unsigned id)
{
    memset((void *)(uintptr_t)card->buffer[id].paddr, (int)id + 1, PAGE_SIZE);
}

/* @len bytes of the page of buffer @id. */
static bool is_piece(const struct netbuf *b, unsigned id, uint32_t len)
{
    if (!b || b->len != len)
        return false;
    for (uint32_t i = 0; i < len; i++)
        if (b->data[i] != id + 1)
            return false;
    return true;
}

TEST(a_frame_of_several_slots_is_one)
{
    struct netfront *card = new_card();
    struct netbuf *b;

    if (!card || !CHECK(card->net.features & NETDEV_RX_LARGE))
        return;
    for (unsigned i = 0; i < 4; i++)
        fill_page(card, i);
    answer(card, 0, (struct netif_rx_answer){0, 0, FIRST, 4096});
    CHECK(!netdev_receive(&card->net)); /* the rest takes its time */
    answer_extra(card, 1, 1448);
    answer(card, 2, (struct netif_rx_answer){2, 0, NETIF_RX_MORE, 4096});
    CHECK(!netdev_receive(&card->net) && !card->net.failed);
    answer(card, 3, (struct netif_rx_answer){3, 8, 0, 100});
    b = netdev_receive(&card->net);
    if (!CHECK(b && b->total == 8292 && b->gso_size == 1448))
        return;
    CHECK(b->flags == (NET_CSUM_OK | NET_TSO4));
    CHECK(is_piece(b, 0, 4096) && is_piece(b->next, 2, 4096));
    CHECK(is_piece(b->next->next, 3, 100) && !b->next->next->next);
    CHECK(card->rx.put == NETFRONT_RX + 1); /* the extra slot's page */
    netdev_release(&card->net, b);
    CHECK(card->rx.put == NETFRONT_RX + 4 && card->net.counters.rx_errors == 0);
    netdev_stop(&card->net);
}

TEST(a_bad_slot_drops_the_frame_and_no_more)
{
    struct netfront *card = new_card();

    if (!card)
        return;
    answer(card, 0, (struct netif_rx_answer){0, 0, FIRST, 4096});
    answer_extra(card, 1, 0); /* segments of nothing */
    answer(card, 2, (struct netif_rx_answer){2, 0, NETIF_RX_MORE, 4096});
    answer(card, 3, (struct netif_rx_answer){3, 0, 0, 100});
    answer(card, 4, (struct netif_rx_answer){4, 0, NETIF_RX_MORE, 4096});
    answer(card, 5, (struct netif_rx_answer){5, 1, NETIF_RX_MORE, 4096});
    answer(card, 6, (struct netif_rx_answer){6, 0, 0, 100});
    CHECK(!netdev_receive(&card->net) && !card->net.failed);
    CHECK(card->net.counters.rx_errors == 2);
    CHECK(card->rx.put == NETFRONT_RX + 7);
    answer(card, 7, (struct netif_rx_answer){7, 0, 0, 60});
    CHECK(netdev_receive(&card->net) != NULL);
    netdev_stop(&card->net);
}

TEST(a_frame_without_an_end_ends_the_card)
{
    struct netfront *card = new_card();

    for (unsigned i = 0; card && i <= NETIF_SLOTS_MOST; i++)
        answer(card, i,
               (struct netif_rx_answer){(uint16_t)i, 0, NETIF_RX_MORE, 100});
    CHECK(card && !netdev_receive(&card->net) && card->net.failed);
    card = new_card();
    if (card)
        answer(card, 0, (struct netif_rx_answer){0, 0, FIRST, 100});
    for (unsigned i = 1; card && i <= NETIF_SLOTS_MOST; i++) {
        struct netif_rx_answer a = {NETIF_EXTRA_GSO | NETIF_EXTRA_MORE << 8,
                                    1448, NETIF_GSO_TCPV4, 0};
        answer(card, i, a);
    }
    CHECK(card && !netdev_receive(&card->net) && card->net.failed);
}

/* --- out --- */

#define LEN   60000u
#define SLOTS 15u /* pages of it */

static uint8_t bytes[65550];
static struct net_segment segment[3] = {
    {bytes, 66}, {bytes + 66, 5000}, {bytes + 5066, LEN - 5066}};
static unsigned sent, refused;

static void done(struct net_tx *tx, bool ok)
{
    (void)tx;
    sent += ok;
    refused += !ok;
}

static struct net_tx tx = {.segment = segment,
                           .segments = 3,
                           .flags = NET_CSUM | NET_TSO4,
                           .csum_start = 34,
                           .csum_offset = 16,
                           .gso_size = 1448,
                           .header_len = 66,
                           .done = done};

static struct netfront *send_large(void)
{
    struct netfront *card = new_card();

    sent = refused = 0;
    for (unsigned i = 0; i < sizeof(bytes); i++)
        bytes[i] = (uint8_t)(i * 7 + i / 256);
    if (!card || !CHECK(netdev_send(&card->net, &tx, false) == 0))
        return NULL;
    CHECK(card->tx.page->req_prod == SLOTS + 1);
    return card;
}

/* Request @n, which has the frame's bytes from @at on. */
static uint32_t look_at_request(struct netfront *card, unsigned n, uint32_t at)
{
    uint32_t len = LEN - at < PAGE_SIZE ? LEN - at : (uint32_t)PAGE_SIZE;
    struct netif_tx out;

    memcpy(&out, tx_entry(card, n), sizeof(out));
    CHECK(out.size == (n == 0 ? LEN : len) && out.offset == 0);
    CHECK(!(out.flags & NETIF_TX_MORE) == (at + len == LEN));
    CHECK(!(out.flags & NETIF_TX_EXTRA) == (n != 0));
    CHECK(!(out.flags & NETIF_TX_CSUM_BLANK) == (n != 0));
    CHECK(out.ref == card->tx_ref[out.id]);
    CHECK(memcmp(card->tx_data + out.id * PAGE_SIZE, bytes + at, len) == 0);
    return len;
}

/* All answers, in the order of the requests; the last slot's with @status. */
static void answer_large(struct netfront *card, int16_t status)
{
    for (unsigned n = 0; n <= SLOTS; n++) {
        struct netif_tx out;
        struct netif_tx_answer a = {.status = NETIF_NO_ANSWER};

        memcpy(&out, tx_entry(card, n), sizeof(out));
        if (n != 1)
            a = (struct netif_tx_answer){out.id, n == SLOTS ? status : 0};
        CHECK(sent == 0 && refused == 0);
        answer_tx(card, n, a);
        netdev_reap(&card->net);
    }
}

TEST(a_large_frame_goes_out_by_pages)
{
    struct netfront *card = send_large();
    struct netif_extra extra;
    uint32_t at = 0;

    if (!card)
        return;
    memcpy(&extra, tx_entry(card, 1), sizeof(extra));
    CHECK(extra.type == NETIF_EXTRA_GSO && extra.flags == 0);
    CHECK(extra.size == 1448 && extra.gso_type == NETIF_GSO_TCPV4);
    for (unsigned n = 0; n <= SLOTS; n++)
        at += n == 1 ? 0 : look_at_request(card, n, at);
    CHECK(at == LEN);
    answer_large(card, 0);
    CHECK(sent == 1 && refused == 0 && !card->net.failed);
    CHECK(card->tx_slots_free == NETFRONT_TX);
    card = send_large();
    if (card)
        answer_large(card, -1);
    CHECK(card && sent == 0 && refused == 1 && !card->net.failed);
}

TEST(answers_to_a_large_frame_that_lie)
{
    static const struct netif_tx_answer lies[][2] = {
        {{0, 0}, {0, 0}},                             /* twice */
        {{0, 0}, {SLOTS, 0}},                         /* not its slot */
        {{0, NETIF_NO_ANSWER}, {0, NETIF_NO_ANSWER}}, /* one extra, not two */
        {{0, 0}, {1, 2}},
    };

    for (unsigned i = 0; i < ARRAY_SIZE(lies); i++) {
        struct netfront *card = send_large();

        if (!card)
            return;
        answer_tx(card, 0, lies[i][0]);
        answer_tx(card, 1, lies[i][1]);
        netdev_reap(&card->net);
        CHECK(sent == 0 && refused == 1 && card->net.failed);
    }
}

TEST(large_frames_wait_for_room)
{
    struct netfront *card = send_large();
    unsigned n = 1;

    while (card && netdev_send(&card->net, &tx, false) == 0)
        n++;
    CHECK(card && n == NETFRONT_TX / SLOTS && card->net.counters.tx_full == 1);
    if (!card)
        return;
    answer_large(card, 0);
    CHECK(sent == 1 && netdev_send(&card->net, &tx, false) == 0);
    netdev_stop(&card->net);
    CHECK(refused == n);
    card = new_card();
    segment[2].len += 65536 - LEN; /* the first request's size has 16 bits */
    CHECK(card && netdev_send(&card->net, &tx, false) == -EINVAL);
    segment[2].len--;
    CHECK(card && netdev_send(&card->net, &tx, false) == 0);
    segment[2].len = LEN - 5066;
}

TEST(a_backend_without_the_features_gets_small_frames)
{
    struct netfront *card = new_card();

    CHECK(card && card->net.features ==
                      (NETDEV_TX_CSUM | NETDEV_RX_CSUM | NETDEV_TX_TSO4 |
                       NETDEV_TX_TSO6 | NETDEV_RX_LARGE));
    fake_put("fakenet", "feature-sg", "0");
    netfront_probe();
    card = last_card() ? last_card()->driver : NULL;
    CHECK(card && !(card->net.features & (NETDEV_TX_TSO4 | NETDEV_TX_TSO6)));
    CHECK(card && netdev_send(&card->net, &tx, false) == -EINVAL);
}
