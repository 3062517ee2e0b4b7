# lib.sh - what the tests of servers share: a guest that serves, and its end.
#
# Sourced by the scripts here, from the root of the tree.
. tests/boot/lib.sh

guest=
# shellcheck disable=SC2034  # for those who source this
client=build/tests/net/client

# end PID - end a program of ours, if it runs.
end()
{
    test -z "$1" || kill "$1" 2>/dev/null
    test -z "$1" || wait "$1" 2>/dev/null
}

# stop - end the guest.
stop()
{
    end "$guest"
    guest=
}
trap 'stop; rm -rf "$scratch"' EXIT

# free_ports - a pair of ports, $port and $port2, that nobody has now,
# below those that the host gives to clients.
free_ports()
{
    port=$((10000 + ($$ * 7 + passed * 13 + failed * 17) % 10000 * 2))
    while ss -Hltun 2>/dev/null | grep -qE ":($port|$((port + 1))) "; do
        port=$((port + 2))
    done
    # shellcheck disable=SC2034
    port2=$((port + 1))
}

# serve IMAGE-AND-OPTIONS... - start a guest in the background.
serve()
{
    timeout -k 5 300 build/pith run "$@" </dev/null \
        >"$scratch/out" 2>"$scratch/err" &
    guest=$!
}

# counter NAME - of the guest's network, as httpd at $url says.
counter()
{
    # shellcheck disable=SC2154  # the caller's
    curl -s -m 20 "$url/_/counters" | sed -n "s/^$1 //p"
}

# up COMMAND... - wait until it succeeds, for as long as the guest runs.
up()
{
    while ! "$@" >/dev/null 2>&1; do
        kill -0 "$guest" 2>/dev/null || return 1
        sleep 0.05
    done
}

# good NAME COMMAND... - a check that the command succeeds.
good()
{
    name=$1
    shift
    if "$@" >"$scratch/got" 2>&1; then
        ok "$name"
    else
        not_ok "$name" "$(head -c 500 "$scratch/got")" \
            "$(tail -c 500 "$scratch/err")"
    fi
}
