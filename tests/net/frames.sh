#!/bin/sh
# frames.sh - tshark judges every frame of a guest, with its checksums.
#
# User networking takes no work off the guest: the sums in its frames are its
# own. SKIPPED where there is no tshark (scripts/deps.sh --dev).
set -u

if ! command -v tshark >/dev/null; then
    echo "SKIPPED frames: there is no tshark"
    exit 0
fi
. tests/net/lib.sh
mac=52:54:00:12:34:56 # QEMU's first card

site=$scratch/site
mkdir -p "$site"
echo '<html>front page</html>' >"$site/index.html"
head -c 1000000 /dev/urandom >"$site/large.bin"

# frames FILTER - how many frames of the record match.
frames()
{
    if tshark -r "$scratch/pcap" -o ip.check_checksum:TRUE \
        -o tcp.check_checksum:TRUE -o udp.check_checksum:TRUE \
        -Y "$1" 2>"$scratch/tshark" >"$scratch/frames"; then
        wc -l <"$scratch/frames"
    else
        tail -n 1 "$scratch/tshark"
    fi
}

wrong="eth.src == $mac && (_ws.malformed ||
    _ws.expert.severity == error || ip.checksum.status == Bad ||
    tcp.checksum.status == Bad || udp.checksum.status == Bad ||
    icmp.checksum.status == Bad || icmpv6.checksum.status == Bad)"

# judge WHAT N - no frame of the guest's is malformed, of N or more.
judge()
{
    stop
    count=$(frames "$wrong")
    good "$1: malformed: $count" test "$count" = 0
    count=$(frames "eth.src == $mac")
    good "$1: $count frames" test "$count" -ge "$2"
}

for machine in microvm q35; do
    free_ports
    url=http://127.0.0.1:$port
    serve --machine $machine --pcap "$scratch/pcap" -p "$port:80" -i "$site" \
        build/apps/httpd.elf
    what="frames of httpd, $machine"
    good "$what: comes up" up curl -s -m 20 -o /dev/null "$url/_/health"
    good "$what: large" sh -c "curl -s -m 20 $url/large.bin |
        cmp - $site/large.bin"
    good "$what: 100 connections" $client many "$port" 100
    good "$what: half requests, then resets" $client abort "$port" 50
    judge "$what" 1000
done

free_ports
serve --pcap "$scratch/pcap" -p "$port:7" -p "$port:7/udp" build/apps/echo.elf
good "frames of echo: comes up" up $client echo "$port" 10
good "frames of echo: a megabyte" $client echo "$port" 1000000
good "frames of echo: datagrams" $client udp "$port" 200
judge "frames of echo" 500

# What has no peer: DHCP, router solicitations, neighbours, multicast.
free_ports
serve --net user --pcap "$scratch/pcap" -e ip=dhcp -p "$port:7" \
    build/apps/echo.elf
good "frames with DHCP: comes up" up $client echo "$port" 10
judge "frames with DHCP" 5
good "frames with DHCP: it asks" test "$(frames \
    "eth.src == $mac && dhcp")" -ge 2

pith run --net user --pcap "$scratch/pcap" build/tests/net/group.elf
check "frames of a multicast group" 0
judge "frames of a multicast group" 2
good "frames of a multicast group: one leaves" test "$(frames \
    "eth.src == $mac && igmp.type == 0x17 && igmp.maddr == 239.1.2.3")" = 1

# That the judge would see one: a byte in the middle changes.
middle=$(($(wc -c <"$scratch/pcap") / 2))
printf '\377\000\377' | dd of="$scratch/pcap" bs=1 seek="$middle" \
    conv=notrunc 2>/dev/null
good "frames: the judge sees a wrong one" test "$(frames "_ws.malformed ||
    ${wrong#* && }")" -ge 1
finish net-frames
