/*
 * run_xen.h - what `pith run` makes of its options on real Xen.
 */
#pragma once

struct run_options;

/*
 * run_xen_settle - complete @o for Xen, if it is for Xen.
 *
 * An option that means nothing there is refused, with what to do in its place.
 *
 * Returns 0, or STATUS_TOOL, and the reason is printed.
 */
int run_xen_settle(struct run_options *o);
