#!/bin/sh
# run.sh - prove what the harnesses of this folder state, by CBMC.
#
# usage: run.sh [PART...]      only proofs whose name has one of the PARTs
#
# Reads the `// proof:` lines of prove_*.c (see prove.h). The output of each
# proof stays in build/prove/NAME.log. A proof that takes longer than
# PROVE_LIMIT seconds has failed.
set -u
. tests/wanted.sh

limit=${PROVE_LIMIT:-600}
out=build/prove
passed=0
failed=0
cbmc=$(sh scripts/fetch_cbmc.sh build/cbmc) || exit 1
mkdir -p "$out"

# prove NAME FILE FUNCTION OPTION...
prove()
{
    name=$1
    file=$2
    function=$3
    shift 3
    rm -rf "$out/include"
    mkdir -p "$out/include/boot"
    for option; do
        shift
        case $option in
        *:=*)
            cp -n boot/*.h "$out/include/boot/"
            sed -i "s/^#define ${option%%:=*} .*/#define ${option%%:=*} ${option#*:=}/" \
                "$out"/include/boot/*.h
            ;;
        *) set -- "$@" "$option" ;;
        esac
    done
    started=$(date +%s)
    # Without a bound a solver may take all memory of the machine.
    # shellcheck disable=SC2086
    nice -n 10 timeout "$limit" prlimit --as=6000000000 \
        $cbmc "$file" --function "$function" \
        -I "$out/include" -I . --slice-formula "$@" >"$out/$name.log" 2>&1
    status=$?
    took="$(($(date +%s) - started)) s"
    if test "$status" = 0 &&
        grep -q '^VERIFICATION SUCCESSFUL' "$out/$name.log"; then
        passed=$((passed + 1))
        checks=$(sed -n 's/^\*\* 0 of \([0-9]*\) failed.*/\1/p' \
            "$out/$name.log")
        echo "proved $name: $checks checks, $took"
    else
        failed=$((failed + 1))
        echo "not ok $name: status $status, $took"
        grep -E ': FAILURE$|^[^[]*error:|^too many' "$out/$name.log" |
            sed 's/^/#   /'
    fi
}

nowrap=--unsigned-overflow-check
lines=$(mktemp)
trap 'rm -f "$lines"' EXIT
trap 'exit 1' INT TERM
for file in tests/prove/prove_*.c; do
    module=${file##*/prove_}
    scaled=$(sed -n "s|^// scaled: ||p" "$file")
    limits=$(sed -n "s|^// limits: ||p" "$file")
    sed -n "s|^// proof: prove_\([a-z0-9_]*\)|${module%.c}_\1 $file prove_\1|p" \
        "$file" | sed "s|LIMITS|$limits|; s|SCALED|$scaled|; s|NOWRAP|$nowrap|"
done >"$lines"
while read -r name file function options; do
    # shellcheck disable=SC2086
    wanted "$name" "$@" && prove "$name" "$file" "$function" $options
done <"$lines"
echo "suite prove: $passed passed, $failed failed"
test "$failed" = 0
