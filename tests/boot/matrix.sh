#!/bin/sh
# matrix.sh - the same image on every machine with every memory size.
#
# In each cell an application says what it got and the kernel's tests run.
set -u
. tests/boot/lib.sh

# Is it us? See canary.S.
qemu -M pc -device isa-debug-exit,iobase=0xf4,iosize=4 \
    -kernel build/tests/canary.elf
if test "$rc" != 85 || test "$(tr -d '\r\n' <"$scratch/out" | tail -c 1)" != '!'; then
    echo "QEMU is broken: the canary image ended with status $rc, not 85"
    cat "$scratch/err"
    not_ok canary
    finish boot-matrix
    exit 1
fi
ok canary

for machine in $machines; do
    case $machine in
    microvm*) most=1024G ;;
    *) most=256G ;; # QEMU itself refuses more with 40 address bits
    esac
    for size in 2M 3M 16M 128M 3G 5G 64G $most; do
        # shellcheck disable=SC2046
        set -- $(machine_args "$machine") $(memory_args "$size")
        qemu "$@" -kernel build/apps/hello.elf \
            -append 'K=v -- a "b c"'
        check "$machine $size hello" 0 "argument 1: a" "argument 2: b c"
        case $size in
        64G | "$most") continue ;; # its tests would zero a GiB
        esac
        qemu "$@" -kernel build/guest-tests.elf
        check "$machine $size guest tests" 0 " passed, 0 failed"
    done
done
finish boot-matrix
