#!/bin/sh
# runtime_names.sh - the names of the runtime that the SDK's archive renames.
#
# usage: runtime_names.sh LINKER_SCRIPT "KERNEL_OBJECTS" "LIBC_OBJECTS"
#
# Prints lines `NAME __pith_NAME` for objcopy --redefine-syms: every global
# that kernel rooms define or linker.ld sets, but pith_*, the reserved names
# (__*) and the four mem* functions; of libc/ and fs/ what begins with libc_
# or is not for programs.
set -eu

script=$1 kernel=$2 libc=$3

{
    sed -n 's/^ *\([a-z_][a-z0-9_]*\) = .*/\1/p' "$script"
    # shellcheck disable=SC2086  # lists of objects
    nm -g --defined-only $kernel | awk 'NF == 3 { print $3 }' |
        grep -vxE 'pith_.*|mem(cpy|move|set|cmp)|app_(enter|prepare)'
    # shellcheck disable=SC2086
    for o in $libc; do
        nm -g --defined-only "$o" | awk -v o="$o" '
            NF == 3 && (o ~ /\/fs\// || $3 ~ /^(libc|fd|vfs|thread)_/) { print $3 }'
    done
    echo app_enter
    echo app_prepare
} | grep -vE '^__|^pith_' | sort -u | awk '{ print $1, "__pith_" $1 }'
