/*
 * xl.c - `pith xl`: an image as a domain for Xen's xl.
 */
#include <stdio.h>

#include "tools/pith/pith.h"
#include "tools/pith/xl_domain.h"

static const char usage[] =
    "Usage: pith xl [OPTION]... IMAGE [-- ARGUMENT...]\n"
    "Write the configuration by which Xen's `xl create` starts an image.\n"
    "\n"
    "      --net bridge=NAME a network card on that bridge of dom0\n"
    "\n"
    "Other options are those of pith run that describe the guest: -m, --smp,\n"
    "-i, -d, -e, --env-file, -o. The initial file system must be an archive;\n"
    "see pith pack. Every on_* is \"destroy\": exit(1) is Xen's reboot, and\n"
    "would start it again.\n"
    "\n"
    "Exit status: 0 done, 125 an error.\n";

int xl_main(int argc, char **argv)
{
    static struct xl_domain d;
    int status;

    if (xl_domain_help(argc, argv, usage))
        return 0;
    status = xl_domain_read(argc, argv, &d);
    if (status)
        return status;
    xl_config_write(stdout, &d.config);
    return xl_domain_written();
}
