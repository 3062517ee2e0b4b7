/*
 * if_name.c - network interfaces by name and number.
 */
#include <errno.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>

#include "net/resolve.h"

#define INDEX_MAX 8 /* the loopback and the cards (net/eth.c) */

unsigned int if_nametoindex(const char *name)
{
    char own[IF_NAMESIZE];

    for (unsigned i = 1; i <= INDEX_MAX; i++)
        if (net_interface(i, own, sizeof(own)) == 0 && !strcmp(own, name))
            return i;
    errno = ENODEV;
    return 0;
}

char *if_indextoname(unsigned int index, char *name)
{
    if (net_interface(index, name, IF_NAMESIZE) == 0)
        return name;
    errno = ENXIO;
    return NULL;
}

/* The names lie behind the list. */
struct if_nameindex *if_nameindex(void)
{
    struct {
        struct if_nameindex list[INDEX_MAX + 1];
        char names[INDEX_MAX][IF_NAMESIZE];
    } *all = calloc(1, sizeof(*all));
    unsigned n = 0;

    if (!all)
        return NULL;
    for (unsigned i = 1; i <= INDEX_MAX; i++) {
        if (net_interface(i, all->names[n], IF_NAMESIZE) != 0)
            continue;
        all->list[n] = (struct if_nameindex){i, all->names[n]};
        n++;
    }
    return all->list;
}

void if_freenameindex(struct if_nameindex *list)
{
    free(list);
}
