#!/bin/sh
# run.sh - the numbers: instructions, times, sizes. Never a verdict.
#
# Instruction counts are exact (-icount); times are minima of interleaved
# runs, to be read as ratios.
set -eu

QEMU=${QEMU:-qemu-system-x86_64}
rounds=${BENCH_ROUNDS:-20}

# insns MEMORY CPU - instructions from the entry to main().
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
        printf '  %-6s %6s  %8s  %s of 128M\n' "$cpu" "$memory" "$n" \
            "$(awk "BEGIN { printf \"%.2f\", $n / $small }")"
    done
done

echo "microseconds from starting QEMU (microvm, TCG) to the first byte,"
echo "minimum and median of $rounds (target: 1.10 of the smallest stub)"
build/tests/bench/first_byte "$rounds" build/tests/canary.elf \
    build/tests/bench/write_only.elf build/apps/hello.elf -- "$QEMU" \
    -M microvm,acpi=off,pit=on,rtc=on,x-option-roms=off \
    -nodefaults -no-user-config -display none -serial stdio -no-reboot |
    awk 'NR == 1 { stub = $1 }
         { printf "  %8d %8d  %.2f of the stub  %s\n", $1, $2, $1 / stub, $3 }'

echo "bytes stripped (targets: hello 98304, write() only 49152)"
for image in build/tests/bench/write_only.elf build/apps/*.elf; do
    strip -o build/tests/bench/stripped "$image"
    printf '  %8d  %s\n' "$(wc -c <build/tests/bench/stripped)" "$image"
done
size -A build/apps/hello.elf | awk '/^\.(text|rodata|data|bss|noinit|pith_symtab) / {
    printf "  hello%-13s %7d\n", $1, $2 }'

# smallest IMAGE ARG... - the least -m, in KiB steps of 512, that still works.
smallest()
{
    for kib in 2048 2560 3072 4096 5120 6144 8192 12288 16384; do
        if timeout 20 build/pith run -m ${kib}K "$@" >/dev/null 2>&1 </dev/null; then
            echo "  $kib KiB  $1"
            return
        fi
    done
}

echo "smallest memory"
smallest build/apps/hello.elf
if test -f build/apps/lua.elf; then
    smallest build/apps/lua.elf -- -e 'print(1)'
fi
