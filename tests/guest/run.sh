#!/bin/sh
# run.sh - the kernel's tests, by TCG and, where there is /dev/kvm, by KVM.
#
# There is a KVM that interprets ring 0, at 2 us an instruction and without SSE:
# the image has none for its sake.
set -u
. tests/boot/lib.sh

for model in qemu64 max; do
    pith run --cpu "$model" build/guest-tests.elf
    check "guest tests, -cpu $model" 0 " passed, 0 failed"
done
total=$(sed -n 's/^suite guest: \([0-9]*\) passed.*/\1/p' "$scratch/err")
passed=$((passed + ${total:-0}))

# Timers and interrupt controllers come in all combinations.
for machine in pc q35,pit=off microvm,acpi=off,pic=off,pit=off; do
    pith run --machine $machine build/guest-tests.elf
    check "guest tests on $machine" 0 " passed, 0 failed"
done
pith run --smp 4 build/guest-tests.elf
check "guest tests on 4 CPUs" 0 " passed, 0 failed"
pith run --cpu qemu64,-apic build/guest-tests.elf
check "guest tests without a local APIC" 0 " passed, 0 failed"

# With a module in memory; and with half a GiB behind a hole, and GiB pages.
pith run --initrd tests/guest build/guest-tests.elf
check "guest tests with a module" 0 " passed, 0 failed"
pith run --cpu max --machine q35 -m 2560M build/guest-tests.elf -- \
    a_gib_is_mapped_as_one_only_where_it_is_ram
check "guest tests with 2560 MiB" 0 "1 passed, 0 failed"

# The tables of each machine name as many CPUs as it has.
tables="the_tables_name_this_cpu_and_an_ioapic
    the_topology_is_read_once_and_page_0_stays_unmapped
    wrong_tables_leave_the_next_source_or_one_cpu"
for vm in pc:1:MADT pc:4:MADT q35:2:MADT q35:255:MADT \
    microvm,acpi=on:1:MADT microvm,acpi=on:16:MADT \
    microvm,acpi=off:1:MP microvm,acpi=off:4:MP microvm,acpi=off:255:MP; do
    machine=${vm%%:*}
    rest=${vm#*:}
    cpus=${rest%:*}
    case $machine in
    microvm*) left="pith: one CPU: " ;;
    *) left="pith: MP table at 0xf" ;; # in ROM: cannot be made wrong
    esac
    # shellcheck disable=SC2086  # three names
    pith run --accel tcg --machine "$machine" --smp "$cpus" -o log=info \
        build/guest-tests.elf -- $tables
    check "tables of $machine, $cpus CPUs" 0 "3 passed, 0 failed" \
        "$left" "pith: ${rest#*:} " ": $cpus CPUs, 0 disabled"
done

if test -r /dev/kvm && test -w /dev/kvm; then
    # what needs its clock, its timer and its interrupts, and does little
    pith run --accel kvm --machine microvm,acpi=off build/guest-tests.elf -- \
        the_clock_has_a_name time_goes_on a_sleep_is_not_short \
        lengths_of_time_go_both_ways timers_fire_in_order_and_not_early \
        an_ipi_ends_a_halt a_thread_runs_and_ends a_timed_wait_ends \
        a_busy_thread_is_preempted a_wait_is_interrupted \
        all_are_woken_at_once every_entry_keeps_the_policy
    check "guest tests under KVM" 0 "12 passed, 0 failed"
fi
finish guest
