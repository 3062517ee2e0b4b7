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

# phases MEMORY - `INSTRUCTIONS PHASE` lines; ticks are instructions here.
phases()
{
    build/pith run --accel tcg -m "$1" --timeline="$OUT/phases.json" \
        --qemu-arg -object \
        --qemu-arg "memory-backend-ram,id=ram0,size=$1,reserve=off" \
        --qemu-arg -machine --qemu-arg memory-backend=ram0 \
        --qemu-arg -icount --qemu-arg shift=0,sleep=off \
        build/apps/hello.elf >/dev/null
    sed -n 's/.*"name":"\([^"]*\)".*"ticks":\([0-9]*\)}.*/\2 \1/p' \
        "$OUT/phases.json"
}

echo "hello's instructions by phase, -cpu max; the program's is to its end"
set -- 2M 128M 5G 64G
for memory; do
    phases "$memory" | while read -r n phase; do
        printf '%s\t%s\t%s\t%s\n' phase "$memory $phase" "$n" instructions
    done
done >"$OUT/phases"
cat "$OUT/phases" >>"$ROWS"
awk -F '\t' -v sizes="$*" '
    {
        memory = $2
        sub(/ .*/, "", memory)
        sub(/^[^ ]* /, "", $2)
        if (!($2 in seen))
            name[n++] = $2
        seen[$2] = 1
        v[memory, $2] = $3
    }
    END {
        k = split(sizes, m, " ")
        for (j = 1; j <= k; j++)
            printf "  %8s", m[j]
        print ""
        for (i = 0; i < n; i++) {
            for (j = 1; j <= k; j++)
                printf "  %8s", v[m[j], name[i]]
            print "  " name[i]
        }
    }' "$OUT/phases"
