#!/bin/sh
# exits.sh - how each ending looks on plain QEMU, on every machine.
#
# No device of `pith run` is there: QEMU ends by itself with status 0, and
# unless the program ended with 0 the last console line says how it went.
set -u
. tests/boot/lib.sh

# ends NAME LAST_LINE - QEMU ended with 0 and the last line begins so.
ends()
{
    line=$(tr -d '\r' <"$scratch/out" | grep . | tail -n 1)
    case $rc:$line in
    "0:$2"*) ok "$1" ;;
    *) not_ok "$1" "status $rc, last line: $line" "$(cat "$scratch/err")" ;;
    esac
}

for machine in $machines; do
    # shellcheck disable=SC2046
    set -- $(machine_args "$machine")
    qemu "$@" -kernel build/apps/hello.elf -append '-- last'
    ends "$machine: exit 0" "argument 1: last"
    qemu "$@" -kernel build/tests/libc/exit/exit_7.elf
    ends "$machine: exit 7" "pith: exit status 7"
    qemu "$@" -kernel build/tests/libc/exit/abort.elf
    ends "$machine: abort" "pith: crash: "
    qemu "$@" -kernel build/tests/libc/crash/null_write.elf
    ends "$machine: fault" "pith: crash: page fault: write to 0x0 at main+0x"
    qemu "$@" -kernel build/apps/hello.elf -append 'pith.stack=nonsense'
    ends "$machine: refusal" "pith: refused: pith.stack=nonsense"
done

# pvpanic hears of a crash, and of nothing else.
for machine in pc microvm; do
    set -- -M "$machine" -device pvpanic -action panic=exit-failure
    qemu "$@" -kernel build/tests/libc/crash/null_write.elf
    check "$machine: pvpanic on a crash" 1 "pith: crash: page fault"
    qemu "$@" -kernel build/tests/libc/exit/exit_7.elf
    check "$machine: no pvpanic on exit 7" 0 "pith: exit status 7"
done
finish exits
