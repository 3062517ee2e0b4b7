/*
 * shutdown.h - control/shutdown: what `xl shutdown` writes.
 */
#pragma once

/* xen_shutdown_watch - behind kernel/shutdown.h. Thread context. */
void xen_shutdown_watch(void);
