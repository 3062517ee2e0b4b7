#!/bin/sh
# run.sh - the numbers: instructions, times, sizes. Never a verdict.
#
# usage: run.sh [TABLE...]     entry output size calls first_thread threads disk
#                              net xen; all by default
#
# Environment: BENCH_JSON=FILE, BENCH_SVG=FILE also write these;
# BENCH_ROUNDS=N; BENCH_CPU=MODEL; BENCH_LINUX=no or a package (linux.sh).
# docs/bench.md tells how to read them. A table that cannot be made does not
# stop the others; the status is 1 then.
set -eu
. tests/bench/lib.sh

export ROWS
mkdir -p "$OUT"
: >"$ROWS"
sh tests/bench/linux.sh
test $# -gt 0 || set -- entry output size calls first_thread threads disk \
    net xen
failed=
for table; do
    sh "tests/bench/$table.sh" || failed="$failed $table"
done
if test -n "${BENCH_JSON:-}"; then
    awk -f tests/bench/json.awk "$ROWS" >"$BENCH_JSON"
fi
if test -n "${BENCH_SVG:-}"; then
    awk -f tests/bench/chart.awk "$ROWS" >"$BENCH_SVG"
fi
if test -n "$failed"; then
    echo "not measured:$failed" >&2
    exit 1
fi
