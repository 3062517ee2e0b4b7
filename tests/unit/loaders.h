/*
 * loaders.h - what each virtual machine monitor really leaves for its guest.
 */
#pragma once

#include "boot/memmap.h"
#include "boot/physmem.h"
#include "tests/unit/pvh_abi.h"

#define LOADER_MODULES_MAX 2
#define LOADER_MAP_MAX     12
#define LOADER_RAM_MAX     5

/*
 * struct loader - one handover.
 *
 * @info     where start_info lies
 * @abi      its contents; magic is filled in
 * @text     the command line, or NULL if none is written where it should be
 * @modules  abi.nr_modules of them
 * @map      abi.memmap_entries of them
 * @image    where the kernel was loaded
 * @ram      what must come out: free RAM before anything is reserved but
 *           page 0 and 0xa0000-0xfffff; ended by an empty range
 */
struct loader {
    const char *name;
    uint64_t info;
    struct abi_start_info abi;
    const char *text;
    struct abi_module modules[LOADER_MODULES_MAX];
    struct abi_map_entry map[LOADER_MAP_MAX];
    struct mem_range image;
    struct mem_range ram[LOADER_RAM_MAX];
};

/* All of them, ended by one without a name. */
extern const struct loader loaders[];

/* loader_find - the one with this name; aborts if there is none. */
const struct loader *loader_find(const char *name);

/* loader_write - do to memory what the loader does. */
void loader_write(const struct loader *loader, const struct physmem *pm);
