#!/bin/sh
# disk.sh - files and SQLite on a disk: pith, and Linux in the same QEMU with
# the same programs static, on the same image.
#
# usage: disk.sh      BENCH_RUNS=N machines of each kind, taken in turn (3)
#
# By the host's time-stamp counter; the least of all rounds of all runs. Each
# run gets a new image of 512 MiB from `pith mkdisk`, in memory where the
# host has /dev/shm, so that the host's own disk is not measured. What is read
# was written before another boot: no guest has it cached. e2fsck looks at
# what each run left.
set -eu
. tests/bench/lib.sh
runs=${BENCH_RUNS:-3}
use_acpi

# drive - the words for QEMU.
drive()
{
    echo "-drive id=d,if=none,format=raw,cache=writeback,file=$disk
        -device virtio-blk-device,drive=d"
}

on_pith()
{
    program=$1
    shift
    # shellcheck disable=SC2046 # words
    machine "build/tests/bench/$program.elf" $(drive) \
        -append "pith.mount=vda:/data:ext4 -- $*"
}

# shellcheck disable=SC2046,SC2086,SC2116 # words
on_linux()
{
    program=$1
    shift
    machine "$OUT/vmlinux" $(drive) -initrd "$OUT/$program.cpio" \
        -append "$(echo $LINUX_CMDLINE) disk=vda -- $*"
}

# session WHERE RUN - all programs on a new disk.
session()
{
    build/pith mkdisk "$disk" --size 512M >/dev/null
    keep "$OUT/disk.$1.write.$2" "on_$1" disk write /data
    keep "$OUT/disk.$1.read.$2" "on_$1" disk read /data
    keep "$OUT/disk.$1.sqlite.$2" "on_$1" sqlite /data
    test -z "$fsck" || e2fsck -fn "$disk" >"$OUT/disk.$1.fsck" 2>&1 ||
        echo "e2fsck finds faults after $1: see $OUT/disk.$1.fsck"
}

fsck=$(command -v e2fsck || true)
disk=$(mktemp -p /dev/shm pith-bench.XXXXXX 2>/dev/null) ||
    disk=$(mktemp -p "$OUT" disk.XXXXXX)
trap 'rm -f "$disk"' EXIT
rm -f "$OUT"/disk.pith.* "$OUT"/disk.linux.*
places=pith
if have_module virtio_blk; then
    places="pith linux"
    for program in disk sqlite; do
        make_root "$OUT/$program" "$OUT/$program.cpio" virtio virtio_ring \
            virtio_mmio crc32c-intel virtio_blk
    done
fi
for run in $(seq "$runs"); do
    for place in $places; do
        session "$place" "$run"
    done
done

"$OUT/disk" clock >"$OUT/disk.clock"
for place in $places; do
    for file in "$OUT/disk.$place".*[0-9]; do
        sed "s/^/$place /" "$file"
    done
done | awk -v rows="$ROWS" -f tests/bench/disk.awk "$OUT/disk.clock" -
