#!/bin/sh
# reproducible.sh - two builds in two folders give the same bytes.
#
# usage: reproducible.sh [--full]      from the root of the tree, after `make`
#
# The folders differ in the length of their names, the locale, the time zone,
# and the umask. They share what is in build/dl; without --full also newlib and
# zlib's source, which take a minute to make.
set -eu

. tests/boot/lib.sh

full=${1:-}
one=$scratch/one
two=$scratch/another-folder-with-a-much-longer-name/two

# copy_tree TO - the sources as they are now, and what is shared.
copy_tree()
{
    mkdir -p "$1/build"
    find . -path ./build -prune -o -path ./.git -prune -o -type f -print |
        tar cf - -T - | tar xf - -C "$1"
    cp -a build/dl "$1/build/dl"
    # A file that was just checked out is no reason to fetch or build again.
    touch "$1/build/dl/.sources"
    test -z "$full" || return 0
    mkdir -p "$1/build/newlib" "$1/build/sdk/lib" "$1/build/src"
    cp -a build/newlib/install build/newlib/.done "$1/build/newlib"
    cp -a build/sdk/newlib "$1/build/sdk"
    cp -a build/sdk/lib/lib[cm].a "$1/build/sdk/lib"
    cp -a build/src/zlib "$1/build/src"
    touch "$1/build/newlib/.done" "$1/build/src/zlib/.done"
}

# build_tree IN COMMAND... - hello and the SDK, and what they need.
build_tree()
{
    in=$1
    shift
    (cd "$in" && env -u MAKEFLAGS -u MAKELEVEL "$@" make sdk build/pith \
        build/apps/hello.elf) >"$scratch/log" 2>&1 && return
    not_ok "build in $in" "$(tail -n 15 "$scratch/log")"
    return 1
}

# same FILE - in both folders.
same()
{
    if cmp -s "$one/build/$1" "$two/build/$1"; then
        ok "$1"
    else
        not_ok "$1 differs" "$(cmp "$one/build/$1" "$two/build/$1" 2>&1)"
    fi
}

copy_tree "$one"
copy_tree "$two"
if build_tree "$one" LC_ALL=C TZ=UTC &&
    umask 077 && build_tree "$two" LC_ALL=C.UTF-8 TZ=Asia/Tokyo; then
    files=$(cd "$one/build" && find pith apps sdk -type f ! -name '.*')
    for file in $files; do
        same "$file"
    done
fi
finish reproducible
