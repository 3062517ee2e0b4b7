#!/bin/sh
# run.sh - an unmodified image under every loader's handover, real and hostile.
#
# usage: run.sh [NAME...]     only shapes with NAME in theirs
#
# build/tests/loader has the ROM, the generator and the program (mk/loader.mk).
# Each shape is one boot of QEMU's microvm with the ROM as its firmware. The
# console has to be, byte for byte, what the generator expects: report.c's
# lines and `exit status 42`, or the one line of a refusal. A hang, a reset
# and a wrong value all differ.
set -u
. tests/boot/lib.sh

dir=build/tests/loader
QEMU_LIMIT=${LOADER_LIMIT:-10}

# shape NAME [hidden] - the CPU has all that TCG knows, every bit of CR4 too
shape()
{
    hide=
    # A device over fw_cfg's ports; the ROM reads by DMA at 0x514.
    test "${2-}" = hidden && hide="-chardev null,id=h0 -chardev null,id=h1
        -device isa-debugcon,iobase=0x510,chardev=h0
        -device isa-debugcon,iobase=0x511,chardev=h1"
    rc=0
    # shellcheck disable=SC2086 # words
    timeout -k 5 "$QEMU_LIMIT" "$QEMU" -nodefaults -no-user-config \
        -M microvm,acpi=off -accel tcg -cpu max -m 24M \
        -display none -serial stdio -no-reboot -bios $dir/rom.bin \
        -fw_cfg name=opt/pith/shape,file="$scratch/$1.shape" \
        -fw_cfg name=opt/pith/image,file=$dir/report.elf \
        -fw_cfg name=opt/pith/initrd,file="$scratch/initrd" \
        $hide </dev/null >"$scratch/out" 2>"$scratch/err" || rc=$?
    if test "$rc" = 0 && cmp -s "$scratch/$1.want" "$scratch/out"; then
        ok "$1"
    else
        not_ok "$1" "status $rc" "$(head -c 1000 "$scratch/err")" \
            "$(diff "$scratch/$1.want" "$scratch/out" | head -n 20)"
    fi
}

# wanted NAME WORD... - is a WORD in NAME, or is there no WORD?
wanted()
{
    name=$1
    shift
    test $# = 0 && return
    for word; do
        case $name in
        *"$word"*) return 0 ;;
        esac
    done
    return 1
}

mkdir "$scratch/files"
echo 'hello from the archive' >"$scratch/files/hello.txt"
awk 'BEGIN { for (i = 0; i < 20000; i++) print i * 7919 % 65536 }' \
    >"$scratch/files/data"
build/pith pack "$scratch/files" "$scratch/initrd" || exit 1
$dir/shapes $dir/report.elf "$scratch/initrd" "$scratch/files" "$scratch" \
    >"$scratch/names" || exit 1

while read -r name hidden <&3; do
    wanted "$name" "$@" && shape "$name" "$hidden"
done 3<"$scratch/names"
finish loader
