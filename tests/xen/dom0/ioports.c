/*
 * ioports.c - let a domain have some of the machine's I/O ports, at the same
 * numbers: ioports DOMID FIRST COUNT, in decimal.
 *
 * xl's ioports= allows them, but makes none of a PVH domain's reach them. A
 * program of the rig's dom0; libxenctrl's header is not needed for two calls.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

struct xc_interface;

struct xc_interface *xc_interface_open(void *logger, void *dom_logger,
                                       unsigned flags);
int xc_domain_ioport_mapping(struct xc_interface *xch, uint32_t domid,
                             uint32_t guest_port, uint32_t machine_port,
                             uint32_t count, uint32_t add);

int main(int argc, char **argv)
{
    struct xc_interface *xch = xc_interface_open(NULL, NULL, 0);

    if (argc == 4 && xch &&
        xc_domain_ioport_mapping(
            xch, (uint32_t)atoi(argv[1]), (uint32_t)atoi(argv[2]),
            (uint32_t)atoi(argv[2]), (uint32_t)atoi(argv[3]), 1) == 0)
        return 0;
    perror("ioports");
    return 1;
}
