/*
 * dladdr.c - the name of the function at an address, as BSD and Linux have it.
 */
#include <dlfcn.h>

#include <stdint.h>

#include "kernel/image.h"
#include "kernel/symtab.h"
#include "libc/progname.h"

int dladdr(const void *addr, Dl_info *info)
{
    uint64_t at = (uint64_t)(uintptr_t)addr;
    struct symbol found;

    if (at < IMAGE_ADDR(image_start) || at >= IMAGE_ADDR(image_end))
        return 0;
    *info = (Dl_info){.dli_fname = libc_progname, .dli_fbase = image_start};
    if (symtab_find(at, &found)) {
        info->dli_sname = found.name;
        info->dli_saddr = (void *)(uintptr_t)found.start;
    }
    return 1;
}
