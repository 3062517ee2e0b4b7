/*
 * xl_domain.h - what `pith xl` and `pith libvirt` are asked to describe.
 */
#pragma once

#include "tools/pith/run.h"
#include "tools/pith/xl_config.h"

struct xl_domain {
    struct xl_config config;
    struct run_options o;
    struct xl_disk disk[RUN_DISKS_MAX];
};

/*
 * xl_domain_read - read the options of `pith run` that describe a guest.
 *
 * @argc, @argv  from the verb's name on; argv is reordered
 * @d            zeroed
 *
 * Those that say how QEMU is to run it are refused. Files become absolute, as
 * who reads the description is elsewhere.
 *
 * Returns 0, or STATUS_TOOL, and the reason is printed.
 */
int xl_domain_read(int argc, char **argv, struct xl_domain *d);

/* xl_domain_help - whether --help is among the words; then @text is printed. */
bool xl_domain_help(int argc, char **argv, const char *text);

/* xl_domain_written - the exit status after writing to standard output. */
int xl_domain_written(void);
