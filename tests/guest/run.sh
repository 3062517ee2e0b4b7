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

if test -r /dev/kvm && test -w /dev/kvm; then
    pith run --accel kvm --machine microvm,acpi=off build/guest-tests.elf
    check "guest tests under KVM" 0 " passed, 0 failed"
fi
finish guest
