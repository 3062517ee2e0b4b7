#!/bin/sh
# stress.sh - tests/libc/stress.c on 1, 2 and 4 CPUs.
#
# usage: stress.sh SECONDS        on each
set -u
QEMU_LIMIT=$(($1 + 120))
export QEMU_LIMIT
. tests/boot/lib.sh

for n in 1 2 4; do
    pith run --smp "$n" build/tests/libc/stress.elf -- "$1"
    check "stress for $1 s on $n CPUs" 0 "threads"
done
finish stress
