#!/bin/sh
# output.sh - how much happens before the first output: pith, the smallest PVH
# stub, and Linux with a static program as /init.
#
# Instructions and translation blocks are counted by plugin.c from reset, so
# the firmware's are among them; the stub's are nearly nothing else. Times are
# from starting QEMU to the first byte.
set -eu
. tests/bench/lib.sh
rounds=${BENCH_ROUNDS:-20}

# counts NAME COMMAND... - instructions and blocks of a machine that ends
# itself at its first output.
counts()
{
    name=$1
    shift
    # shellcheck disable=SC2046 # two numbers
    set -- $("$@" -plugin "$OUT/plugin.so" 2>&1 | tr -d '\r' |
        sed -n 's/.*plugin: //p')
    row output "$name" "$1" instructions
    row output "$name" "$2" blocks
    counted=$1
}

if have_linux; then
    make_init "$OUT/first_output" "$OUT/first_output.cpio"
    make_init "$OUT/hello" "$OUT/hello.cpio"
fi

echo "from reset to the end of the first output, firmware included (target:"
echo "20 times fewer instructions than Linux)"
if have_plugin; then
    counts "stub" machine build/tests/canary.elf
    counts "pith, one write()" machine build/tests/bench/first_output.elf
    ours=$counted
    if have_linux; then
        counts "Linux, one write()" linux "$OUT/first_output.cpio"
        echo "  Linux executes $(ratio "$counted" "$ours") times as many"
    fi
else
    echo "  this QEMU takes no plugin: not counted"
fi

# measure KERNEL... - `|` divides words for QEMU.
measure()
{
    # shellcheck disable=SC2086 # MACHINE is a list of words
    build/tests/bench/first_byte "$rounds" "$@" -- "$QEMU" $MACHINE -cpu "$CPU"
}

echo "from starting QEMU (microvm, TCG) to the first byte: minimum and median"
echo "of $rounds rounds (target: 1.10 of the stub)"
set -- build/tests/canary.elf build/tests/bench/write_only.elf \
    build/apps/hello.elf
if have_linux; then
    # shellcheck disable=SC2086,SC2116 # to one line
    set -- "$@" "$OUT/vmlinux|-initrd|$OUT/hello.cpio|-append|$(
        echo $LINUX_CMDLINE)"
fi
measure "$@" >"$OUT/times"
stub=$(awk 'NR == 1 { print $1 }' "$OUT/times")
stub_median=$(awk 'NR == 1 { print $2 }' "$OUT/times")
while read -r min median kernel _; do
    case $kernel in
    *canary*) name=stub ;;
    *write_only*) name="pith, one write()" ;;
    *hello.elf) name="pith, hello" ;;
    *) name="Linux, hello" ;;
    esac
    row first_byte "$name" "$min" us "median $median; $(ratio "$min" "$stub"
        ), medians $(ratio "$median" "$stub_median") of the stub's"
done <"$OUT/times"
