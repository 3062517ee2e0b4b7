/*
 * netif_frame.h - the slots of a ring that make up one received frame.
 *
 * The first slot tells of data; if it says so, slots of extra information
 * follow, each of which says whether it is the last, and then, if the first
 * slot said so, more slots of data, each of which says whether it is the last.
 * The backend may write anything: every slot is checked here, and whether the
 * chain ends. Pure. [XEN io/netif.h, "Guest receive", "Extra Info"]
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "drivers/xen/netif_abi.h"

#define NETIF_FRAME_LEAST 14u    /* an Ethernet header */
#define NETIF_FRAME_MOST  65550u /* as kernel/netdev.h has it */
#define NETIF_SLOTS_MOST  20u /* 18 of data, two of what we did not ask for */

enum netif_step {
    NETIF_OPEN,   /* more slots are to come */
    NETIF_WHOLE,  /* that was the last one, and all are good */
    NETIF_BAD,    /* that was the last one, and one made no sense */
    NETIF_ENDLESS /* too many: nothing of what comes will make sense */
};

/*
 * struct netif_frame - a frame as far as it has come; zero it before the first.
 *
 * @total     bytes of data
 * @slots     of any kind; 0 between frames
 * @flags     enum netif_flags of the first slot
 * @gso_size, @gso_type  of an extra slot; else 0
 * @extra     the next slot is one
 * @more      data is to come
 * @bad       some slot made no sense
 */
struct netif_frame {
    uint32_t total;
    unsigned slots;
    uint16_t flags, gso_size;
    uint8_t gso_type;
    bool extra, more, bad;
};

/*
 * netif_frame_add - the next slot.
 *
 * @slot   an extra one if @f->extra was true before; else data
 * @large  we asked for frames in several slots, and for large ones
 *
 * With NETIF_WHOLE and NETIF_BAD the next slot begins another frame. A slot of
 * data that makes no sense must not be used, whatever the step: @f->bad tells.
 */
enum netif_step netif_frame_add(struct netif_frame *f,
                                const union netif_rx_slot *slot, bool large);
