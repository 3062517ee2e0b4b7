#!/bin/sh
# coverage.sh - which lines the tests reach, on the host and in guests.
#
# usage: coverage.sh host|guest|report
#
#   host     counts of gcov, of what build/coverage/unit holds
#   guest    of each image run by coverage_qemu.sh, the lines of which an
#            instruction was executed; needs no special build of the image
#   report   both in one table, and build/coverage/unreached
#
# Each of the first two writes lines `FILE LINE HIT` (HIT is 0 or 1).
# docs/coverage.md says what the numbers mean.
set -eu

out=build/coverage
rooms='^(arch|boot|kernel|drivers|libc|fs|tools)/'

# rows - from readelf's line table: FILE LINE ADDRESS of each statement.
rows()
{
    awk -v rooms="$rooms" '
        /:(\[\+\+\])?$/ {
            file = $NF
            sub(/:(\[\+\+\])?$/, "", file)
            sub(/^\.\//, "", file)
            ours = file ~ rooms
            next
        }
        ours && $NF == "x" && $2 > 0 { print file, $2, $3 }'
}

line_table()
{
    readelf -W --debug-dump=decodedline "$1" 2>/dev/null
}

host()
{
    # FILE:LINE of gcov is `COUNT: LINE:text`; ##### is never.
    find "$out/unit" -name '*.gcda' | while read -r data; do
        gcov --stdout "$data" 2>/dev/null
    done | awk -F : -v rooms="$rooms" '
        { count = $1; line = $2 + 0; gsub(/ /, "", count) }
        line == 0 && $3 == "Source" { file = $4; sub(/^\.\//, "", file) }
        line == 0 || count == "-" || file !~ rooms { next }
        { print file, line, count !~ /^(#|=)/ }' | sort -u >"$out/host"
}

# What could be reached: every line of the runtime's objects, and of no more.
guest()
{
    find build/release -name '*.o' ! -path '*/ports/*' \
        ! -path 'build/release/tests/*' ! -path '*/renamed/*' |
        while read -r object; do
            line_table "$object"
        done | rows | awk '{ print $1, $2, 0 }' | sort -u >"$out/guest.tmp"
    for list in "$out"/trace/*.images; do
        image=$(cat "$list")
        test -f "$image" || continue
        cat "${list%.images}".*.trace 2>/dev/null | sort -u >"$out/executed"
        line_table "$image" | rows |
            awk 'NR == FNR { seen[$1] = 1; next }
                { print $1, $2, ($3 in seen) + 0 }' "$out/executed" -
    done | sort -u - "$out/guest.tmp" >"$out/guest"
    rm -f "$out/guest.tmp" "$out/executed"
}

report()
{
    awk -v unreached="$out/unreached" -f scripts/coverage.awk \
        "$out/host" "$out/guest"
}

"$1"
