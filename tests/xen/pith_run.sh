# pith_run.sh - sourced by run.sh: `pith run` on Xen.
# shellcheck disable=SC2034,SC2154 # its variables, and those of lib.sh

# nothing_on_stdout NAME - of what the last `pith` ran.
nothing_on_stdout()
{
    good "$1: nothing on standard output" test ! -s "$scratch/out"
}

# `pith run`: the same options, bytes and status as on QEMU.
run_by_pith()
{
    for vmm in xen-dom0 xen-domu; do
        set -- run --vmm $vmm --xen-rig "$rig" --timeout "$xen_limit"
        pith "$@" -e "A=b c" -i "$scratch/root" --timeline "$hello" -- "a b" \
            "c,d"
        check "pith run, $vmm: arguments, timeline" 0 "hello from hello.elf" \
            "argument 1: a b" "argument 2: c,d" "long mode"
        ends_by_pith "$@"
        printf 'any bytes\004\003\026\0\377\n' >"$scratch/bytes"
        build/pith "$@" build/apps/cat.elf <"$scratch/bytes" >"$scratch/out"
        good "pith run, $vmm: input" cmp "$scratch/bytes" "$scratch/out"
    done
}

# ends_by_pith PITH_WORD... - reports are on standard error, as on QEMU, and the
# input of a program that reads none is left to the next.
ends_by_pith()
{
    rc=0
    {
        build/pith "$@" -q "$images/status.elf" -- 2 >"$scratch/out" \
            2>"$scratch/err" || rc=$?
        cat >"$scratch/left"
    } <"$scratch/root/greeting"
    check "pith run, $vmm: status 2" 2
    nothing_on_stdout "pith run, $vmm: status 2"
    good "pith run, $vmm: unread input" \
        cmp "$scratch/left" "$scratch/root/greeting"
    pith "$@" "$images/null_write.elf"
    check "pith run, $vmm: crash" 134 "  backtrace:" \
        "guest crashed: page fault: write to 0x0 at main+0x"
    nothing_on_stdout "pith run, $vmm: crash"
    pith "$@" build/tests/tool/triple_fault.elf
    check "pith run, $vmm: triple fault" 134 \
        "guest crashed: reset without a status (a triple fault?)"
    pith "$@" -o stack=nonsense "$hello"
    check "pith run, $vmm: refusal" 127 "pith.stack=nonsense"
}

# up_serving NAME OPTION... - httpd on Xen, until it answers at $port.
up_serving()
{
    name=$1
    shift
    free_ports
    timeout -k 5 "$xen_limit" build/pith run --xen-rig "$rig" -p "$port:80" \
        "$@" </dev/null >"$scratch/out" 2>"$scratch/err" &
    guest=$!
    good "$name" up curl -sf -m 5 -o /dev/null "http://localhost:$port/"
}

# -p: a web server in a domU answers the curl of this machine, as on QEMU.
run_network()
{
    mkdir -p "$scratch/site"
    echo "front page" >"$scratch/site/index.html"
    head -c 300000 /dev/urandom >"$scratch/site/large.bin"
    up_serving "pith run -p: a server is up" -i "$scratch/site" -o log=info \
        --smp 2 --pcap "$scratch/pcap" build/apps/httpd.elf
    site=http://localhost:$port
    good "pith run -p: 300 KB" sh -c \
        "curl -sS -m 60 $site/large.bin | cmp - $scratch/site/large.bin"
    curl -sS -m 60 -w '%{num_connects},' "$site/" "$site/" >"$scratch/pages" \
        2>&1
    good "pith run -p: two pages by one connection" \
        grep -q '^0,$' "$scratch/pages"
    curl -sSI -m 60 "$site/large.bin" >"$scratch/head" 2>&1
    good "pith run -p: HEAD" grep -q "^Content-Length: 300000" "$scratch/head"
    kill "$guest"
    wait "$guest"
    rc=$? guest=
    check "pith run -p: its end" 143 "52:54:00:12:34:56" \
        "eth0: 10.0.2.15, gateway 10.0.2.2, name server 10.0.2.3, by ip="
    good "pith run --pcap" grep -qa "GET /large.bin" "$scratch/pcap"
    asks_outside
    up_serving "pith run -p, xen-dom0" --vmm xen-dom0 -i "$scratch/site" \
        build/apps/httpd.elf
    good "pith run -p, xen-dom0: 300 KB" sh -c \
        "curl -sS -m 60 http://localhost:$port/large.bin |
            cmp - $scratch/site/large.bin"
    stop
}

# --net user: the program's own connection, to a server of this machine.
asks_outside()
{
    free_ports
    python3 -m http.server "$port" --bind 127.0.0.1 --directory \
        "$scratch/site" >"$scratch/server" 2>&1 &
    guest=$!
    good "a web server here" up curl -sf -m 5 -o /dev/null \
        "http://localhost:$port/"
    pith run --xen-rig "$rig" --net user --timeout "$xen_limit" \
        build/apps/curl.elf -- -sS -m 60 "http://10.0.2.2:$port/index.html"
    check "pith run --net user: curl in a domU" 0 "front page"
    stop
}

# -d: what the programs write is in this machine's files, and what they may
# not write is as it was.
run_disks()
{
    sql="create table t(a integer primary key, b text); insert into t with \
recursive n(i) as (select 1 union all select i + 1 from n where i < 200) \
select i, printf('row %d', i * i) from n;"
    build/pith mkdisk "$scratch/data" --size 4M >/dev/null
    build/pith mkdisk "$scratch/other,disk" --size 3M --from "$scratch/root" \
        >/dev/null
    sum=$(cksum <"$scratch/other,disk")
    set -- run --xen-rig "$rig" --timeout "$xen_limit" -o log=info
    pith "$@" -m 64M -d "$scratch/other,disk,ro" -d "$scratch/data" \
        -o "mount=vda:/other:ext4,ro;vdb:/data" build/apps/sqlite3.elf -- \
        /data/x.db "$sql"
    check "pith run -d: SQLite" 0 "vda: Xen's device/vbd/51712, 6144 sectors, \
read-only" "vdb: Xen's device/vbd/51728, 8192 sectors"
    /sbin/e2fsck -fn "$scratch/data" >"$scratch/out" 2>&1
    rc=$?
    check "pith run -d: the volume for e2fsck" 0
    good "pith run -d: the other is as it was" \
        test "$(cksum <"$scratch/other,disk")" = "$sum"
    pith run -d "$scratch/data" -e pith.mount=vda:/data \
        build/apps/sqlite3.elf -- /data/x.db \
        "pragma integrity_check; select count(*), sum(a) from t;"
    check "pith run -d: the database on virtio" 0 "ok" "200|20100"
    pith "$@" -d "$scratch/data" -d "$scratch/other,disk" --net user \
        -o "mount=vda:/data;vdb:/other" build/apps/cat.elf -- /other/greeting
    check "pith run -d: a file on it in a domU that has a card, too" 0 \
        "from the ramdisk" "vdb: Xen's device/vbd/51728, 6144 sectors"
    dom0_devices
}

# The same as dom0, with virtio's devices behind an IOMMU; and a folder.
dom0_devices()
{
    set -- run --vmm xen-dom0 --xen-rig "$rig" --timeout "$xen_limit"
    pith "$@" -d "$scratch/data,label=store" -o mount=LABEL=store:/data \
        build/apps/sqlite3.elf -- /data/x.db \
        "insert into t values(1000, 'dom0'); select count(*), sum(a) from t;"
    check "pith run -d, xen-dom0: SQLite" 0 "201|21100"
    /sbin/e2fsck -fn "$scratch/data" >"$scratch/out" 2>&1
    rc=$?
    check "pith run -d, xen-dom0: the volume for e2fsck" 0
    pith "$@" -v "$scratch/root:/here:ro" build/apps/cat.elf -- /here/greeting
    check "pith run -v, xen-dom0" 0 "from the ramdisk"
}
