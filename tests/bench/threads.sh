#!/bin/sh
# threads.sh - what threads cost: pith, Linux in the same QEMU with the same
# program static, and the host itself for reference; on one CPU and on two.
#
# usage: threads.sh      BENCH_RUNS=N machines of each kind, taken in turn (3)
#
# Ticks of the host's time-stamp counter; medians of all rounds of all runs.
# Then instructions, under -icount, on one CPU: they hold on a busy machine.
set -eu
. tests/bench/lib.sh
runs=${BENCH_RUNS:-3}

# Linux finds its CPUs by ACPI only.
use_acpi

# each SET QEMU WORD... - the program on pith and in Linux, as NAME.SET.*
each()
{
    set=$1
    shift
    keep "$OUT/threads.pith.$set" machine build/tests/bench/threads.elf "$@"
    ! have_linux ||
        keep "$OUT/threads.linux.$set" linux "$OUT/threads.cpio" "$@"
}

# medians SET - `WHERE NAME VALUE` of the files of that set.
medians()
{
    for where in host pith linux; do
        for file in "$OUT/threads.$where.$1"*; do
            case $file in
            *'*' | *.err) continue ;;
            esac
            sed "s/^/$where /" "$file"
        done | sort -k 2,2 -k 3,3g | awk '
            $2 != name { flush(); name = $2; n = 0 }
            { v[n++] = $3; where = $1 }
            END { flush() }
            function flush() {
                if (name != "" && name != "end")
                    print where, name, v[int((n - 1) / 2)]
            }'
    done
}

# table SET UNIT - printed, and kept as rows.
table()
{
    medians "$1" >"$OUT/threads.medians"
    awk -v set="$1" -v unit="$2" -v rows="$ROWS" -f tests/bench/threads.awk \
        "$OUT/threads.medians"
}

rm -f "$OUT"/threads.host.* "$OUT"/threads.pith.* "$OUT"/threads.linux.*
! have_linux || make_init "$OUT/threads" "$OUT/threads.cpio"

for run in $(seq "$runs"); do
    for cpus in 1 2; do
        each "$cpus.$run" -smp "$cpus"
        keep "$OUT/threads.host.$cpus.$run" taskset -c "0-$((cpus - 1))" \
            "$OUT/threads"
    done
done
# There the counter has 1 GHz, whatever the host's has.
LINUX_CMDLINE=$(printf '%s' "$LINUX_CMDLINE" |
    sed 's/tsc_early_khz=[0-9]*/tsc_early_khz=1000000/')
each icount -smp 1 -icount shift=0,sleep=off

echo "threads, the same source, -cpu $CPU, TCG; medians of $runs runs"
for cpus in 1 2; do
    echo "ticks, -smp $cpus"
    table $cpus ticks
done
echo "instructions, -icount shift=0, -smp 1"
table icount instructions
