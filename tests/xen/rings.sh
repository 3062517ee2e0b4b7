# rings.sh - sourced by run.sh: what the drivers take of blkback's and netback's
# offers, as dom0 sees it, and that what then goes through is what it was.
# shellcheck disable=SC2154 # variables of lib.sh

# A ring of four pages, with more requests at once than one of a page holds.
domu_rings()
{
    domu build/tests/virtio.elf \
        "pith.log=info -- many_pages_are_in_flight disk_is_zeroed" memory=64 \
        "disk=['phy:/dev/loop0,xvda,w']"
    domu_file before <<'END'
insert loop xen-blkback
$B losetup /dev/loop0 /test/1/disk
END
    domu_file after <<'END'
home=/local/domain/$(xl domid t1)/device/vbd/51712
echo "RIG-RING order $(xenstore read "$home/ring-page-order")," \
    "last page $(xenstore exists "$home/ring-ref3" && echo there)"
echo "RIG-DISK $($B md5sum </test/1/disk)"
END
    build/tests/virtio/disk_host make "$scratch/domus/test/1/disk"
    build/tests/virtio/disk_host expect "$scratch/expected"
    domu_boot -m 640 -d 240
    domu_check 1 "domU: PV disk, many requests" 0 "2 passed, 0 failed" \
        "KiB, 128 in 4 pages"
    log_has "domU: its ring as dom0 sees it" "RIG-RING order 2, last page there"
    log_has "domU: its disk as dom0 sees it" \
        "RIG-DISK $(md5sum <"$scratch/expected")"
}

# Bytes by TCP to one program and back, unchanged; and 8 MiB each way of another.
# dom0's card has counted what it passed on, and so how long its frames were.
domu_bulk()
{
    ip="ip=10.0.0.2::10.0.0.1:255.255.255.0:::off"
    vif="vif=['mac=00:16:3e:01:02:03']"
    domu build/apps/echo.elf "pith.log=info $ip" memory=64 "$vif"
    head -c 4000000 /dev/urandom >"$scratch/domus/test/1/bulk"
    domu_file before <<'END'
insert xen-netback
END
    domu_file meanwhile <<'END'
until echo | $B nc -w 2 10.0.0.2 7; do
    $B usleep 100000
done
$B timeout 100 $B nc 10.0.0.2 7 </test/1/bulk >/tmp/back
echo "RIG-BULK $($B md5sum </tmp/back)"
xl shutdown "t$n"
END
    domu build/apps/sink.elf "$ip -- -n 8" memory=64 "$vif"
    domu_file meanwhile <<'END'
id=$(xl domid "t$n")
until echo | $B nc -w 2 10.0.0.2 5001; do
    $B usleep 100000
done
$B dd if=/dev/zero of=/tmp/zeros bs=1M count=8 2>/dev/null
# busybox's writes 1 KiB at a time: whether TCP joins it depends on the load
$B timeout 100 /bin/nc -n -q 1 10.0.0.2 5001 </tmp/zeros
cd "/sys/class/net/vif$id.0/statistics"
echo "RIG-FRAMES in $(($($B cat tx_bytes) / $($B cat tx_packets)))"
cd /
echo "RIG-GOT $($B timeout 100 $B nc 10.0.0.2 5002 </dev/null | $B wc -c)"
xl shutdown "t$n"
END
    domu_boot
    domu_check 1 "domU: PV network, echo" 143
    log_has "domU: 4 MB there and back" \
        "RIG-BULK $(md5sum <"$scratch/domus/test/1/bulk")"
    domu_check 2 "domU: PV network, sink" 143 '"bytes":8388608'
    log_has "domU: 8 MiB out" "RIG-GOT 8388608"
    length=$(sed -n "s/^RIG-FRAMES in //p" "$boot")
    if test "${length:-0}" -gt 1514; then
        ok "domU: long frames come in"
    else
        not_ok "domU: long frames come in" "$length bytes on average"
    fi
}
