/*
 * shutdown.h - the host asks the program to end: `xl shutdown`.
 */
#pragma once

#include <stdbool.h>

/*
 * shutdown_watch - from now on take such requests (drivers/shutdown_probe.c).
 *
 * Brings drivers into an image, so it is called by signals only; disks and
 * networks bring their own. Idempotent. Returns false where no host can ask.
 * Thread context.
 */
bool shutdown_watch(void);

/*
 * shutdown_ask - the host asks.
 *
 * Sends SIGTERM if the program is one with signals; otherwise what SIGTERM
 * does by default is done at once: it ends with status 143. Interrupt context.
 */
void shutdown_ask(void);
