#!/bin/sh
# smp.sh - 1 to 16 CPUs on every machine, and endings from each of them.
#
# usage: smp.sh [MACHINE...]
set -u
. tests/boot/lib.sh

tests=$(sed -n 's/^TEST(\(.*\))/\1/p' tests/guest/test_smp.c | tr '\n' ' ')

# guest MACHINE CPUS - the tests of test_smp.c, all CPUs started
guest()
{
    # shellcheck disable=SC2046
    qemu $(machine_args "$1") -m 256M -smp "$2" -kernel build/guest-tests.elf \
        -append "pith.log=info -- $tests"
    check "$1, $2 CPUs" 0 " passed, 0 failed"
    test "$2" = 1 || check "$1, $2 CPUs: said" 0 "pith: $2 CPUs"
}

# ending HOW CPU STATUS LINE - on 4 CPUs, through the tool
ending()
{
    pith run --smp 4 build/tests/smp-end.elf -- "$1" "$2"
    check "$1 on CPU $2" "$3" "4 CPUs" "$4"
}

# alone NAME - one report, nothing in it or behind it from another CPU
alone()
{
    grep -nE '^pith: (panic|fault|crash)' "$scratch/err" >"$scratch/reports"
    noise=$(sed -n '/^pith: \(panic\|fault\)/,$p' "$scratch/err" | grep -c noise)
    if test "$(wc -l <"$scratch/reports")" = 1 && test "$noise" = 0; then
        ok "$1: one report, whole"
    else
        not_ok "$1: one report, whole" "$(tail -n 40 "$scratch/err")"
    fi
}

test $# -gt 0 || eval set -- "$machines"
for machine; do
    for cpus in 1 2 4 16; do
        guest "$machine" $cpus
    done
done
for model in qemu64 qemu64,+x2apic max; do
    # shellcheck disable=SC2086 # words
    pith run --cpu $model --smp 4 --machine q35 build/guest-tests.elf -- $tests
    check "q35, 4 CPUs, -cpu $model" 0 " passed, 0 failed"
done

for cpu in 0 1 3; do
    ending panic $cpu 134 "pith: panic: wanted on CPU $cpu"
    check "panic: where" 134 "  on CPU $cpu, thread "
    alone "panic on CPU $cpu"
    ending fault $cpu 134 "pith: fault: page fault: write to 0x8 at do_fault+"
    check "fault: where" 134 "  on CPU $cpu, thread "
    alone "fault on CPU $cpu"
    ending nmi $cpu 134 "pith: fault: NMI at "
    alone "NMI on CPU $cpu"
    ending exit $cpu 7 "4 CPUs"
done
ending overflow 0 134 "stack overflow: the main stack's"
ending overflow 2 134 "stack overflow: the interrupt stack's 8 KiB"
alone "overflow on CPU 2"
ending all-panic 0 134 "pith: panic: wanted on CPU "
alone "panic on all CPUs"

# CPUs that the tables name and the machine has not, and one that comes late.
for model in qemu64,-x2apic max; do
    pith run --smp 4 --cpu $model -o log=info build/tests/smp-end.elf -- lies 0
    check "lying tables, -cpu $model" 7 "3 CPUs run" "3 answer, 3 counted" \
        "pith: the CPU with APIC id 77 does not answer: left out" \
        "pith: the CPU with APIC id 78 does not answer: left out"
    if grep -q "the CPU with APIC id 300 .*: left out" "$scratch/err"; then
        ok "APIC id 300, -cpu $model"
    else
        not_ok "APIC id 300, -cpu $model"
    fi
done
finish boot-smp
