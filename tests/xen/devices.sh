# devices.sh - sourced by run.sh: disks and networks.
# shellcheck disable=SC2034,SC2154 # its variables, and those of lib.sh

# PV disks over loop devices; what the guest wrote is looked at in dom0. The
# tests are those of virtio's disks.
domu_disk()
{
    tests="disk_has_interrupts disk_is_written disk_is_zeroed \
many_requests_are_in_flight bad_requests_are_refused a_read_only_disk_stays_so"
    for memory in 64 9; do
        test $memory = 9 || tests="$tests disk_is_read"
        domu build/tests/virtio.elf "pith.log=info -- $tests" memory=$memory \
            "disk=['phy:/dev/loop0,xvda,w', 'phy:/dev/loop1,xvdb,r']"
        tests=${tests% disk_is_read}
        domu_file before <<'END'
[ -e /dev/loop0 ] || insert loop xen-blkback
$B cp /test/1/disk /tmp/disk
$B losetup /dev/loop0 /tmp/disk
$B losetup -r /dev/loop1 /test/1/disk
END
        domu_file after <<'END'
echo "RIG-DISK $($B md5sum </tmp/disk)"
xl destroy t$n
for i in 0 1 2 3 4 5 6 7 8 9; do
    $B losetup -d /dev/loop0 && $B losetup -d /dev/loop1 && break
    $B usleep 200000
done 2>/dev/null
END
    done
    build/tests/virtio/disk_host make "$scratch/domus/test/1/disk"
    build/tests/virtio/disk_host expect "$scratch/expected"
    domu_boot -m 640 -d 288
    domu_check 1 "domU: PV disk, 128 KiB requests" 0 "7 passed, 0 failed" \
        "vda: Xen's device/vbd/51712, 32768 sectors, requests of up to 128" \
        "vdb: Xen's device/vbd/51728, 32768 sectors, read-only"
    domu_check 2 "domU: PV disk, little memory" 0 "6 passed, 0 failed" \
        "requests of up to 40 KiB"
    if test "$(grep -ac "^RIG-DISK $(md5sum <"$scratch/expected")" "$boot")" = 2; then
        ok "domU: PV disks as dom0 sees them"
    else
        not_ok "domU: PV disks as dom0 sees them" "$(grep -a RIG-DISK "$boot")"
    fi
}

# SQLite on ext4 on a PV disk. The volume goes to this machine, where e2fsck
# looks at it, and the same image finds under QEMU, on virtio, what it wrote.
domu_sqlite()
{
    rows=200
    sql="create table t(a integer primary key, b text); insert into t with \
recursive n(i) as (select 1 union all select i + 1 from n where i < $rows) \
select i, printf('row %d', i * i) from n;"
    build/pith mkdisk "$scratch/volume" --size 4M >/dev/null
    for line in "$sql" "update t set b = 'changed' where a = 7;"; do
        domu build/apps/sqlite3.elf ""
        build/pith xl -m 64M -d "$scratch/volume" -e pith.mount=vda:/data \
            build/apps/sqlite3.elf -- /data/x.db "$line" |
            sed "s/^name.*/name='t$n'/; s/'destroy'/'preserve'/
                s|^kernel.*|kernel='/test/$n/image.elf'|
                s|target=[^']*|target=/dev/loop0|" | domu_file domu.cfg
        domu_file before <<'END'
[ -e /dev/loop0 ] || insert loop xen-blkback
[ -e /tmp/volume ] || $B cp /test/1/volume /tmp/volume
$B losetup /dev/loop0 /tmp/volume
END
        domu_file after <<'END'
xl destroy "t$n"
until $B losetup -d /dev/loop0 2>/dev/null; do
    $B usleep 200000
done
[ "$n" = 1 ] || {
    echo RIG-VOLUME-BEGIN
    $B gzip -c /tmp/volume | $B base64
    echo RIG-VOLUME-END
}
END
    done
    cp "$scratch/volume" "$scratch/domus/test/1/volume"
    domu_boot -m 640 -d 240
    domu_check 1 "domU: SQLite on a PV disk" 0
    domu_check 2 "domU: SQLite on it once more" 0
    sed -n '/^RIG-VOLUME-BEGIN/,/^RIG-VOLUME-END/p' "$boot" | sed '1d;$d' |
        base64 -d | gzip -d >"$scratch/volume"
    /sbin/e2fsck -fn "$scratch/volume" >"$scratch/out" 2>&1
    rc=$?
    check "domU: its volume for e2fsck" 0
    pith run -d "$scratch/volume" -e pith.mount=vda:/data \
        build/apps/sqlite3.elf -- /data/x.db "pragma integrity_check;
        select count(*), sum(a), max(length(b)) from t where b like 'row %';
        select b from t where a in (7, 8);"
    check "domU: its database, on virtio" 0 "ok" "199|20093|9" "changed" \
        "row 64"
}

# A PV network card: dom0 is 10.0.0.1 on it. `xl shutdown` ends the programs.
domu_net()
{
    mkdir -p "$scratch/site"
    echo "front page" >"$scratch/site/index.html"
    head -c 300000 /dev/urandom >"$scratch/site/large.bin"
    build/pith pack "$scratch/site" "$scratch/site.cpio"
    ip="ip=10.0.0.2::10.0.0.1:255.255.255.0:::off"
    vif="vif=['mac=00:16:3e:01:02:03']"
    for memory in 64 10; do
        domu build/apps/httpd.elf "pith.log=info $ip" memory=$memory "$vif" \
            "ramdisk='/test/1/ramdisk'"
        domu_file before <<'END'
[ "$n" -gt 1 ] || insert xen-netback
END
        domu_file meanwhile <<'END'
i=0
until $B ping -c 1 -W 1 10.0.0.2 >/dev/null || [ $i -ge 40 ]; do
    i=$((i + 1))
done
echo "RIG-PING $n $($B ping -c 5 -A -s 1400 10.0.0.2 | $B grep received)"
site=http://10.0.0.2
get="/bin/curl -sS -m 60"
echo "RIG-LARGE $n $($get $site/large.bin | $B md5sum)"
echo "RIG-PART $n $($get -r 100-1099 $site/large.bin | $B md5sum)"
echo "RIG-PAGES $n $($get -w ' %{http_code} %{num_connects},' $site/ $site/ \
    $site/none | $B tr '\n' ' ')"
$get -I $site/large.bin | $B tr -d '\r' | $B sed "s/^/RIG-HEAD $n /"
xl shutdown "t$n"
END
    done
    cp "$scratch/site.cpio" "$scratch/domus/test/1/ramdisk"
    domu build/apps/echo.elf "$ip" "$vif"
    domu_file meanwhile <<'END'
i=0
until answer=$(echo "as it was" | $B nc -w 2 10.0.0.2 7) || [ $i -ge 40 ]; do
    i=$((i + 1))
    $B usleep 100000
done
echo "RIG-ECHO $answer"
echo "RIG-UDP $(echo "a datagram" | /bin/nc -n -u -q 3 10.0.0.2 7)"
xl shutdown "t$n"
END
    domu_boot -m 640 -d 224 -c
    domu_check 1 "domU: network, httpd" 143 \
        "eth0: Xen's device/vif/0, 00:16:3e:01:02:03"
    domu_check 2 "domU: network, little memory" 143 "eth0: Xen's device/vif/0"
    large=$(md5sum <"$scratch/site/large.bin")
    part=$(tail -c +101 "$scratch/site/large.bin" | head -c 1000 | md5sum)
    for i in 1 2; do
        log_has "domU $i: ping from dom0" \
            "RIG-PING $i 5 packets transmitted, 5 packets received"
        log_has "domU $i: curl, 300 KB" "RIG-LARGE $i $large"
        log_has "domU $i: curl, a range" "RIG-PART $i $part"
        log_has "domU $i: curl, three pages by one connection" \
            "RIG-PAGES $i front page  200 1,front page  200 0,"
        log_has "domU $i: curl, one that is not there" " 404 0,"
        log_has "domU $i: curl, HEAD" "RIG-HEAD $i Content-Length: 300000"
    done
    domu_check 3 "domU: echo" 143
    log_has "domU: TCP echo" "RIG-ECHO as it was"
    log_has "domU: UDP echo" "RIG-UDP a datagram"
}

# log_has NAME TEXT - is TEXT in what dom0 printed?
log_has()
{
    if grep -aqF "$2" "$boot"; then
        ok "$1"
    else
        not_ok "$1" "wanted: $2" "$(grep -a "^RIG" "$boot")"
    fi
}

# Events, grants and xenstore; and disks and cards whose backend, the guest
# itself, lies.
domu_drivers()
{
    domu build/tests/xen-guest.elf "pith.log=info" memory=64
    domu_file meanwhile <<'END'
until $B grep -q "a fake" "$log" 2>/dev/null; do
    $B usleep 50000
done
id=$(xl domid "t$n")
home=/local/domain/$id
for pair in vbd:fake vif:fakenet; do
    device=$home/device/${pair%:*}/99 fake=$home/data/${pair#*:}
    xenstore write "$device/backend" "$fake" "$device/backend-id" "$id" \
        "$device/mac" 00:16:3e:00:00:63
    xenstore chmod -r "$device" "n$id"
    xenstore write "$fake/made" 1
    xenstore chmod -r "$fake" "n$id"
done
END
    domu_boot
    domu_check 1 "domU: drivers" 0 " passed, 0 failed" \
        "an answer to no request: 0x7" "the backend's index lies: 0x2" \
        "the backend does not connect: state 5" "the backend has gone: state 6" \
        "the receiving backend's index lies: 0x101" "an answer to no frame: 0x1" \
        "a frame in another buffer than the next: 0x100" \
        "a frame without an end: slots 0x15" \
        "device/vbd/99: the disk is not used: error 28" \
        "device/vif/99 is not used: error 28" \
        "pages are still mapped by the backend"
}

# One after the other, with a disk and a card: xenstore holds no more after the
# last than after the first, for which the toolstack makes its directories.
domus_in_a_row()
{
    many=${XEN_DOMUS:-50}
    for i in $(seq "$many"); do
        domu build/tests/virtio.elf "-- disk_has_interrupts" \
            "disk=['phy:/dev/loop0,xvda,w']" "vif=['mac=00:16:3e:01:02:03']"
        domu_file after <<'END'
xl destroy "t$n"
[ "$n" -gt 1 ] && [ -e "/test/$((n + 1))" ] ||
    echo "RIG-LEFT $n: $(xenstore ls / | $B wc -l) lines, $(xl list | $B wc -l) domains"
END
    done
    cat >"$scratch/domus/test/1/before" <<'END'
insert loop xen-blkback xen-netback
$B dd if=/dev/zero of=/tmp/disk bs=1M count=2 2>/dev/null
$B losetup /dev/loop0 /tmp/disk
END
    domu_boot -m $((512 + 5 * many)) -d $((160 + 4 * many))
    for i in $(seq "$many"); do
        domu_check "$i" "domU $i of $many" 0 "1 passed, 0 failed"
    done
    left=$(sed -n 's/^RIG-LEFT 1: //p' "$boot")
    log_has "$many domUs: nothing is left" "RIG-LEFT $many: ${left:-nothing}"
}
