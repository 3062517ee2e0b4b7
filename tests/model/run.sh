#!/bin/sh
# run.sh - spin tries every order of steps in the models of our protocols.
#
# A model must hold, and each fault seeded in it (its BREAK) must be found.
set -u

command -v spin >/dev/null || {
    echo "no spin: the models are not checked (scripts/deps.sh --dev has it)"
    exit 1
}
passed=0
failed=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# holds MODEL BREAK - whether spin finds nothing wrong.
holds()
{
    (
        cd "$work" || exit 2
        spin -a -DBREAK="$2" "$1" >spin.out &&
            gcc -O2 -DSAFETY -o pan pan.c && timeout -k 2 120 ./pan -m100000
    ) >"$work/out" 2>&1
    grep -q "errors: 0" "$work/out"
}

# expect NAME COMMAND... - one check
expect()
{
    name=$1
    shift
    if "$@"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "not ok $name"
        sed 's/^/#   /' "$work/out"
    fi
}

# finds MODEL BREAK - whether spin finds an error, and did run.
finds()
{
    ! holds "$1" "$2" && grep -q "errors: [1-9]" "$work/out"
}

for model in "$PWD"/tests/model/*.pml; do
    name=$(basename "$model")
    expect "$name holds" holds "$model" 0
    # shellcheck disable=SC2013 # digits, one a line
    for fault in $(sed -n 's/^ \*   \([1-9]\)  .*/\1/p' "$model"); do
        expect "$name: fault $fault is found" finds "$model" "$fault"
    done
done
echo "suite model: $passed passed, $failed failed"
test "$failed" = 0
