/*
 * console_abi.h - the page that a domU's console is [XEN io/console.h].
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct xencons_interface {
    uint8_t in[1024]; /* to the domain */
    uint8_t out[2048];
    uint32_t in_cons, in_prod, out_cons, out_prod;
};
_Static_assert(offsetof(struct xencons_interface, out) == 1024,
               "[XEN console]");
_Static_assert(offsetof(struct xencons_interface, in_cons) == 3072, "[XEN]");
_Static_assert(sizeof(struct xencons_interface) == 3088, "[XEN io/console.h]");
