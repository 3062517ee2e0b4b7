/*
 * xen_clock.h - Xen's side of pvclock.h.
 */
#pragma once

#include "arch/x86/pvclock.h"

/*
 * xen_clock_find - the source for pvclock.c; NULL if this is not Xen.
 *
 * Thread context, once, with page_alloc() at work.
 */
const struct pvclock_source *xen_clock_find(void);
