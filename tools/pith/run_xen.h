/*
 * run_xen.h - what `pith run` makes of its options on real Xen.
 */
#pragma once

#include <stdbool.h>

struct outcome;
struct run_options;

/*
 * run_xen_settle - complete @o for Xen, if it is for Xen.
 *
 * An option that means nothing there is refused, with what to do in its place.
 *
 * Returns 0, or STATUS_TOOL, and the reason is printed.
 */
int run_xen_settle(struct run_options *o);

/* Why -v is refused. */
#define RUN_XEN_NO_FOLDERS                                                     \
    "Xen has no folders of the host; make a disk of DIR: pith mkdisk --from, " \
    "and -d"

/*
 * run_xen_domain - whether a domain of Xen's can have what @o describes.
 *
 * @verb  of the reason: `pith xl` describes one, too
 *
 * Returns 0, or STATUS_TOOL, and the reason is printed.
 */
int run_xen_domain(const char *verb, const struct run_options *o);

/*
 * run_xen_files - whether QEMU can give Xen the files, if it is for Xen.
 *
 * A blank ends the name of a module (vmm_xen.c).
 *
 * @o    vmm.initrd is what QEMU opens
 * @out  says why not
 */
bool run_xen_files(const struct run_options *o, struct outcome *out);
