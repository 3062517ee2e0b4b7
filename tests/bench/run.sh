#!/bin/sh
# run.sh - the numbers: instructions, times, sizes. Never a verdict.
#
# usage: run.sh [TABLE...]     entry output size calls first_thread threads,
#                              which are the default; disk net xen
#
# Environment: BENCH_JSON=FILE, BENCH_SVG=FILE also write these;
# BENCH_ROUNDS=N; BENCH_CPU=MODEL; BENCH_LINUX=no or a package (linux.sh).
# docs/bench.md tells how to read them.
set -eu
. tests/bench/lib.sh

export ROWS
mkdir -p "$OUT"
: >"$ROWS"
sh tests/bench/linux.sh
test $# -gt 0 || set -- entry output size calls first_thread threads
for table; do
    sh "tests/bench/$table.sh"
done
if test -n "${BENCH_JSON:-}"; then
    awk -f tests/bench/json.awk "$ROWS" >"$BENCH_JSON"
fi
if test -n "${BENCH_SVG:-}"; then
    awk -f tests/bench/chart.awk "$ROWS" >"$BENCH_SVG"
fi
