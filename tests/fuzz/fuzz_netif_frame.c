/*
 * fuzz_netif_frame.c - slots of received frames, as a backend may write them.
 *
 * Input: a byte, whether large frames were asked for, then slots of 8 bytes.
 * The bytes of the good slots of data are summed up once more.
 */
// links: drivers/xen/netif_frame.c
#include "drivers/xen/netif_frame.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

static bool within_page(const struct netif_rx_answer *in)
{
    return in->status > 0 && in->offset + in->status <= (int)NETIF_PAGE;
}

static void look_at_whole(const struct netif_frame *f, uint32_t sum)
{
    MUST(!f->bad && f->total == sum);
    MUST(f->total >= NETIF_FRAME_LEAST && f->total <= NETIF_FRAME_MOST);
    MUST(f->gso_size == 0 || f->gso_type == NETIF_GSO_TCPV4 ||
         f->gso_type == NETIF_GSO_TCPV6);
    MUST((f->gso_size != 0) == !!(f->flags & NETIF_RX_EXTRA));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct netif_frame f = {0};
    bool large = size && data[0] & 1;
    enum netif_step step = NETIF_WHOLE;
    uint32_t sum = 0, slots = 0;

    for (size_t at = 1; at + 8 <= size && step != NETIF_ENDLESS; at += 8) {
        union netif_rx_slot slot;
        bool extra = f.extra;

        memcpy(&slot, data + at, sizeof(slot));
        step = netif_frame_add(&f, &slot, large);
        MUST(++slots <= NETIF_SLOTS_MOST + 1);
        MUST(extra || f.bad || within_page(&slot.data));
        sum += !extra && !f.bad ? (uint32_t)slot.data.status : 0;
        if (step == NETIF_OPEN)
            continue;
        if (step == NETIF_WHOLE)
            look_at_whole(&f, sum);
        MUST(step != NETIF_WHOLE || large || slots == 1);
        sum = slots = 0;
    }
    return 0;
}
