#!/bin/sh
# trim_newlib.sh - newlib's archives without what the runtime replaces.
#
# usage: trim_newlib.sh LIBPITH INSTALLED_LIBS OUT
#
# The linker takes a function that newlib itself calls from newlib's own
# archive, even where libpith.a has a better one: strlen() for printf(). Or it
# takes half of each and finds raise() twice. So members that define a name
# which LIBPITH defines are left out of OUT/libc.a and OUT/libm.a. A name lost
# with them that another member needs is an error.
set -eu

libpith=$1 in=$2 out=$3
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# "ARCHIVE MEMBER NAME" of each global definition or reference
symbols()
{
    for lib in libc libm; do
        nm -A -g "$1" "$in/$lib.a" 2> /dev/null |
            awk -v lib=$lib '{ split($1, at, ":"); print lib, at[2], $NF }'
    done
}

nm -g --defined-only "$libpith" 2> /dev/null | awk 'NF == 3 { print $3 }' \
    > "$tmp/ours"
symbols --defined-only > "$tmp/defined"
symbols --undefined-only > "$tmp/needed"

awk 'NR == FNR { ours[$1] = 1; next } $3 in ours { print $1, $2 }' \
    "$tmp/ours" "$tmp/defined" | sort -u > "$tmp/replaced"

awk -v tmp="$tmp" '
    FILENAME == tmp "/ours" { have[$1] = 1; next }
    FILENAME == tmp "/replaced" { out[$1, $2] = 1; next }
    FILENAME == tmp "/defined" {
        if (($1, $2) in out) lost[$3] = $2; else have[$3] = 1
        next
    }
    !(($1, $2) in out) && $3 in lost && !($3 in have) {
        print "trim_newlib: " $2 " needs " $3 " of " lost[$3] \
            ", which the runtime replaces without it" | "cat >&2"
        bad = 1
    }
    END { exit bad }' \
    "$tmp/ours" "$tmp/replaced" "$tmp/defined" "$tmp/needed"

for lib in libc libm; do
    objcopy -D --strip-debug "$in/$lib.a" "$tmp/$lib.a"
    # shellcheck disable=SC2046  # a list of members
    ar dD "$tmp/$lib.a" $(awk -v lib=$lib '$1 == lib { print $2 }' \
        "$tmp/replaced")
    ranlib -D "$tmp/$lib.a"
    mv "$tmp/$lib.a" "$out/$lib.a"
done
