#!/bin/sh
# names.sh - name servers that lose, cut, forge or are dead: an error or the
# right address, never nonsense.
#
# The server is names.c, on a tap in a network namespace of its own. SKIPPED
# says what is missing.
set -u

. tests/net/space.sh
test "${1:-}" = inside ||
    enter "bad name servers" -n true "a network namespace"

. tests/net/lib.sh
server=
trap 'stop; end "$server"; rm -rf "$scratch"' EXIT

ip link set lo up
for n in 0 1; do
    ip tuntap add dev tap$n mode tap
    ip addr add 10.77.$n.1/24 dev tap$n
    ip link set tap$n up
done
: >"$scratch/names"
build/tests/net/names 0.0.0.0 >"$scratch/names" 2>&1 &
server=$!
while ! grep -q listening "$scratch/names" && kill -0 "$server"; do
    sleep 0.05
done

# lookup N SERVERS NAME - from a guest on tapN.
lookup()
{
    pith run --net "tap=tap$1" -o "dns=$2" \
        -e "ip=10.77.$1.2::10.77.$1.1:255.255.255.0:::off" \
        build/tests/net/lookup.elf -- -4 "$3"
}

# is_right NAME - the address was found, and nothing else.
is_right()
{
    check "names: $1" 0
    good "names: $1: $(head -c 100 "$scratch/out")" \
        test "$(cat "$scratch/out")" = 10.9.8.7
}

# finds NAME
finds()
{
    lookup 0 10.77.0.1 "$1"
    is_right "$1"
}

# refuses NAME - an error, and no address.
refuses()
{
    lookup 0 10.77.0.1 "$1"
    check "names: $1" 1 "Name or service not known"
    good "names: $1: no address" sh -c "! grep '[0-9]' $scratch/out"
}

# asked N LABEL - how often the server was.
asked()
{
    test "$(grep -cx "$2 1" "$scratch/names")" = "$1"
}

# Both take four seconds: three questions without an answer.
mkdir "$scratch/dead"
(
    scratch=$scratch/dead
    trap - EXIT
    lookup 1 10.77.1.9,10.77.1.1 second.test
    is_right "the first server is dead"
    finish net-names-dead
) &
dead=$!
refuses part.test
good "names: a part is asked for again" asked 3 part
finds plain.test
finds lost.test
good "names: the lost question was put again" asked 2 lost
finds forged.test
good "names: forgeries: one question" asked 1 forged
finds circle.test
refuses cut.test
refuses fails.test
good "names: a cut answer is one" asked 1 cut
wait "$dead" || failed=$((failed + 1))
finish net-names
