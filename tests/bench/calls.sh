#!/bin/sh
# calls.sh - calls of the C library: pith, Linux in the same QEMU with the same
# program static, and the host itself for reference.
#
# Ticks of the host's time-stamp counter a call; the least of two runs, taken
# in turn. The last column is pith's in parts of Linux's.
set -eu
. tests/bench/lib.sh

# least FILE... - the smaller of the values of each name, in order.
least()
{
    awk '{ sub(/\r/, "") }
        !($1 in v) { name[n++] = $1; v[$1] = $2 }
        $2 + 0 < v[$1] + 0 { v[$1] = $2 }
        END { for (i = 0; i < n; i++)
            if (name[i] != "end") print name[i], v[name[i]] }' "$@"
}

# ended FILE - did the program come to its end?
ended()
{
    grep -q '^end' "$1" || {
        echo "calls.sh: $1 has no end" >&2
        exit 1
    }
}

rm -f "$OUT"/calls.*.[12]
if have_linux; then
    make_init "$OUT/calls" "$OUT/calls.cpio"
fi
for run in 1 2; do
    machine build/tests/bench/calls.elf >"$OUT/calls.pith.$run" || true
    ended "$OUT/calls.pith.$run"
    "$OUT/calls" >"$OUT/calls.host.$run"
    if have_linux; then
        linux "$OUT/calls.cpio" >"$OUT/calls.linux.$run" || true
        ended "$OUT/calls.linux.$run"
    fi
done

echo "C library calls, ticks a call; the same source, -cpu $CPU, TCG"
printf '  %-26s %10s %10s %10s %6s\n' call host Linux pith ratio
for where in host pith linux; do
    test -f "$OUT/calls.$where.1" || continue
    least "$OUT/calls.$where.1" "$OUT/calls.$where.2" >"$OUT/calls.$where"
    awk -v where=$where -v OFS='\t' \
        '{ print "calls", where " " $1, $2, "ticks" }' "$OUT/calls.$where" \
        >>"$ROWS"
done
have_linux || rm -f "$OUT/calls.linux"
awk '{ split(FILENAME, part, "."); v[part[2], $1] = $2 }
    part[2] == "pith" { name[n++] = $1 }
    END { for (i = 0; i < n; i++) {
        c = name[i]
        ratio = v["linux", c] ? sprintf("%.2f", v["pith", c] / v["linux", c]) \
            : ""
        printf "  %-26s %10s %10s %10s %6s\n", c, v["host", c],
            v["linux", c], v["pith", c], ratio } }' \
    "$OUT/calls.pith" "$OUT/calls.host" \
    "$(have_linux && echo "$OUT/calls.linux" || echo /dev/null)"
