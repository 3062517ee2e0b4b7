/*
 * vmm_net.c - the network card on QEMU's command line.
 */
#include "tools/pith/vmm.h"

#include <stdio.h>

/* User networking is one option, with a rule for each forwarded port. */
static void add_user(const struct vmm_net *net, struct words *argv)
{
    struct words value = {0};

    words_add(&value, "user,id=net0");
    for (size_t i = 0; i < net->forwards.count; i++)
        words_add(&value, "%s,hostfwd=%s", value.word[i],
                  net->forwards.word[i]);
    words_add(argv, "%s", value.word[value.count - 1]);
    words_free(&value);
}

/* A tap that has several queues can only be opened as such. */
static void add_tap(const struct vmm_net *net, struct words *argv)
{
    char queues[24] = "";

    if (net->queues)
        snprintf(queues, sizeof(queues), ",queues=%u", net->queues);
    words_add(argv, "tap,id=net0,ifname=%s,script=no,downscript=no%s",
              net->name, queues);
}

void vmm_add_net(const struct vmm_config *config, bool mmio, struct words *argv)
{
    const struct vmm_net *net = &config->net;
    bool domu = config->kind == VMM_XEN_DOMU;

    if (net->kind == VMM_NET_NONE)
        return;
    words_add(argv, "-netdev");
    if (net->kind == VMM_NET_USER)
        add_user(net, argv);
    else
        add_tap(net, argv);
    words_add(argv, "-device");
    /* romfile: nobody boots from this card */
    words_add(argv, "%s%s%s%s",
              mmio ? "virtio-net-device,netdev=net0"
                   : "virtio-net-pci,netdev=net0,romfile=",
              net->queues && config->cpus > 1 && !domu ? ",mq=on" : "",
              domu ? ",mac=" VMM_DOM0_MAC : "",
              config->iommu ? VMM_BEHIND_IOMMU : "");
    if (net->pcap) {
        words_add(argv, "-object");
        words_add(argv, "filter-dump,id=pcap,netdev=net0,file=%s", net->pcap);
    }
}
