#!/bin/sh
# hostile.sh - frames that mean harm, while curl goes on asking.
#
# tests/net/hostile.c lies between the guest's card and QEMU's user network, by
# which curl comes. FRAMES=N of them, of SEED=N; which it was is told when it
# fails.
set -u
. tests/net/lib.sh
frames=${FRAMES:-10000}
seed=${SEED:-$$}
sender=

site=$scratch/site
mkdir -p "$site"
echo '<html>front page</html>' >"$site/index.html"
head -c 300000 /dev/urandom >"$site/large.bin"

get()
{
    curl -s -m 20 "$url/$1"
}

same_as()
{
    get "$1" | cmp - "$site/$1"
}

# is_back - memory is as it was, but for the heads of some frames: what came in
# halves has been given up, after up to 20 s.
is_back()
{
    after=$(counter memory)
    test "${after:-0}" -gt 0 && test "$after" -le "$((before + 16384))"
}

# pages - as long as frames come: a page, a large file.
pages()
{
    asked=0
    while kill -0 "$sender" && ! grep -q sent "$scratch/hostile"; do
        same_as index.html && same_as large.bin || return 1
        asked=$((asked + 1))
    done
    echo "$asked rounds"
    test "$asked" -gt 2
}

# end_sender - the bridge ends.
end_sender()
{
    test -z "$sender" || kill "$sender" 2>/dev/null
    test -z "$sender" || wait "$sender" 2>/dev/null
    sender=
    rm -f "$scratch"/*.ours "$scratch"/*.qemu
}

# netdev NAME - a dgram socket of QEMU's, as an option of it.
netdev()
{
    echo "dgram,id=$1,local.type=unix,local.path=$scratch/$1.qemu,remote.type=unix,remote.path=$scratch/$1.ours"
}

# on OPTION... - a guest with these options of pith run.
on()
{
    free_ports
    url=http://127.0.0.1:$port
    what="hostile frames $*, SEED=$seed"
    build/tests/net/hostile "$scratch" "$frames" "$seed" \
        >"$scratch/hostile" 2>&1 &
    sender=$!
    serve --net none "$@" -e ip=10.0.2.15::10.0.2.2:255.255.255.0:::off \
        --qemu-arg=-netdev \
        --qemu-arg="user,id=u,restrict=on,hostfwd=tcp:127.0.0.1:$port-:80" \
        --qemu-arg=-netdev --qemu-arg=hubport,id=h1,hubid=1,netdev=u \
        --qemu-arg=-netdev --qemu-arg="$(netdev user)" \
        --qemu-arg=-netdev --qemu-arg=hubport,id=h2,hubid=1,netdev=user \
        --qemu-arg=-netdev --qemu-arg="$(netdev guest)" \
        --qemu-arg=-device --qemu-arg="$card,netdev=guest" \
        -i "$site" build/apps/httpd.elf
    good "$what: comes up" up get _/health
    good "$what: warm" $client soak "$port" 50
    before=$(counter memory)
    errors=$(counter rx_errors)
    received=$(counter rx_frames)
    kill -USR1 "$sender"
    good "$what: curl goes on" pages
    received=$(($(counter rx_frames) - received))
    errors=$(($(counter rx_errors) - errors))
    good "$what: they came, $received" test "$received" -gt "$((frames / 2))"
    good "$what: they are counted, $errors" test "$errors" -gt "$((frames / 20))"
    good "$what: memory is given back, $before" up is_back
    good "$what: serves on" same_as large.bin
    stop
    end_sender
    seed=$((seed + 1))
}
trap 'stop; end_sender; rm -rf "$scratch"' EXIT

card=virtio-net-device
on
card=virtio-net-pci
on --machine q35 --smp 2
finish hostile
