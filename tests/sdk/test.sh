#!/bin/sh
# test.sh - the SDK as its users have it: compiler options, names, sizes,
# projects, installation.
#
# usage: test.sh [PART...]      from the root of the tree, after `make`
#
# Parts: options names holds projects install; all of them without a word.
# shellcheck disable=SC2034  # the parts use what is set here
set -eu

. tests/boot/lib.sh

root=$PWD
sdk=$root/build/sdk
pith_cc=$sdk/bin/pith-cc
mode=$(cat "$sdk/mode")
dir="$scratch/with space" # where everything is made
mkdir "$dir"

# attempt NAME COMMAND... - nothing if it succeeds, else a failure of NAME.
attempt()
{
    name=$1
    shift
    "$@" >"$scratch/log" 2>&1 && return
    not_ok "$name" "$*" "$(tail -n 15 "$scratch/log")"
    return 1
}

# expect NAME WANTED GOT
expect()
{
    if test "$2" = "$3"; then
        ok "$1"
    else
        not_ok "$1" "wanted: $2" "got: $3"
    fi
}

# exists NAME FILE
exists()
{
    if test -r "$2"; then
        ok "$1"
    else
        not_ok "$1" "no file $2"
    fi
}

for part in options names holds projects install; do
    # shellcheck source=/dev/null
    . "tests/sdk/$part.sh"
done
for part in "${@:-options names holds projects install}"; do
    for one in $part; do
        "try_$one"
    done
done
finish sdk
