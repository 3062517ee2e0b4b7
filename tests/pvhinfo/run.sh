#!/bin/sh
# run.sh - what pvhinfo says on each of QEMU's machines.
#
# usage: run.sh [--update]      --update writes the golden outputs anew
#
# The golden outputs hold for QEMU 7.2 and 10.0: what differs is masked
# (mask.sed).
set -u
. tests/boot/lib.sh

dir=tests/pvhinfo
image=build/apps/pvhinfo.elf
loader=build/tests/loader
update=${1:-}

# compare NAME FILE - the masked output of the last QEMU against FILE.
compare()
{
    tr -d '\r' <"$scratch/out" | sed -E -f "$dir/mask.sed" |
        sed '/^pith: exit status 1$/d' >"$scratch/masked"
    if test "$update" = --update; then
        cp "$scratch/masked" "$2"
    fi
    if cmp -s "$scratch/masked" "$2" &&
        grep -q '^pith: exit status 1' "$scratch/out"; then
        ok "$1"
    else
        not_ok "$1" "$(diff "$2" "$scratch/masked" | head -n 40)" \
            "$(head -c 500 "$scratch/err")"
    fi
}

for machine in pc q35 microvm,acpi=off microvm,acpi=on:qboot.rom; do
    name=$(echo "${machine%%:*}" | tr ',=' '--')
    # shellcheck disable=SC2046
    set -- $(machine_args "$machine") -m 64M -smp 2 -kernel "$image"
    qemu "$@" -append 'K=v -- '
    compare "$machine text" "$dir/golden/$name.txt"
    qemu "$@" -append 'K="é" -- --json'
    compare "$machine json" "$dir/golden/$name.json"
done

# A module and virtio devices: what QEMU says of them.
cpio -o -H newc >"$scratch/initrd" 2>/dev/null </dev/null
qemu -M q35 -m 64M -kernel "$image" -initrd "$scratch/initrd"
check "q35 module" 0 "module 0 lies in RAM" "1 modules, 1 read"
qemu -M microvm,acpi=off -m 64M -kernel "$image" -initrd "$scratch/initrd" \
    -device virtio-rng-device
check "microvm module and virtio" 0 "module 0 lies in RAM" \
    "paddr 0xfeb00e00  irq 12  found command line  magic 0x74726976"
qemu -M microvm,acpi=off,auto-kernel-cmdline=off -m 64M -kernel "$image" \
    -device virtio-rng-device
check "microvm virtio by probing" 0 \
    "paddr 0xfeb00e00  irq 0  found probe  magic 0x74726976"

# Handovers of other VMMs, by the ROM of tests/loader.
# shape NAME LINE... - the last QEMU, entered as NAME does.
shape()
{
    name=$1
    shift
    qemu -M microvm,acpi=off -cpu max -m 24M -bios "$loader/rom.bin" \
        -fw_cfg "name=opt/pith/shape,file=$scratch/$name.shape" \
        -fw_cfg "name=opt/pith/image,file=$image" \
        -fw_cfg "name=opt/pith/initrd,file=$scratch/initrd"
    check "$name" 0 "$@"
}

mkdir "$scratch/files"
echo a >"$scratch/files/hello.txt"
awk 'BEGIN { for (i = 0; i < 20000; i++) print i }' >"$scratch/files/data"
build/pith pack "$scratch/files" "$scratch/initrd" || exit 1
"$loader/shapes" "$image" "$scratch/initrd" "$scratch/files" "$scratch" \
    >"$scratch/names" || exit 1
shape firecracker "conforms        yes" "NOTE map-sorted" \
    "register tr  selector 0x18  visible yes  base 0x0  limit 0x67"
shape libkrun "conforms        yes"
shape xen-domu-4.8 "conforms        yes" "NOTE tr: selector 0x0 leads to no" \
    "NOTE version: version 0"
shape qboot "conforms        no" "FAIL module-cmdline: module 0's at 0x202000f18f2"

# Options and exit status.
pith run "$image" -- --quiet
check "quiet" 1 "FAIL tr: selector 0x0: no TSS was loaded"
if test "$(wc -l <"$scratch/out")" = 1; then
    ok "quiet is one line"
else
    not_ok "quiet is one line" "$(cat "$scratch/out")"
fi
pith run "$image" -- --help
check "help" 0 "usage: pvhinfo [--json | --quiet]"
pith run "$image" -- --jsno
check "wrong option" 2 "usage: pvhinfo"
pith run "$image" -- pci=off --quiet
check "words of the VMM" 1 "FAIL tr"
pith run "$image" -- --json --quiet
check "two options" 2 "usage: pvhinfo"
finish pvhinfo
