#!/bin/sh
# queues.sh - a guest on a tap that has several queues.
#
# Connections are echoed and every byte is looked at; the guest's counters say
# that each pair of queues was used both ways, and that the host has learned
# from the guest which pair a connection belongs to. Needs root: SKIPPED says
# what is missing. The namespaces are this script's own.
set -u

. tests/net/space.sh
test "${1:-}" = inside ||
    enter "several queues over a tap" -nm "mount -t sysfs sysfs /sys" \
        "a network namespace with its /sys" mount

. tests/net/lib.sh
mount -t sysfs sysfs /sys # of this namespace: pith run looks at the tap there
ip link set lo up
address=10.78.0.2
queues=build/tests/net/queues

# tap WORD... - make it anew.
tap()
{
    ip link delete tap0 2>/dev/null
    ip tuntap add dev tap0 mode tap "$@"
    ip addr add 10.78.0.1/24 dev tap0
    ip link set tap0 up
}

ready()
{
    $queues "$address" "$1" alone 1 1
}

# on PAIRS OPTION... - queues.elf on a machine with so many CPUs and options.
on()
{
    pairs=$1
    shift
    what="$pairs pairs, $*"
    serve --net tap=tap0 -e "ip=$address::10.78.0.1:255.255.255.0:::off" \
        -e pith.log=info "$@" build/tests/net/queues.elf
    good "$what: comes up" up ready "$pairs"
    good "$what: many connections" $queues "$address" "$pairs" many 32 200000
    good "$what: one by one" $queues "$address" "$pairs" alone 12 200000
    good "$what: the guest says so" \
        grep -q "pairs of queues: $pairs\$" "$scratch/err"
    stop
}

tap multi_queue
on 1 --smp 1
on 2 --smp 2
on 4 --smp 4
on 4 --smp 4 --qemu-arg=-global --qemu-arg=virtio-mmio.force-legacy=false
on 2 --smp 2 --machine q35
on 4 --smp 4 --machine q35 --qemu-arg=-global \
    --qemu-arg=virtio-net-pci.disable-legacy=on
on 2 --smp 2 --machine pc --qemu-arg=-global \
    --qemu-arg=virtio-net-pci.disable-modern=on
on 2 --smp 2 --machine q35 --qemu-arg=-global \
    --qemu-arg=virtio-net-pci.vectors=0 --qemu-arg=-global \
    --qemu-arg=virtio-net-pci.event_idx=off
# memory for three pairs
on 3 --smp 4 -m 32M
tap # with one queue
on 1 --smp 4
finish queues
