# lib.sh - the transports of virtio, and how QEMU's devices come over each.
#
# Sourced by the scripts here. Each line of the table is a machine, a transport,
# and what its devices are called there.

# shellcheck shell=sh
. tests/boot/lib.sh

# on_all - call "$@" with $where, $machine, $type (device or pci), $globals.
on_all()
{
    # shellcheck disable=SC2034  # for "$@"
    while read -r where machine type globals; do
        "$@"
    done <<END
microvm-mmio-1       -M,microvm,acpi=off                          device
microvm-mmio-2       -M,microvm,acpi=off                          device virtio-mmio.force-legacy=false
microvm-acpi-mmio-1  -M,microvm,acpi=on                           device
microvm-acpi-mmio-2  -M,microvm,acpi=on                           device virtio-mmio.force-legacy=false
microvm-acpi-1-ioapic -M,microvm,acpi=on,ioapic2=off              device
microvm-no-words     -M,microvm,acpi=off,auto-kernel-cmdline=off  device
pc-modern            -M,pc                                        pci    disable-legacy=on
pc-transitional      -M,pc                                        pci    disable-legacy=off
pc-legacy            -M,pc                                        pci    disable-modern=on
pc-legacy-intx       -M,pc                                        pci    disable-modern=on,vectors=0
pc-modern-intx       -M,pc                                        pci    vectors=0
pc-one-vector        -M,pc                                        pci    vectors=1
pc-ports             -M,pc                                        pci    modern-pio-notify=on
q35-modern           -M,q35                                       pci    disable-legacy=on
q35-transitional     -M,q35                                       pci    disable-legacy=off
q35-legacy           -M,q35                                       pci    disable-modern=on
q35-modern-intx      -M,q35                                       pci    disable-legacy=on,vectors=0
q35-no-event-idx     -M,q35                                       pci    event_idx=off
q35-no-indirect      -M,q35                                       pci    indirect_desc=off
END
}

# device NAME,PROPERTIES - the words that add it for $type and $globals.
device()
{
    properties=
    case $globals in
    virtio-mmio.*) global="-global $globals" ;;
    *) global='' properties=${globals:+,$globals} ;;
    esac
    echo "$global -device $1-$type${2:+,$2}$properties"
}
