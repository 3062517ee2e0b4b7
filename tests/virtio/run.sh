#!/bin/sh
# run.sh - the drivers of virtio with QEMU's devices, over every transport.
#
# The guest's tests are chosen by name; what it wrote to the disk is looked at
# from here.
set -u
. tests/virtio/lib.sh

hosts=build/tests/virtio
disk="$scratch/disk.img"
$hosts/disk_host make "$disk.new" || exit 1

# guest TEST... - run these tests in $machine with $devices.
guest()
{
    # shellcheck disable=SC2086  # words
    qemu $machine -m 64M -kernel build/tests/virtio.elf $devices \
        -append "pith.log=debug -- $*"
}

drive()
{
    echo "-drive file=$disk,format=raw,if=none,id=$1${2:+,$2}"
}

blk()
{
    machine=$(echo "$machine" | sed 's/,/ /')
    cp "$disk.new" "$disk"
    devices="$(drive d discard=unmap) $(device virtio-blk drive=d,serial=pith-test-disk)"
    guest disk_is_as_the_vmm_says disk_has_interrupts disk_is_read \
        disk_is_written disk_is_zeroed many_requests_are_in_flight \
        many_pages_are_in_flight bad_requests_are_refused
    check "$where: disk" 0 "8 passed, 0 failed"
    if why=$($hosts/disk_host check "$disk"); then
        ok
    else
        not_ok "$where: disk as the host sees it" "$why"
    fi
}

# Three disks, in the order in which QEMU got them: ours, the same read-only,
# and one whose sector 8 cannot be read.
disks()
{
    machine=$(echo "$machine" | sed 's/,/ /')
    cp "$disk.new" "$disk"
    cat >"$scratch/errors" <<END
[inject-error]
event = "read_aio"
errno = "5"
sector = "8"
END
    devices="$(drive a discard=unmap) $(device virtio-blk drive=a,serial=pith-test-disk)
        -drive file=$disk.new,format=raw,if=none,id=b,readonly=on $(device virtio-blk drive=b)
        -drive file=blkdebug:$scratch/errors:$disk.failing,format=raw,if=none,id=c
        $(device virtio-blk drive=c)"
    cp "$disk.new" "$disk.failing"
    guest disk_is_as_the_vmm_says a_read_only_disk_stays_so \
        a_failing_sector_is_an_error
    check "$where: three disks" 0 "3 passed, 0 failed" \
        "pith: vdc: read of 1 sectors at 8: device status 1"
}

# The card's other end is net_host, which also judges what we send.
net()
{
    machine=$(echo "$machine" | sed 's/,/ /')
    rm -f "$scratch/port"
    mkfifo "$scratch/port"
    $hosts/net_host >"$scratch/port" 2>"$scratch/net_host" &
    peer=$!
    read -r port <"$scratch/port"
    devices="-netdev socket,id=n,connect=127.0.0.1:$port
        $(device virtio-net netdev=n,mac=52:54:00:12:34:57)"
    guest card_is_as_the_vmm_says frames_of_all_lengths_are_answered \
        a_long_frame_comes_in_pieces many_frames_are_under_way \
        bad_frames_are_not_sent
    check "$where: network card" 0 "5 passed, 0 failed"
    if wait $peer; then
        ok
    else
        not_ok "$where: frames as the host sees them" "$(cat "$scratch/net_host")"
    fi
}

# -cpu qemu64 has neither RDSEED nor RDRAND.
rng()
{
    machine=$(echo "$machine" | sed 's/,/ /')
    devices="-cpu qemu64 -object rng-random,id=r,filename=/dev/urandom
        $(device virtio-rng rng=r)"
    guest the_device_gives_random_numbers random_numbers_come_from_somewhere
    check "$where: random numbers" 0 "2 passed, 0 failed" "from virtio-rng"
}

folder()
{
    machine=$(echo "$machine" | sed 's/,/ /')
    devices="-fsdev local,id=f,path=$scratch,security_model=none
        $(device virtio-9p fsdev=f,mount_tag=tag)"
    guest a_folder_is_found_by_its_tag pieces_of_a_message \
        many_threads_ask_at_once
    check "$where: host folder" 0 "3 passed, 0 failed"
    guest a_folder_given_up_answers_no_more
    check "$where: host folder given up" 0 "1 passed, 0 failed" \
        "host folder tag: for a test (1, not 2): not used any more"
}

on_all blk
on_all disks
on_all net
on_all rng
on_all folder

# All of it in 4 MiB, with few buffers and tables.
small()
{
    machine="-M $1" type=$2 globals='' where="$1 with 4 MiB"
    cp "$disk.new" "$disk"
    devices="-m 4M $(drive d) $(device virtio-blk drive=d,serial=pith-test-disk)
        -netdev user,id=n $(device virtio-net netdev=n,mac=52:54:00:12:34:57)"
    guest disk_is_as_the_vmm_says card_is_as_the_vmm_says \
        many_requests_are_in_flight bad_frames_are_not_sent
    check "$where" 0 "4 passed, 0 failed"
}
small microvm,acpi=off device
small q35 pci

# No device: jitter is what remains, and with a clock that only counts
# instructions nothing does.
devices="-cpu qemu64" machine="-M q35"
guest without_a_device_there_are_none_of_its random_numbers_come_from_somewhere
check "random numbers from jitter" 0 "2 passed, 0 failed" "from clock jitter"
devices="-cpu qemu64 -icount shift=3,sleep=off"
guest a_regular_clock_gives_none
check "no random numbers from a regular clock" 0 "1 passed, 0 failed"
finish virtio
