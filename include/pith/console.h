/*
 * pith/console.h - standard input and output elsewhere than on a serial port.
 */
#pragma once

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * pith_console_virtio - whether standard input and output are a virtio
 * console's port.
 *
 * A program that names this function carries the driver, which then obeys
 * pith.console=virtio (the port that is a console) and
 * pith.console=virtio:NAME (the port of that name) on the command line; no
 * call is needed. To have it in a program that does not name it, link with
 * `pith-cc -u pith_console_virtio`. Without the option the console is the
 * serial port, as in any other program, and this is false. Any context.
 */
bool pith_console_virtio(void);

#ifdef __cplusplus
}
#endif
