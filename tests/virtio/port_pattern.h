/*
 * port_pattern.h - bytes through a console's port of which each can be told.
 */
#pragma once

#include <stdint.h>

#define PORT_MIB (1u << 20)

/* The byte at @at: never a control character, on which a terminal would act. */
static inline char port_byte(uint32_t at)
{
    return (char)('!' + (at * 2654435761u >> 20) % 90);
}
