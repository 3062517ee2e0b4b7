#!/bin/sh
# check.sh - run every part of `make check` and add up what they say.
#
# usage: check.sh PART...      each is a make target
#
# A part prints lines `suite NAME: N passed, N failed`; a part that fails
# without having counted a failure counts as one, and so does one that counted
# nothing, unless it says `SKIPPED WHY`; such lines are always shown. Nothing stops the
# rest. The last line is `N passed, N failed`.
set -u

passed=0
failed=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT
trap 'exit 1' INT TERM

for part; do
    started=$(date +%s)
    ${MAKE:-make} --no-print-directory -s "$part" >"$log" 2>&1
    status=$?
    # shellcheck disable=SC2046  # two numbers
    set -- $(sed -n 's/^suite .*: \([0-9]*\) passed, \([0-9]*\) failed.*/\1 \2/p' \
        "$log" | awk '{ p += $1; f += $2 } END { print p + 0, f + 0 }')
    if test "$status" != 0 && test "$2" = 0; then
        set -- "$1" 1
    fi
    skipped=0
    grep '^SKIPPED ' "$log" && skipped=1
    if test "$1" = 0 && test "$2" = 0 && test $skipped = 0; then
        echo "$part ran no test"
        set -- 0 1
    fi
    test "$2" = 0 || cat "$log"
    echo "$part: $1 passed, $2 failed, $(($(date +%s) - started)) s"
    passed=$((passed + $1))
    failed=$((failed + $2))
done
echo "$passed passed, $failed failed"
test "$failed" = 0
