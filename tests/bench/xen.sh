#!/bin/sh
# xen.sh - from the entry to main() in a domU, against the smallest domain that
# prints (xen_stub.c); and what Xen's code weighs in images.
#
# usage: xen.sh      BENCH_RUNS=N domains of each kind, in turn in one boot (7)
#                    XEN_RIG=DIR, XEN_SUITE=trixie: another Xen
#
# Ticks are of the guest's time-stamp counter, under TCG the host's: their
# ratio says something. Xen is told not to trap RDTSC. dom0 has the same CPU and
# gets in between, so the least is what the guest itself takes.
set -eu
. tests/bench/lib.sh
. tests/xen/lib.sh
runs=${BENCH_RUNS:-7}
stub=build/tests/bench/xen_stub.elf
hello=build/apps/hello.elf

# weigh MAP - bytes of Xen's code and constants in the image of that map; what
# the linker left out and debugging symbols have the address 0.
weigh()
{
    awk '
        /^ [.]/ { section = $1 }
        NF >= 3 && /xen[a-z_]*[.]o[)]$/ && section !~ /bss|noinit|debug/ &&
            $(NF - 2) !~ /^0x0*$/ && $(NF - 1) ~ /^0x/ { print $(NF - 1) }' \
        "$1" | while read -r bytes; do
        echo $((bytes))
    done | awk '{ n += $1 } END { print n + 0 }'
}

# cost WHAT SOURCE... - the same of a program.
cost()
{
    what=$1
    shift
    build/sdk/bin/pith-cc -O2 -Wl,-Map="$OUT/xen.map" -o "$OUT/xen.elf" "$@"
    row xen "Xen's part of a program that $what" "$(weigh "$OUT/xen.map")" bytes
}

# stripped NAME FILE
stripped()
{
    strip -o "$OUT/stripped" "$2"
    row xen "$1, image" "$(wc -c <"$OUT/stripped")" bytes
}

# steps N - `STEP TICKS` from the step before, of domain N; `main` and `total`
# from the entry.
steps()
{
    domu_output "$1" |
        sed -n 's/^pith: stamp \(0x[0-9a-f]*\) \([a-z]*\)$/\2 \1/p' |
        while read -r name tsc; do
            test "$name" != entry || { entry=$((tsc)) last=$((tsc)); }
            echo "$name $((tsc - last))"
            test "$name" != main || echo "total $((tsc - entry))"
            last=$((tsc))
        done
}

# value STEP FILE N - the N-th of the values in order.
value()
{
    awk -v step="$1" '$1 == step { print $2 }' "$2" | sort -n |
        sed -n "$3p"
}

# measure - both, $runs times in turn; sets what is printed below.
measure()
{
    for _ in $(seq "$runs"); do
        domu $stub "" "tsc_mode='native'" cpu_weight=65535
        domu $hello pith.timeline "tsc_mode='native'" cpu_weight=65535
    done
    # shellcheck disable=SC2119 # no arguments of ours
    domu_boot
    for i in $(seq 1 2 $((2 * runs))); do
        steps "$i" >>"$scratch/stub"
        steps $((i + 1)) >>"$scratch/hello"
    done
    for kind in stub hello; do
        test "$(grep -c '^total' "$scratch/$kind")" = "$runs" || {
            echo "a domain of $kind has no stamps:" >&2
            tail -n 20 "$boot" >&2
            exit 1
        }
    done
}

echo "images of domains, stripped"
stripped "smallest domain" $stub
stripped "pith hello" $hello
cost prints apps/hello/main.c
cost "reads the console" tests/xen/input.c
cost "handles signals" tests/xen/term.c
cost "has disks" apps/cat/*.c
cost "has a network" apps/echo/*.c
cost "has both" apps/httpd/*.c
why=$(sh tests/xen/ready.sh) || {
    echo "SKIPPED xen: NOTHING WAS MEASURED ON XEN: the rig cannot be built: $why"
    exit 0
}
measure
version=$(cat "$rig/version")
echo "from the entry to main() in a domU, Xen $version, $runs of each"
for n in 1 $(((runs + 1) / 2)); do
    test "$n" = 1 && what=least || what=median
    base=$(value total "$scratch/stub" "$n")
    ticks=$(value total "$scratch/hello" "$n")
    row xen "smallest domain, $what" "$base" ticks
    row xen "pith hello, $what" "$ticks" ticks \
        "$(ratio "$ticks" "$base") of the smallest"
done
base=$(value total "$scratch/stub" 1) sum=0
echo "the least of each step, in parts of the smallest domain's least"
for step in kernel console handover memory stack setups main; do
    ticks=$(value $step "$scratch/hello" 1)
    sum=$((sum + ticks))
    row xen "to $step" "$ticks" ticks "$(ratio "$ticks" "$base")"
done
row xen "pith hello, sum of these" "$sum" ticks "$(ratio "$sum" "$base")"
