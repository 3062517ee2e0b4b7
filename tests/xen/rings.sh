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
