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

# With a module in memory; and with half a GiB behind a hole, and GiB pages.
pith run --initrd tests/guest build/guest-tests.elf
check "guest tests with a module" 0 " passed, 0 failed"
pith run --cpu max --machine q35 -m 2560M build/guest-tests.elf -- \
    a_gib_is_mapped_as_one_only_where_it_is_ram
check "guest tests with 2560 MiB" 0 "1 passed, 0 failed"

if test -r /dev/kvm && test -w /dev/kvm; then
    pith run --accel kvm --machine microvm,acpi=off build/guest-tests.elf
    check "guest tests under KVM" 0 " passed, 0 failed"
fi
finish guest
