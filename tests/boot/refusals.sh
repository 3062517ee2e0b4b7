#!/bin/sh
# refusals.sh - what is wrong with a handover is said in one line, status 127.
set -u
. tests/boot/lib.sh

# refused CASE TEXT - the case ends with status 127 and one line with TEXT.
refused()
{
    pith run build/tests/handover.elf -- "$1"
    check "handover $1" 127 "$2"
    lines=$(grep -c . "$scratch/err")
    if test "$lines" = 1 && ! test -s "$scratch/out"; then
        ok "handover $1: one line"
    else
        not_ok "handover $1: one line" "$(cat "$scratch/out" "$scratch/err")"
    fi
}

# taken CASE TEXT - the case is good and says TEXT.
taken()
{
    pith run build/tests/handover.elf -- "$1"
    check "handover $1" 0 "$2"
}

taken fine "map from start_info, version 1, 0 modules, 3 ranges"
taken version9 "map from start_info, version 9"
taken version0 "map from fw_cfg, version 0"
taken no-cmdline "map from start_info"
taken module-fine "1 modules"
refused null "start_info"
refused high "0xffffffff0"
refused magic "0x12345678"
refused multiboot "multiboot"
refused no-ram "RAM"
refused image-not-in-ram "image"
refused little-ram "image"
refused many-entries "10000"
refused map-high "0x100000000"
refused cmdline-high "0x100000000"
refused module-over-image "module"
refused module-outside "0x80000000"
refused modules-overlap "module"
refused many-modules "4294967295"

# What can be had from a real loader: plain QEMU, so the last line tells.
# last_line NAME TEXT
last_line()
{
    line=$(tr -d '\r' <"$scratch/out" | grep . | tail -n 1)
    case $line in
    "pith: refused: "*"$2"*) ok "$1" ;;
    *) not_ok "$1" "last line: $line" "status $rc" "$(cat "$scratch/err")" ;;
    esac
}

pith run -m 64M build/tests/linked-high.elf
check "image linked above the end of RAM" 127 "needs RAM up to 0x2"
pith run -m 64M build/tests/big-bss.elf
check "image larger than RAM" 127 "needs RAM up to 0x6"
qemu -M q35 -m 64M -kernel build/tests/big-bss.elf
last_line "image larger than RAM, by its own check" "no RAM at 0x0"
pith run -m 128M build/tests/big-bss.elf
check "image that just fits" 7

# An archive that QEMU copies over the image: the tool compares sizes; by hand
# what is left of the entry says it. Around the edge each size runs or is
# refused.
# room MACHINE MEMORY KIB - either, and say which.
room()
{
    head -c $(($3 * 1024)) /dev/zero >"$scratch/data/f"
    pith run --machine "$1" -m "$2" -i "$scratch/data" build/apps/hello.elf
    case $rc in
    0) check "$1 -m $2, $3 KiB of initrd" 0 "hello from" && ran=$((ran + 1)) ;;
    *)
        check "$1 -m $2, $3 KiB of initrd" 127 "boot refused: "
        lines=$(grep -c . "$scratch/err")
        test "$lines" = 1 || not_ok "$1 -m $2, $3 KiB: $lines lines"
        ;;
    esac
}
mkdir "$scratch/data"
ran=0
for machine in microvm microvm,acpi=on q35 pc; do
    for kib in 2400 2640 2660 2680 2820 2840 2860 3072 4095 4096; do
        room $machine 4M $kib
    done
    room $machine 2M 700
    room $machine 2560K 1200
done
if test "$ran" -ge 8; then
    ok "initrds that fit"
else
    not_ok "initrds that fit" "only $ran of 48 ran"
fi
head -c $((2900 * 1024)) /dev/zero >"$scratch/ird"
for machine in microvm q35; do
    qemu -M $machine -m 4M -kernel build/apps/hello.elf -initrd "$scratch/ird"
    last_line "$machine: an initrd over the image, by its own check" \
        "lies over the image"
done

# With 1 MiB nothing of the image is in RAM, so only the tool can say it.
pith run -m 1M build/apps/hello.elf
check "1 MiB of RAM" 125 "-m 1M is too little; QEMU needs 2M"
qemu -M microvm -cpu qemu64,-nx -kernel build/apps/hello.elf
last_line "a CPU without NX" "NX"
qemu -M microvm -cpu qemu64,-lm -kernel build/apps/hello.elf
last_line "a CPU without long mode" "long mode"
qemu -M microvm -kernel build/apps/hello.elf -append "A='b"
last_line "a quote left open" "quote"
long=$(head -c 70000 /dev/zero | tr '\0' x)
# (acpi=off: with ACPI the firmware of QEMU 10 runs into the long line)
qemu -M microvm,acpi=off -kernel build/apps/hello.elf -append "$long"
last_line "70,000 bytes of command line" "command line"
ok_length=$(head -c 60000 /dev/zero | tr '\0' x)
qemu -M microvm,acpi=off -kernel build/apps/hello.elf -append "-- $ok_length"
check "60,000 bytes of command line" 0 "argument 1: xxxx"
qemu -M microvm -kernel build/apps/hello.elf -append "pith.stack=1"
last_line "pith.stack=1" "pith.stack"
finish refusals
