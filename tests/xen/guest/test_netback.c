/*
 * test_netback.c - backends of network cards that lie: this test is the
 * backend (netback.h). The tests may run in any order.
 */
#include "tests/check.h"

#include "arch/x86/cpu.h"
#include "kernel/string.h"
#include "tests/xen/guest/netback.h"

#define LEN 60 /* of a frame */

TEST(an_honest_frame_is_one)
{
    struct netfront *card = new_card();
    struct netbuf *frame;

    if (!card)
        return;
    memset((void *)(uintptr_t)card->buffer[0].paddr, 0x5a, PAGE_SIZE);
    answer(card, 0, (struct netif_rx_answer){0, 64, 0, LEN});
    frame = netdev_receive(&card->net);
    CHECK(frame && frame->len == LEN && frame->data[0] == 0x5a);
    CHECK(!netdev_receive(&card->net) && !card->net.failed);
    if (frame)
        netdev_release(&card->net, frame);
    netdev_stop(&card->net);
}

/* What is no frame, but does no harm: dropped, and the next one comes. */
TEST(frames_of_no_sense_are_dropped)
{
    static const struct netif_rx_answer bad[] = {
        {0, 0, 0, -1},        {0, 0, 0, 0},         {0, 0, 0, 13},
        {0, 4096, 0, LEN},    {0, 4037, 0, LEN},    {0, 65535, 0, LEN},
        {0, 0, 0, INT16_MAX}, {0, 0, 0, INT16_MIN},
    };
    struct netfront *card = new_card();
    unsigned n = 0;

    for (; card && n < ARRAY_SIZE(bad); n++) {
        struct netif_rx_answer a = bad[n];

        a.id = (uint16_t)n;
        answer(card, n, a);
        CHECK(!netdev_receive(&card->net) && !card->net.failed);
    }
    if (!card)
        return;
    CHECK(card->net.counters.rx_errors == n);
    answer(card, n, (struct netif_rx_answer){(uint16_t)n, 0, 0, LEN});
    CHECK(netdev_receive(&card->net) != NULL);
    netdev_stop(&card->net);
}

static void card_ends_with(struct netif_rx_answer first,
                           struct netif_rx_answer second)
{
    struct netfront *card = new_card();

    if (!card)
        return;
    answer(card, 0, first);
    answer(card, 1, second);
    while (netdev_receive(&card->net))
        continue;
    CHECK(card->net.failed && !card->net.link_up);
    CHECK(!netdev_receive(&card->net) && netdev_reap(&card->net) == 0);
}

TEST(a_card_that_lies_about_buffers_ends)
{
    struct netif_rx_answer good = {0, 0, 0, LEN};

    card_ends_with(good, good);
    card_ends_with(good, (struct netif_rx_answer){256, 0, 0, LEN});
    card_ends_with(good, (struct netif_rx_answer){65535, 0, 0, LEN});
    card_ends_with(good, (struct netif_rx_answer){2, 0, 0, LEN});
}

static void index_lies(bool sending, uint32_t made)
{
    struct netfront *card = new_card();
    struct front_ring *ring;

    if (!card)
        return;
    ring = sending ? &card->tx : &card->rx;
    __atomic_store_n(&ring->page->rsp_prod, made, __ATOMIC_RELEASE);
    CHECK(!netdev_receive(&card->net) && netdev_reap(&card->net) == 0);
    CHECK(card->net.failed);
}

TEST(a_card_whose_index_lies_ends)
{
    index_lies(false, 257);
    index_lies(false, UINT32_MAX);
    index_lies(true, 1);
    index_lies(true, UINT32_MAX);
}

static unsigned sent, refused;

static void done(struct net_tx *tx, bool ok)
{
    (void)tx;
    sent += ok;
    refused += !ok;
}

/* A frame that is answered by @id and @status. */
static struct netfront *send_one(unsigned id, int16_t status)
{
    static const uint8_t bytes[LEN];
    static const struct net_segment segment = {bytes, sizeof(bytes)};
    static struct net_tx tx;
    struct netif_tx_answer a = {(uint16_t)id, status};
    struct netfront *card = new_card();

    tx = (struct net_tx){.segment = &segment, .segments = 1, .done = done};
    sent = refused = 0;
    if (!card || !CHECK(netdev_send(&card->net, &tx, false) == 0))
        return NULL;
    answer_tx(card, 0, a);
    netdev_reap(&card->net);
    return card;
}

TEST(answers_to_what_was_sent)
{
    struct netfront *card = send_one(0, 0);

    CHECK(card && sent == 1 && refused == 0 && !card->net.failed);
    card = send_one(0, -1);
    CHECK(card && sent == 0 && refused == 1 && !card->net.failed);
    card = send_one(1, 0);
    CHECK(card && sent == 0 && refused == 1 && card->net.failed);
    card = send_one(65535, 0);
    CHECK(card && sent == 0 && refused == 1 && card->net.failed);
    card = send_one(0, 2);
    CHECK(card && sent == 0 && refused == 1 && card->net.failed);
    card = send_one(0, NETIF_NO_ANSWER);
    CHECK(card && sent == 0 && refused == 1 && card->net.failed);
}

TEST(a_netback_that_goes_ends_the_card)
{
    struct netfront *card = new_card();

    if (!card)
        return;
    fake_put("fakenet", "state", "6");
    while (!__atomic_load_n(&card->lost, __ATOMIC_ACQUIRE))
        cpu_pause();
    CHECK(!netdev_receive(&card->net) && card->net.failed);
}
