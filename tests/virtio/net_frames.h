/*
 * net_frames.h - the frames of the network test, for both sides.
 *
 * An Ethernet header of type FRAME_TYPE, then a 32-bit little-endian number of
 * the frame, then the 32-bit length of the answer that is wanted, then bytes
 * frame_byte(number, i) at offset i. The answer is such a frame of the same
 * number from the other address, with FRAME_ANSWER set.
 */
#pragma once

#include <stdint.h>

#define FRAME_TYPE    0x88b5 /* local experiments [IEEE 802] */
#define FRAME_HEADER  22
#define FRAME_ANSWER  0x80000000u
#define FRAME_LONGEST 9000

static inline uint8_t frame_byte(uint32_t number, uint32_t i)
{
    return (uint8_t)(number * 31 + i * 7 + (i >> 8));
}
