/*
 * net_world.h - what net/ stands on, for host programs: one thread, a clock
 * that a test moves, and a card whose frames a test makes.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The last TCP segment that was sent, in host byte order. */
struct world_segment {
    uint16_t source, target;
    uint32_t seq, ack, length; /* SYN and FIN count */
    uint8_t flags;
    uint8_t to[6]; /* whose card */
};
extern struct world_segment world_sent;
extern unsigned world_lent; /* frames that the stack holds */

/* world_card_cuts - whether the card does TSO; before the next frame. */
void world_card_cuts(bool yes);

/* world_receive - a frame comes in; @checked: its TCP sum is not looked at. */
void world_receive(const void *frame, size_t len, bool checked);

/* world_pass - let time go by, and the network do its work. */
void world_pass(uint64_t ms);
