#!/bin/sh
# entry.sh - instructions from the PVH entry to main(), by memory size.
#
# Exact: under -icount the time-stamp counter counts instructions.
set -eu
. tests/bench/lib.sh

# insns MEMORY CPU
insns()
{
    timeout 60 "$QEMU" -M microvm -cpu "$2" -icount shift=0,sleep=off \
        -m "$1" -object "memory-backend-ram,id=ram0,size=$1,reserve=off" \
        -machine memory-backend=ram0 -nodefaults -display none \
        -serial stdio -no-reboot -kernel build/tests/bench/insns.elf </dev/null
}

echo "instructions from the PVH entry to main() (target: 30000 at 128M, and"
echo "at most 1.2 times that at 64G)"
for cpu in qemu64 max; do
    small=$(insns 128M $cpu)
    for memory in 2M 128M 5G 64G 1024G; do
        n=$(insns $memory $cpu)
        row entry "$cpu $memory" "$n" instructions \
            "$(ratio "$n" "$small") of 128M"
    done
done
