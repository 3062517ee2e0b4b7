#!/bin/sh
# run.sh - seed faults one at a time; the tests must catch every one.
#
# usage: run.sh [PART...]      only faults whose name has one of the PARTs
#        run.sh --dry          only see that each still changes its file
#
# Works on a copy of the tree, with what is built, in build/mutate/tree, so
# that only the changed file is built again. For each line of `list`: the tests
# from the quickest on, until one fails. A fault that none notices is a test
# that is missing, and a failure. The output of what caught NAME is in
# build/mutate/NAME.log.
set -u
. tests/wanted.sh

root=$(pwd)
out=$root/build/mutate
tree=$out/tree
passed=0
failed=0

# copy_tree - the project's files and its build, with their times.
copy_tree()
{
    rm -rf "$tree"
    mkdir -p "$tree/build"
    sh scripts/files.sh | tar -cf - -T - | tar -xf - -C "$tree"
    for part in build/* build/.[!.]*; do
        case $part in
        build/mutate | build/cbmc | build/prove | build/fuzz | build/debug) ;;
        *) cp -a "$part" "$tree/build/" ;;
        esac
    done
}

# quietly COMMAND... - in the tree, with all output in $log.
quietly()
{
    (cd "$tree" && nice -n 10 timeout -k 5 400 "$@") </dev/null >"$log" 2>&1
}

# The stages: each fails if it notices something.
stage_unit()
{
    for test in $units; do
        quietly make "build/unit/$test.pass" || return 1
    done
}
stage_build()
{
    quietly make build/pith build/guest-tests.elf
}
stage_lint()
{
    quietly build/pith lint build/guest-tests.elf
}
stage_guest()
{
    quietly sh tests/guest/run.sh
}
stage_link()
{
    quietly make build/apps/hello.elf build/tests/handover.elf \
        build/tests/canary.elf build/tests/linked-high.elf \
        build/tests/big-bss.elf
}
stage_hello()
{
    quietly build/pith run --timeout 30 build/apps/hello.elf -- a
}
stage_refusals()
{
    quietly sh tests/boot/refusals.sh
}
stage_loader()
{
    quietly make check-loader
}
stage_initrd()
{
    quietly make check-initrd
}
stage_matrix()
{
    quietly sh tests/boot/matrix.sh
}

# caught_by - the name of the first stage that notices, or nothing.
caught_by()
{
    for stage in unit build lint guest link hello refusals loader initrd \
        matrix; do
        "stage_$stage" && continue
        echo "$stage"
        return
    done
}

# detail - what the log says, in a line.
detail()
{
    { grep -m 1 -E '^# +not ok' "$log" ||
        grep -m 1 -E '^not ok|failed:|refused|ASSERT|assert' "$log" ||
        grep . "$log" | tail -n 1; } | cut -c 1-90
}

# mutate NAME FILE UNITS COMMANDS
mutate()
{
    log=$out/$1.log
    units=$(echo "$3" | tr , ' ' | sed 's/^-$//')
    cp -p "$tree/$2" "$out/original"
    sed -i "$4" "$tree/$2"
    if cmp -s "$out/original" "$tree/$2"; then
        failed=$((failed + 1))
        echo "not ok $1: changes nothing in $2"
        return
    fi
    by=$(caught_by)
    if grep -qE '^[a-z0-9_/]+\.[chS]:[0-9:]+ (error|Error)' "$log"; then
        failed=$((failed + 1))
        echo "not ok $1: does not compile: $(grep -m 1 error: "$log")"
    elif test -n "$by"; then
        passed=$((passed + 1))
        echo "$1: caught by $by: $(detail)"
    else
        failed=$((failed + 1))
        echo "not ok $1: SURVIVED"
    fi
    cp "$out/original" "$tree/$2"
}

# each FUNCTION [PART...] - call it for every fault that is wanted.
each()
{
    call=$1
    shift
    while read -r name file units commands; do
        case $name in
        '' | '#'*) continue ;;
        esac
        wanted "$name" "$@" && "$call" "$name" "$file" "$units" "$commands"
    done <tests/mutate/list
}

# applies NAME FILE UNITS COMMANDS - the fault is one in today's file.
applies()
{
    if ! test -f "$2" || sed "$4" "$2" | cmp -s - "$2"; then
        failed=$((failed + 1))
        echo "not ok $1: changes nothing in $2"
    else
        passed=$((passed + 1))
    fi
}

if test "${1:-}" = --dry; then
    each applies
    echo "suite mutate-dry: $passed passed, $failed failed"
    test "$failed" = 0
    exit
fi
QEMU_LIMIT=20
export QEMU_LIMIT
mkdir -p "$out"
copy_tree
# In the copy: some machines, some sizes.
sed -i 's/for size in .*; do/for size in 3M 128M 5G; do/' \
    "$tree/tests/boot/matrix.sh"
sed -i 's/^machines=.*/machines="q35 microvm,acpi=off"/' \
    "$tree/tests/boot/lib.sh"
# A KVM that interprets ring 0 is slow, and a fault may let it run on.
sed -i 's|-r /dev/kvm|-r /dev/no-kvm|' "$tree/tests/guest/run.sh"
log=$out/unchanged.log
units=
by=$(caught_by)
if test -n "$by"; then
    cat "$log"
    echo "the tests fail without any fault: $by"
    exit 1
fi
each mutate "$@"
rm -rf "$tree"
echo "suite mutate: $passed passed, $failed failed"
test "$failed" = 0
