/*
 * boot.h - what the machine turned out to be, once main.c has looked.
 *
 * Filled once during boot, read-only afterwards; every string and range in
 * it is a copy or reserved memory and stays valid for good.
 */
#pragma once

#include <stdint.h>

#include "boot/cmdline.h"
#include "boot/memmap.h"
#include "boot/start_info.h"

struct boot_info {
    const char *memmap_source; /* "start_info", "Xen", "fw_cfg" */
    struct start_info info;    /* as handed over, copied */
    struct memmap ram;         /* free RAM as given to page_alloc */
    uint64_t withheld;         /* bytes of the map's RAM that Xen keeps */
    uint64_t low_page;         /* below 640 KiB, for smp_start(); 0: none */
    struct cmdline cmdline;    /* parsed in place in its own copy */
};

/* boot_info - the one instance. */
const struct boot_info *boot_info(void);

/*
 * boot_option - the value of pith.@name= on the command line.
 *
 * "" if the option stands there without a value, NULL if it does not.
 */
const char *boot_option(const char *name);
