/*
 * linux_net.c - for httpd in Linux, which counts elsewhere.
 */
#include <string.h>

#include "pith/net.h"

void pith_net_counters(struct pith_net_counters *out)
{
    memset(out, 0, sizeof(*out));
}
