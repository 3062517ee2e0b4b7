/*
 * physmem.h - the kernel's window on guest-physical memory.
 */
#pragma once

#include "boot/physmem.h"

/*
 * physmem_kernel - all of the first 4 GiB, identity-mapped on demand.
 *
 * No loader puts its tables higher ("Xen on x86 will always try to place all
 * data below 4 GiB" [PVH start_info.h]).
 */
struct physmem physmem_kernel(void);
