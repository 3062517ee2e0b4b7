#!/bin/sh
# net.sh - a server in a guest: pith, and Linux in the same QEMU with the same
# server static, and with nginx.
#
# usage: net.sh      BENCH_RUNS=N machines of each kind, taken in turn (3)
#                    BENCH_NET=user QEMU's own network, even for root
#                    BENCH_NGINX=no without nginx
#
# Root gets a tap in a network namespace of its own; else the host's packets go
# through QEMU's user networking, which is slow and the same for both.
set -eu
. tests/bench/lib.sh
runs=${BENCH_RUNS:-3}
use_acpi
FAST_MACHINE=$(printf '%s' "$MACHINE" |
    sed 's/acpi=on/acpi=off,x-option-roms=off/')
space=pith-bench-$$
card=virtio-net-device,netdev=n,mac=52:54:00:12:34:56
log=$OUT/net.err

# in_space COMMAND... - where the guest's address can be reached.
in_space()
{
    if test "$transport" = tap; then
        ip netns exec "$space" "$@"
    else
        "$@"
    fi
}

make_tap()
{
    test "${BENCH_NET:-}" != user && test "$(id -u)" = 0 &&
        ip netns add "$space" 2>/dev/null || return 1
    trap 'ip netns delete "$space"' EXIT
    transport=tap
    in_space ip tuntap add dev tap0 mode tap &&
        in_space ip address add 10.9.0.1/24 dev tap0 &&
        in_space ip link set tap0 up &&
        in_space ip neighbour replace 10.9.0.2 lladdr 52:54:00:12:34:56 \
            dev tap0 nud permanent
}

# transports - sets what `load` and QEMU get.
transports()
{
    if make_tap; then
        netdev=tap,id=n,ifname=tap0,script=no,downscript=no
        ip_word=ip=10.9.0.2::10.9.0.1:255.255.255.0:::off
        address=10.9.0.2 http=80 bulk=5001
    else
        transport=user
        http=$((20000 + $$ % 4000 * 3))
        bulk=$((http + 1))
        netdev=user,id=n,hostfwd=tcp:127.0.0.1:$http-:80
        netdev=$netdev,hostfwd=tcp:127.0.0.1:$bulk-:5001
        netdev=$netdev,hostfwd=tcp:127.0.0.1:$((bulk + 1))-:5002
        ip_word=ip=10.0.2.15::10.0.2.2:255.255.255.0:::off
        address=127.0.0.1
    fi
}

# load VERB PORT QEMU-WORD... - what it measures of that guest.
load()
{
    verb=$1
    port=$2
    shift 2
    # shellcheck disable=SC2086 # MACHINE is a list of words
    in_space timeout 200 "$OUT/load" "$verb" "$address" "$port" "$QEMU" \
        $MACHINE -cpu "$CPU" -netdev "$netdev" -device "$card" "$@" \
        </dev/null 2>"$log"
}

# on_pith VERB PORT PROGRAM QEMU-WORD..., on_linux, on_nginx - the same of each;
# the last has a program of its own.
on_pith()
{
    verb=$1 port=$2 program=$3
    shift 3
    load "$verb" "$port" -kernel "$program" -initrd "$OUT/site.cpio" \
        -append "$ip_word --" "$@"
}

on_linux()
{
    verb=$1 port=$2 program=$OUT/$(basename "$3" .elf)
    shift 3
    # shellcheck disable=SC2086,SC2116 # to one line
    load "$verb" "$port" -kernel "$OUT/vmlinux" -initrd "$program.cpio" \
        -append "$(echo $LINUX_CMDLINE) $ip_word --" "$@"
}

on_nginx()
{
    verb=$1 port=$2
    shift 3
    on_linux "$verb" "$port" nginx "$@"
}

# try_keep FILE COMMAND... - a run that stalls gives what it had until then.
try_keep()
{
    (keep "$@") && return
    cat "$log" >&2
}

# session PLACE RUN
session()
{
    try_keep "$OUT/net.$1.http.$2" "on_$1" http "$http" build/apps/httpd.elf
    test "$1" = nginx ||
        try_keep "$OUT/net.$1.bulk.$2" "on_$1" bulk "$bulk" build/apps/sink.elf
}

# firsts FILE - the first byte again, with pith as `pith run` starts it, and
# that of hello, which has no network.
firsts()
{
    slow=$MACHINE
    MACHINE=$FAST_MACHINE
    for round in 1 2 3 4 5; do
        keep "$1.$round" on_pith first "$http" build/apps/httpd.elf
    done
    # shellcheck disable=SC2086 # MACHINE is a list of words
    build/tests/bench/first_byte 5 build/apps/hello.elf -- "$QEMU" $MACHINE \
        -cpu "$CPU" | awk '{ printf "hello_ms %.2f\nend 0\n", $1 / 1000 }' \
        >"$1.hello.1"
    MACHINE=$slow
}

# executed PLACE N - instructions of a guest from reset on, N requests among
# them; empty if it did not come to its end.
executed()
{
    "on_$1" "ask-$2" "$http" build/apps/httpd.elf -plugin "$OUT/plugin.so" |
        grep -q '^end' || return 0
    sed -n 's/^plugin: \([0-9]*\) .*/\1/p' "$log"
}

# count PLACE - the same on a busy host: instructions of one request more.
count()
{
    few=$(executed "$1" 1000)
    many=$(executed "$1" 5000)
    if test -n "$few" && test -n "$many"; then
        row net "$1 instructions_a_request" $(((many - few) / 4000)) \
            instructions
    fi
}

# smallest PLACE SIZE... - the first -m with which httpd answers.
smallest()
{
    place=$1
    shift
    for size; do
        if "on_$place" first "$http" build/apps/httpd.elf -m "$size" |
            grep -q '^end'; then
            row net "$place httpd -m" "$size" MiB
            return
        fi
    done
    echo "  $place: httpd answers with none of -m $*"
}

# size NAME FILE - without its debugging symbols.
size()
{
    strip -o "$OUT/net.stripped" "$2" 2>/dev/null || cp "$2" "$OUT/net.stripped"
    row net "$1" "$(wc -c <"$OUT/net.stripped")" bytes
}

# root PROGRAM NAME FILES - $OUT/NAME.cpio, a Linux guest's archive.
root()
{
    ROOT_FILES=$3 make_root "$1" "$OUT/$2.cpio" virtio_ring virtio \
        virtio_mmio failover net_failover virtio_net
}

# linux_roots - adds to $places what can be compared with.
linux_roots()
{
    for program in httpd sink; do
        root "$OUT/$program" $program "$OUT/site"
    done
    places="$places linux"
    if sh tests/bench/nginx.sh; then
        cp "$OUT/site/index.html" "$OUT/nginx/root/"
        root "$OUT/nginx/program" nginx "$OUT/nginx/root"
        places="$places nginx"
    fi
}

transports
echo "network: $transport, virtio-net over mmio, microvm, TCG"
rm -rf "$OUT/site" "$OUT"/net.pith.* "$OUT"/net.linux.* "$OUT"/net.nginx.* \
    "$OUT"/net.fast.*
mkdir -p "$OUT/site"
head -c 1000 /dev/zero | tr '\0' x >"$OUT/site/index.html"
build/pith pack "$OUT/site" "$OUT/site.cpio"
places=pith
if have_module virtio_net; then
    linux_roots
fi
for run in $(seq "$runs"); do
    for place in $places; do
        session "$place" "$run"
    done
    firsts "$OUT/net.fast.$run"
done
for place in pith linux nginx fast; do
    for file in "$OUT/net.$place".*[0-9]; do
        test ! -f "$file" || sed "s/^/$place /" "$file"
    done
done | awk -v rows="$ROWS" -f tests/bench/net.awk
if have_plugin; then
    for place in $places; do
        count "$place"
    done
fi
size "pith httpd" build/apps/httpd.elf
smallest pith 2 3 4 6 8 16
if test "$places" != pith; then
    size "linux kernel, unpacked" "$OUT/vmlinux"
    size "linux initrd" "$OUT/httpd.cpio"
    smallest linux 64 80 96 112 128 256
fi
