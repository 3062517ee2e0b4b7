/*
 * xl_config.h - a guest as Xen's xl is told of it [xl.cfg(5)].
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct xl_disk {
    const char *target; /* a path in dom0 */
    const char *format; /* "raw" or "qcow2" */
    bool read_only;
    bool device; /* not a file but a disk of dom0's */
};

struct xl_config {
    const char *name, *kernel;
    const char *ramdisk; /* NULL: none */
    const char *line;
    uint64_t memory; /* bytes */
    unsigned cpus;
    const char *at_end; /* what every on_* says */
    const struct xl_disk *disk;
    unsigned nr_disks;  /* up to 26: xvda, xvdb, ... */
    const char *bridge; /* what its card is on; NULL: it has none */
    const char *mac;    /* the card's; NULL: xl's choice */
};

/* xl_config_write - write it; xl reads back exactly these strings. */
void xl_config_write(FILE *out, const struct xl_config *config);
