#!/bin/sh
# first_thread.sh - what a program with threads pays for them: its size, the
# way to main(), and the first pthread_create(), which starts the other CPUs.
#
# Instructions under -icount; times are medians of BENCH_ROUNDS=20 machines.
set -eu
. tests/bench/lib.sh
rounds=${BENCH_ROUNDS:-20}
image=build/tests/bench/first_thread.elf

# The machine that Linux finds its CPUs on, as in threads.sh.
use_acpi

# one CPUS [QEMU WORD]... - its lines, `NAME VALUE`.
one()
{
    cpus=$1
    shift
    machine $image -smp "$cpus" "$@" | tr -d '\r'
}

# value NAME - of lines read; the median if there are several.
value()
{
    awk -v name="$1" '$1 == name { print $2 }' | sort -n |
        awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'
}

echo "a program with pthread_create(): bytes stripped, least memory"
strip -o "$OUT/stripped" $image
row first_thread size "$(wc -c <"$OUT/stripped")" bytes
row first_thread memory "$(smallest_memory $image)" KiB

echo "one CPU, -icount shift=0"
one 1 -icount shift=0,sleep=off >"$OUT/first_thread"
for name in entry_to_main first_create second_create; do
    row first_thread "$name" "$(value $name <"$OUT/first_thread")" instructions
done

echo "pthread_create(), TCG, median of $rounds machines"
for cpus in 1 2 4; do
    for _ in $(seq "$rounds"); do
        one "$cpus"
    done >"$OUT/first_thread"
    per_ms=$(value ticks_per_ms <"$OUT/first_thread")
    for name in first_create second_create; do
        us=$(value $name <"$OUT/first_thread" |
            awk -v ms="$per_ms" '{ printf "%.0f", $1 * 1000 / ms }')
        row first_thread "-smp $cpus $name" "$us" us \
            "$(value cpus <"$OUT/first_thread") CPUs run"
    done
done
