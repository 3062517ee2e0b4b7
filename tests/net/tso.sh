#!/bin/sh
# tso.sh - long segments that the card cuts, over good wires and bad ones.
#
#     guest - tap0 = br0 = near0 - wire - far0 - clients
#
# tap0 takes long frames; the kernel cuts them for near0, and wire.c carries
# them to far0, loses some or all. Needs root and what scripts/deps.sh --dev
# installs: SKIPPED says what is missing. All is in a network namespace.
set -u

. tests/net/space.sh
test "${1:-}" = inside ||
    enter "segments that the card cuts" -n "ip link add br0 type bridge" \
        "a bridge in a network namespace" tcpdump tshark ping curl

. tests/net/lib.sh
take=build/tests/net/take
v4=10.78.0.2
v6=fe80::5054:ff:fe12:3456%far0
mac=52:54:00:12:34:56
wire=
capture=
capture2=

trap 'stop; end "$wire"; end "$capture"; end "$capture2"
    rm -rf "$scratch"' EXIT

ip link set lo up
ip link add br0 type bridge
for tap in tap0 near0 far0; do
    ip tuntap add dev $tap mode tap
done
ip link set tap0 master br0
ip link set near0 master br0
# no waiting for doubts about an address
echo 0 >/proc/sys/net/ipv6/conf/far0/accept_dad
# and no answer of the bridge's that far0's address is here: what came second
# was believed, on a busy host that, and nothing went over the wire
echo 1 >/proc/sys/net/ipv4/conf/all/arp_ignore
for link in br0 tap0 near0 far0; do
    ip link set $link up
done
ip addr add 10.78.0.1/24 dev far0

mkdir -p "$scratch/site"
head -c 3000000 /dev/urandom >"$scratch/site/large.bin"
head -c 700000 /dev/urandom >"$scratch/site/some.bin"

# string PERCENT - a new wire, that loses so many.
string()
{
    end "$wire"
    build/tests/net/wire near0 far0 "$1" >"$scratch/wire" &
    wire=$!
}

# machine OPTION... - httpd on it.
machine()
{
    stop
    serve --net tap=tap0 -e ip=$v4::10.78.0.1:255.255.255.0:::off \
        -i "$scratch/site" "$@" build/apps/httpd.elf
    good "$what: comes up" up curl -s -m 5 -o /dev/null "http://$v4/_/health"
}

# whole ADDRESS FILE OPTION-OF-TAKE... - it comes as it is.
whole()
{
    address=$1 file=$2
    shift 2
    timeout -k 5 90 $take "$address" 80 "$file" "$@" |
        cmp - "$scratch/site/$file"
}

# both FILE OPTION-OF-TAKE... - over IPv4 and IPv6.
both()
{
    good "$what: IPv4" whole "$v4" "$@"
    good "$what: IPv6" whole "$v6" "$@"
}

# listen LINK FILE - tcpdump's process in $pid; what the last one wrote goes.
listen()
{
    rm -f "$2" "$2.log"
    tcpdump -i "$1" -B 65536 -U -w "$2" ether src $mac >"$2.log" 2>&1 &
    pid=$!
    good "$what: tcpdump listens at $1" sh -c "
        while ! grep -q listening $2.log; do kill -0 $pid || exit 1
        sleep 0.05; done"
}

# read_frames FILE FILTER WORD... - those that match, a line each, in
# $scratch/frames. What they carry is not looked at: tcpdump misses some, and
# random bytes look like one protocol or another.
read_frames()
{
    file=$1 filter=$2
    shift 2
    tshark -r "$file" -o ip.check_checksum:TRUE -o tcp.check_checksum:TRUE \
        -d tcp.port==80,data -Y "$filter" "$@" >"$scratch/frames"
}

# count FILE FILTER - how many match, in $count.
count()
{
    good "$what: frames of $1" read_frames "$1" "$2"
    count=$(wc -l <"$scratch/frames")
}

# listen_all - to what the guest gives to the card, and what the wire brings.
listen_all()
{
    listen tap0 "$scratch/near"
    capture=$pid
    listen far0 "$scratch/far"
    capture2=$pid
}

# has_last FILE - the guest's answer to a last ping, within 20 s.
has_last()
{
    for _ in $(seq 200); do
        grep -qa "the last of them" "$1" && return
        sleep 0.1
    done
    return 1
}

# caught_up - tcpdump may be far behind, and forgets what it has not read when
# it ends: until both have written all.
caught_up()
{
    ping -q -c 1 -W 5 -p 746865206c617374206f66207468656d $v4 &&
        has_last "$scratch/near" && has_last "$scratch/far"
}

# judge - what came since: no wrong frame; how many long ones, in $long.
judge()
{
    good "$what: tcpdump has caught up" caught_up
    end "$capture"
    end "$capture2"
    capture='' capture2=''
    count "$scratch/near" "frame.len > 1514"
    long=$count
    # 0xffff is what the host's kernel fills in for 0: the same number
    count "$scratch/far" "frame.len > 1514 || _ws.malformed ||
        _ws.expert.severity == error || ip.checksum.status == Bad ||
        (tcp.checksum.status == Bad && tcp.checksum != 0xffff) ||
        ip.flags.mf == 1 || ip.frag_offset > 0 || ipv6.fraghdr"
    good "$what: wrong frames on the wire: $count" test "$count" = 0
    count "$scratch/far" tcp
    good "$what: frames on the wire: $count" test "$count" -gt 4000
}

string 0
what="card that cuts"
machine
listen_all
both large.bin
judge
good "$what: $long long frames" test "$long" -gt 100
# each piece has its own identification
good "$what: identifications" read_frames "$scratch/far" \
    "ip && tcp.len > 0" -T fields -e ip.id
same=$(sort "$scratch/frames" | uniq -d | wc -l)
good "$what: no identification comes twice: $same" test "$same" = 0

what="a reader with a small window"
for room in 1 4000 20000; do
    good "$what, $room: IPv4" whole $v4 some.bin $room 100000 1
    good "$what, $room: IPv6" whole $v6 some.bin $room 100000 1
done
what="a slow reader"
both some.bin 8000 20000 20
what="a peer with a smaller MSS"
ip route replace 10.78.0.0/24 dev far0 advmss 536
both large.bin
ip route replace 10.78.0.0/24 dev far0 advmss 300
both some.bin
ip route replace 10.78.0.0/24 dev far0
what="a peer with a smaller MTU"
ip link set far0 mtu 1300
both large.bin
ip link set far0 mtu 1500

what="a narrow way"
$take $v6 80 large.bin 60000 200000 100 >"$scratch/got.bin" &
taker=$!
good "$what: it has begun" sh -c "while ! test -s $scratch/got.bin; do
    kill -0 $taker || exit 1; sleep 0.05; done"
good "$what: said in between" build/tests/net/narrow $v6 1280
wait $taker
good "$what: all of it" cmp "$scratch/got.bin" "$scratch/site/large.bin"
good "$what: from the beginning" whole $v6 large.bin
# lwIP alone would make fragments of nothing for ever
good "$what: a lie" build/tests/net/narrow $v6 48
good "$what: that is too narrow" whole $v6 large.bin
good "$what: fragments" ping -q -c 2 -i 0.2 -W 5 -s 3000 $v6

what="a wire that is cut"
good "$what" sh -c "$take $v4 80 large.bin 60000 200000 100 >$scratch/got.bin &
    taker=\$!
    for i in 1 2 3; do sleep 0.3; kill -USR1 $wire; sleep 1.2; done
    wait \$taker && cmp $scratch/got.bin $scratch/site/large.bin"
end "$wire"
wire=
good "$what: $(cat "$scratch/wire")" grep -q ' lost [1-9]' "$scratch/wire"
what="a wire that loses 2 %"
string 2
both some.bin
end "$wire"
wire=
good "$what: $(cat "$scratch/wire")" \
    grep -q ' lost [1-9].* longest 1[45]..$' "$scratch/wire"

string 0
for card in csum=off host_tso4=off,host_tso6=off; do
    what="a card with $card"
    set --
    for property in $(echo $card | tr , ' '); do
        set -- "$@" --qemu-arg=-global \
            --qemu-arg=virtio-net-device."$property"
    done
    machine "$@"
    listen_all
    both large.bin
    judge
    good "$what: $long long frames" test "$long" = 0
done
what="q35"
machine --machine q35
both large.bin
what="mmio, version 2"
machine --qemu-arg=-global --qemu-arg=virtio-mmio.force-legacy=false
both large.bin
stop
finish tso
