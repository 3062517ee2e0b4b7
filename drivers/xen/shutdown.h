/*
 * shutdown.h - control/shutdown: what `xl shutdown` writes.
 */
#pragma once

#include <stdbool.h>

/* xen_shutdown_watch - behind kernel/shutdown.h; false if xenstore cannot be
 * had. Idempotent. Thread context. */
bool xen_shutdown_watch(void);
