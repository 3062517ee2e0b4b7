#!/bin/sh
# ab.sh - Apache's ab asks httpd 2,000 times, 16 at once, and misses nothing.
#
# As root over a tap in a network namespace of its own; else over QEMU's user
# network, whose backlog of 1 (docs/net.md, Traps) leaves it one at a time
# where each request has its connection. SKIPPED where there is no ab
# (scripts/deps.sh --dev).
set -u

if ! command -v ab >/dev/null; then
    echo "SKIPPED ab: there is no ab"
    exit 0
fi
if test "${1:-}" != inside && test "$(id -u)" = 0 &&
    unshare -n ip tuntap add dev tap0 mode tap 2>/dev/null; then
    exec unshare -n -- sh "$0" inside
fi
. tests/net/lib.sh

site=$scratch/site
mkdir -p "$site"
head -c 5000 /dev/urandom >"$site/some.bin"

# ask WHAT N OPTION... - N requests: all answered, with the file's bytes.
ask()
{
    what=$1 n=$2
    shift 2
    good "$what" timeout -k 5 60 ab -q -n "$n" "$@" "$url/some.bin"
    cp "$scratch/got" "$scratch/ab"
    says "$what: complete" "Complete requests:      $n"
    says "$what: failed" "Failed requests:        0"
    says "$what: length" "Document Length:        5000 bytes"
    says "$what: bytes" "HTML transferred:       $((n * 5000)) bytes"
    good "$what: statuses" sh -c "! grep Non-2xx $scratch/ab"
}

# says NAME LINE - ab's report has it.
says()
{
    if grep -qxF "$2" "$scratch/ab"; then
        ok "$1"
    else
        not_ok "$1" "missing: $2" "$(tail -n 40 "$scratch/ab")"
    fi
}

if test "${1:-}" = inside; then
    ip link set lo up
    ip tuntap add dev tap0 mode tap
    ip addr add 10.77.0.1/24 dev tap0
    ip link set tap0 up
    url=http://10.77.0.2
    single=2000 at_once=16
    serve --net tap=tap0 -e ip=10.77.0.2::10.77.0.1:255.255.255.0:::off \
        -i "$site" build/apps/httpd.elf
else
    free_ports
    url=http://127.0.0.1:$port
    single=100 at_once=1
    serve -p "$port:80" -i "$site" build/apps/httpd.elf
fi
good "ab: httpd comes up" up curl -s -m 20 -o /dev/null "$url/_/health"
ask "ab with keep-alive" 2000 -c 16 -k
says "ab with keep-alive: kept" "Keep-Alive requests:    2000"
ask "ab, a connection each" $single -c $at_once
stop
finish net-ab
