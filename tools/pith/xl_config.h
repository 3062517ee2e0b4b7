/*
 * xl_config.h - a guest as Xen's xl is told of it [xl.cfg(5)].
 */
#pragma once

#include <stdint.h>
#include <stdio.h>

struct xl_config {
    const char *name, *kernel;
    const char *ramdisk; /* NULL: none */
    const char *line;
    uint64_t memory; /* bytes */
    unsigned cpus;
    const char *at_end; /* what every on_* says */
};

/* xl_config_write - write it; xl reads back exactly these strings. */
void xl_config_write(FILE *out, const struct xl_config *config);
