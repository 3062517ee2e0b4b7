/*
 * netif_frame.c - see netif_frame.h.
 */
#include "drivers/xen/netif_frame.h"

static bool data_good(const struct netif_frame *f,
                      const struct netif_rx_answer *in, bool large)
{
    unsigned least = f->slots == 1 ? NETIF_FRAME_LEAST : 1;
    unsigned odd = f->slots == 1 ? 0 : NETIF_RX_EXTRA;

    if (!large)
        odd |= NETIF_RX_MORE | NETIF_RX_EXTRA;
    return !(in->flags & odd) && in->status >= (int)least &&
           in->offset <= NETIF_PAGE &&
           (unsigned)in->status <= NETIF_PAGE - in->offset;
}

static void add_data(struct netif_frame *f, const struct netif_rx_answer *in,
                     bool large)
{
    if (f->slots == 1) {
        f->flags = in->flags;
        f->extra = in->flags & NETIF_RX_EXTRA;
    }
    f->more = in->flags & NETIF_RX_MORE;
    if (data_good(f, in, large))
        f->total += (unsigned)in->status;
    else
        f->bad = true;
}

/* One of its kind, and no other kind: we asked for none. */
static void add_extra(struct netif_frame *f, const struct netif_extra *in)
{
    f->extra = in->flags & NETIF_EXTRA_MORE;
    if (f->gso_size != 0 || in->type != NETIF_EXTRA_GSO || in->size == 0 ||
        (in->gso_type != NETIF_GSO_TCPV4 && in->gso_type != NETIF_GSO_TCPV6))
        f->bad = true;
    f->gso_size = in->size;
    f->gso_type = in->gso_type;
}

enum netif_step netif_frame_add(struct netif_frame *f,
                                const union netif_rx_slot *slot, bool large)
{
    if (!f->extra && !f->more)
        *f = (struct netif_frame){0};
    if (++f->slots > NETIF_SLOTS_MOST) {
        f->bad = true;
        return NETIF_ENDLESS;
    }
    if (f->extra)
        add_extra(f, &slot->extra);
    else
        add_data(f, &slot->data, large);
    if (f->extra || f->more)
        return NETIF_OPEN;
    f->slots = 0;
    return f->bad || f->total > NETIF_FRAME_MOST ? NETIF_BAD : NETIF_WHOLE;
}
