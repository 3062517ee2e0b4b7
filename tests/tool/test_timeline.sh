#!/bin/sh
# test_timeline.sh - pith run --timeline with real guests.
#
# Times are never compared with limits, only with each other.
# shellcheck disable=SC2016 # what the fake QEMU runs is in quotes
set -u
. tests/tool/lib.sh

tests=$(pwd)/build/tests
here=$(pwd)/tests/tool
make_image 18 4 $((0x200000)) >"$scratch/good.elf"
cd "$scratch" || exit 1

# in_order FILE NAME... - the lines that hold the names follow each other.
in_order()
{
    file=$1
    shift
    from=0
    for name; do
        at=$(grep -nF -- "$name" "$file" | head -n 1 | cut -d : -f 1)
        test "${at:-0}" -gt "$from" || return 1
        from=$at
    done
}

# sorted - the first column of numbers goes up, no span is negative.
sorted()
{
    awk '/^ *[0-9-]/ { if ($1 + 0 < last || $2 + 0 < 0) bad = 1; last = $1 + 0 }
         END { exit bad }' "$1"
}

for machine in microvm q35; do
    t 3 run --machine $machine --accel tcg --timeline "$tests/tool/marks.elf"
    out_is output
    result "the steps" in_order err "QEMU starts" firmware "long mode" handover \
        "memory, command line" "main stack" setups "C library" program \
        "before output" "after <output>" "QEMU ends" "   end"
    result "times go up" sorted err
    err "MHz, the host's; readings differ by"
done
t 3 run --timeline=t.txt --timeline=t.json --timeline=t.svg --json=j \
    "$tests/tool/marks.elf"
err_is ""
result "text" grep -q '^pith: timeline of ' t.txt
result "JSON" grep -q '{"name":"firmware","from_us":[0-9.]*,"us":[0-9.]*,"ticks":[0-9]*}' t.json
result "JSON marks" grep -q '{"name":"after <output>","at_us":[0-9.]*}' t.json
result "SVG" grep -q 'after &lt;output&gt;' t.svg
result "SVG ends" test "$(tail -n 1 t.svg)" = "</svg>"
if command -v xmllint >/dev/null; then
    result "SVG is XML" xmllint --noout t.svg
fi

# a crash has one too, up to where it came
t 134 run --timeline "$tests/libc/crash/null_read.elf"
result "the steps" in_order err "pith: fault:" "  QEMU" program "guest crashed"

# a TSC that does not count as the host's does
t 3 run --accel tcg --timeline --qemu-arg=-icount --qemu-arg=shift=4,sleep=off \
    "$tests/tool/marks.elf"
result "the steps" in_order err "QEMU and firmware" "long mode" program
err "not the host's"

# guests that tell nothing, or nonsense
export FAKE='echo "exit 0" >&3; exit 1'
t 0 run --qemu "$here/fake_qemu.sh" --timeline good.elf
err "the guest told no times"
FAKE='echo sync >&3; echo "stamp 0xffffffffffffffff sync" >&3
    echo "stamp 0x0 entry" >&3; echo "exit 0" >&3; exit 1'
t 0 run --qemu "$here/fake_qemu.sh" --timeline --timeline=t.svg good.elf
t 125 run --timeline=no/such/file --qemu "$here/fake_qemu.sh" good.elf
err_is "pith: no/such/file: No such file or directory"

# without pith run: on the console, only if asked for
what="plain QEMU"
for asked in "":0 pith.timeline:11; do
    timeout 60 qemu-system-x86_64 -M microvm -nodefaults -display none \
        -serial stdio -no-reboot -kernel "$tests/tool/marks.elf" \
        -append "${asked%:*}" </dev/null >out 2>err
    lines=$(grep -cE "^pith: (stamp|mark) 0x[0-9a-f]+ [a-z]" out)
    result "$lines lines for $asked" test "$lines" = "${asked#*:}"
done
finish tool-timeline
