#!/bin/sh
# full.sh - httpd with 4 MiB, whose memory for the network runs out: many ask
# for much and do not read it. Some are turned away; pages are served meanwhile,
# those who hold on get all of it, and the memory comes back, but for what the
# last connections leave in TIME_WAIT.
set -u
. tests/net/lib.sh

site=$scratch/site
mkdir -p "$site"
echo '<html>front page</html>' >"$site/index.html"
head -c 1000000 /dev/urandom >"$site/large.bin"
mkfifo "$scratch/go"
holder=
trap 'stop; end "$holder"; rm -rf "$scratch"' EXIT

page()
{
    curl -s -m 20 "$url/" | cmp - "$site/index.html"
}

given_back()
{
    left=$(counter memory)
    test "$left" -le $((before + 16384))
}

free_ports
url=http://127.0.0.1:$port
serve -m 4M -p "$port:80" -i "$site" build/apps/httpd.elf
good "full: comes up" up page
good "full: some ask before" $client soak "$port" 50
before=$(counter memory)
good "full: nothing has failed" test "$(counter memory_failed)" = 0

$client hold "$port" 6 <"$scratch/go" >"$scratch/held" 2>&1 &
holder=$!
exec 3>"$scratch/go"
good "full: 6 hold their answers" sh -c "while ! grep -q holding $scratch/held
    do kill -0 $holder || exit 1; sleep 0.05; done"
good "full: memory has run out" up sh -c "test \$(curl -s -m 20 \
    $url/_/counters | sed -n 's/^memory_failed //p') -gt 0"
for i in 1 2 3 4 5; do
    good "full: page $i" up page
done
good "full: they hold on" kill -0 "$holder"
refusals=$(counter memory_failed)
good "full: nobody asks again and again, $refusals" test "$refusals" -lt 8000
exec 3>&-
good "full: all get all of it" wait "$holder"
test ! -s "$scratch/held" || grep -vx holding "$scratch/held"
holder=
good "full: the page afterwards" page
good "full: memory is given back" up given_back
stop
finish net-full
