#!/bin/sh
# tap.sh - a guest on a real network: a tap in a network namespace of its own.
#
# dnsmasq gives addresses, by DHCP and by router advertisements, and answers for
# names; tcpdump judges our frames; a program floods the guest with SYNs while
# curl asks. Needs root and tools that scripts/deps.sh --dev installs: SKIPPED
# says what is missing. Nothing of the host's network is touched.
set -u

. tests/net/space.sh
test "${1:-}" = inside ||
    enter "net over a tap" -n true "a network namespace" \
        dnsmasq tcpdump ping curl

. tests/net/lib.sh
# SLAAC's, of QEMU's first card in the prefix that dnsmasq announces.
slaac=fd77::5054:ff:fe12:3456
dhcp=
capture=
flooder=

trap 'stop; end "$dhcp"; end "$capture"; end "$flooder"
    rm -rf "$scratch"' EXIT

ip link set lo up
ip tuntap add dev tap0 mode tap
ip addr add 10.77.0.1/16 dev tap0
ip addr add 10.0.0.1/24 dev tap0
ip addr add fd77::1/64 dev tap0 nodad
ip link set tap0 up
dnsmasq --keep-in-foreground --conf-file=/dev/null --user=root --pid-file= \
    --no-resolv --no-hosts --interface=tap0 --bind-dynamic --log-facility=- \
    --log-dhcp --dhcp-authoritative --dhcp-leasefile="$scratch/leases" \
    --dhcp-range=10.77.1.10,10.77.1.50,255.255.0.0,1h \
    --enable-ra --dhcp-range=fd77::,ra-only,64 \
    --host-record=c.test,10.77.9.43,fd77::43 --cname=b.test,c.test \
    --address=/a.test/10.77.9.42 >"$scratch/dnsmasq" 2>&1 &
dhcp=$!

mkdir -p "$scratch/site"
echo '<html>front page</html>' >"$scratch/site/index.html"
head -c 1000000 /dev/urandom >"$scratch/site/large.bin"

# lease - the guest's address, in $address.
lease()
{
    address=$(sed -n 's/^[0-9]* [^ ]* \(10[^ ]*\) .*/\1/p' "$scratch/leases")
    test -n "$address"
}

get()
{
    curl -sS -m 20 "http://$address/$1"
}

same_as()
{
    get "$1" | cmp - "$scratch/site/$1"
}

pith run --net tap=tap0 build/tests/net/lookup.elf -- a.test
good "a name from DHCP's server: status" test "$rc" = 0
good "a name from DHCP's server" grep -qx 10.77.9.42 "$scratch/out"
good "DHCP has acknowledged" grep -q DHCPACK "$scratch/dnsmasq"
pith run --net tap=tap0 build/tests/net/lookup.elf -- none.test
good "a name that is not there" test "$rc" = 1
pith run --net tap=tap0 build/tests/net/lookup.elf -- b.test
good "an alias" grep -qx 10.77.9.43 "$scratch/out"
good "an alias, by IPv6" grep -qx fd77::43 "$scratch/out"

# Only a router's advertisement names a server (RDNSS).
pith run --net tap=tap0 -e ip=10.0.0.2::10.0.0.1:255.255.255.0:::off \
    build/tests/net/lookup.elf -- -w a.test
good "a name from a router's server: status" test "$rc" = 0
good "a name from a router's server" grep -qx 10.77.9.42 "$scratch/out"

# Fixed, in Linux's words.
serve --net tap=tap0 -e ip=10.0.0.2::10.0.0.1:255.255.255.0:::off \
    -i "$scratch/site" build/apps/httpd.elf
address=10.0.0.2
good "a fixed address" up get _/health
good "page from a fixed address" same_as index.html
good "ping of a fixed address" ping -q -c 1 -W 5 "$address"
stop

# Without offloads the checksums that tcpdump sees are the guest's own.
tcpdump -i tap0 -U -w "$scratch/frames" >"$scratch/tcpdump" 2>&1 &
capture=$!
good "tcpdump listens" sh -c "while ! grep -q listening $scratch/tcpdump; do
    kill -0 $capture || exit 1; sleep 0.05; done"
serve --net tap=tap0 --qemu-arg=-global \
    --qemu-arg=virtio-net-device.csum=off -i "$scratch/site" build/apps/httpd.elf
good "lease" up lease
good "comes up" up get _/health
good "page" same_as index.html
good "large" same_as large.bin
good "ping" ping -q -c 5 -i 0.2 -W 5 "$address"
good "ping of 4,000 bytes, in fragments" \
    ping -q -c 3 -i 0.2 -W 5 -s 4000 "$address"
good "ping by its address of IPv6" up ping -q -c 1 -W 5 "$slaac"
good "page by IPv6" sh -c "curl -g -s -m 20 'http://[$slaac]/large.bin' |
    cmp - $scratch/site/large.bin"
good "a closed port refuses" sh -c "curl -s -m 20 http://$address:81/
    test \$? = 7"
mac=$(awk 'NR == 1 { print $2 }' "$scratch/leases")
end "$capture"
capture=
tcpdump -nn -vv -r "$scratch/frames" ether src "$mac" \
    >"$scratch/ours" 2>/dev/null
good "frames of ours were seen" test "$(grep -c ' IP ' "$scratch/ours")" -gt 50
good "DHCP and ARP of ours were seen" sh -c "
    grep -q 'BOOTP/DHCP, Request' $scratch/ours && grep -q ARP $scratch/ours"
good "no frame of ours is malformed" sh -c "
    ! grep -iE 'incorrect|(^|[^0-9a-f])bad |truncated|invalid|malformed|\[\|' \
        $scratch/ours"

url=http://$address
# From the guest's own network, where each would have to be looked for, and from
# beyond the gateway. No page comes if SYNs take all places.
flood()
{
    : >"$scratch/flood"
    before=$(counter rx_errors)
    build/tests/net/flood "$4" 80 "$2" "$3" >"$scratch/flood" 2>&1 &
    flooder=$!
    good "$1" up grep -q flooding "$scratch/flood"
    for i in 1 2 3 4 5; do
        good "$1, page $i" same_as index.html
    done
    good "$1, a page by IPv6" sh -c "
        curl -g -s -m 20 'http://[$slaac]/large.bin' | cmp - $scratch/site/large.bin"
    good "$1 has not ended" kill -0 "$flooder"
    end "$flooder"
    flooder=
    # what the guest throws away unread is no flood
    good "$1: SYNs were sound" test "$(counter rx_errors)" -eq "$before"
}
flood "a flood of SYNs from nearby" 10.77.128.0 5 "$address"
flood "a flood of SYNs from afar" 198.18.0.0 10 "$address"
flood "a flood of SYNs from nearby, by IPv6" fd77::9:0 5 $slaac
flood "a flood of SYNs from afar, by IPv6" 2001:db8::9:0 10 $slaac
good "large after the floods" same_as large.bin
stop
finish tap
