#!/bin/sh
# run.sh - TCP/IP: programs that use sockets, and real clients of them.
set -u
. tests/net/lib.sh

site=$scratch/site
mkdir -p "$site/sub"
echo '<html>front page</html>' >"$site/index.html"
echo '<html>below</html>' >"$site/sub/index.html"
head -c 1000000 /dev/urandom >"$site/large.bin"

# A program for itself, without a network card.
for test in loopback unix names pktinfo; do
    pith run "build/tests/net/test_$test.elf"
    check "net: $test" 0
done

# Over a card: an address of its own to send from.
pith run --net user build/tests/net/test_pktinfo.elf
check "net: pktinfo, with a card" 0 "sent from the card's address"

# This machine has nobody at the port.
free_ports
pith run --net user build/tests/net/refused.elf -- 10.0.2.2 "$port"
check "net: a datagram that a host refuses" 0

# What is dropped can be seen afterwards.
pith run -o trace=net build/tests/net/drops.elf
check "net: drops are traced" 0 "net: datagram dropped: bytes, queued 1000 0x"
pith run build/tests/net/drops.elf
check "net: drops without a trace" 0
good "net: drops are traced only if asked" sh -c "! grep traced $scratch/err"

get()
{
    curl -s -m 20 "$@"
}

# head_has TEXT CURL-ARG... - the answer's head has that line.
head_has()
{
    text=$1
    shift
    get -D - -o /dev/null "$@" | tr -d '\r' | grep -qxF -- "$text"
}

# same_as FILE CURL-ARG... - the answer's body is that file.
same_as()
{
    file=$1
    shift
    get "$@" | cmp - "$file"
}

# http OPTION... - httpd on a machine: files, errors, keep-alive.
http()
{
    free_ports
    url=http://127.0.0.1:$port
    serve "$@" -p "$port:80" -i "$site" build/apps/httpd.elf
    what="http $*"
    good "$what: comes up" up get "$url/_/health"
    good "$what: page" same_as "$site/index.html" "$url/"
    good "$what: large" same_as "$site/large.bin" "$url/large.bin"
}

http
tail -c +101 "$site/large.bin" | head -c 100 >"$scratch/part"
good "range" same_as "$scratch/part" -r 100-199 "$url/large.bin"
good "range beyond" head_has "HTTP/1.1 416 Range Not Satisfiable" \
    -r 1000000- "$url/large.bin"
good "HEAD" head_has "Content-Length: 1000000" -I "$url/large.bin"
good "folder" head_has "Location: /sub/" "$url/sub"
good "folder's page" same_as "$site/sub/index.html" "$url/sub/"
good "missing" head_has "HTTP/1.1 404 Not Found" "$url/none"
good "above the root" head_has "HTTP/1.1 400 Bad Request" --path-as-is \
    "$url/../etc/passwd"
good "POST" head_has "HTTP/1.1 501 Not Implemented" -d x "$url/"
printf 'GET / HTTP/1.1\r\nHost: x\r\n\r\nGET /sub/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n' \
    >"$scratch/two"
good "pipelining" sh -c "curl -s -m 10 telnet://127.0.0.1:$port <$scratch/two |
    grep -c '^<html>' | grep -qx 2"
good "1,000 connections" $client many "$port" 1000
# More than there are descriptors: some are turned away, the others served.
sh -c "ulimit -n 4096; $client many $port 1100" >/dev/null 2>&1
good "serves on after 1,100 connections" same_as "$site/index.html" "$url/"
good "before the soak" $client soak "$port" 100
before=$(counter memory)
good "connect and close" $client soak "$port" 2000
good "100 ask a byte at a time" $client slow "$port" 100
good "half requests, then resets" $client abort "$port" 300
good "serves on" same_as "$site/index.html" "$url/"
after=$(counter memory)
good "no memory is lost: $before, $after" test "$after" -le "$((before + 4096))"
stop

http -m 4M
stop
http --machine pc
stop
http --machine q35 --net user --smp 2
stop
http --machine microvm --qemu-arg=-global \
    --qemu-arg=virtio-mmio.force-legacy=false
stop
http --machine microvm,acpi=on -e ip=dhcp
stop

free_ports
serve -p "$port:80" -i "$site" build/apps/httpd.elf -- -c 4
good "4 places: comes up" up get "http://127.0.0.1:$port/_/health"
good "a fifth, and none that stays" $client crowd "$port" 4
stop

free_ports
serve -p "$port2:7" -p "127.0.0.1:$port2:7/udp" build/apps/echo.elf
good "echo: comes up" up $client echo "$port2" 1
good "echo: 20 MB" $client echo "$port2" 20000000
good "echo: datagrams" $client udp "$port2" 500
stop

# Bulk, both ways, by netcat.
serve -p "$port:5001" -p "$port2:5002" build/apps/sink.elf -- -n 32
good "sink: comes up" up sh -c "echo x | nc -N 127.0.0.1 $port | grep -q bytes"
head -c 30000001 /dev/zero | timeout -k 5 60 nc -N 127.0.0.1 "$port" \
    >"$scratch/answer"
good "sink: has taken all" grep -qE '^\{"direction":"in","bytes":30000001,"seconds":[0-9.]+,"MiB/s":[0-9.]+\}$' \
    "$scratch/answer"
timeout -k 5 60 nc -d 127.0.0.1 "$port2" >"$scratch/answer"
good "sink: has sent all" test "$(wc -c <"$scratch/answer")" = 33554432
good "sink: says so" up grep -q '^{"direction":"out","bytes":33554432,' \
    "$scratch/out"
stop
finish net
