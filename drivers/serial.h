/*
 * serial.h - a 16550 elsewhere than at COM1.
 */
#pragma once

#include <stdint.h>

#include "kernel/console.h"

/*
 * serial_probe_at - set up the 16550 at @port; there is only ever one.
 *
 * Returns the console that it is, or NULL if no UART answers there. Boot only.
 */
const struct console_device *serial_probe_at(uint16_t port);
