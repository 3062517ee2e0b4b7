#!/bin/sh
# redis.sh - Redis as an image: its own client and benchmark ask it.
set -u
. tests/net/lib.sh

redis=build/apps/redis-server.elf
if ! test -e $redis; then
    echo "SKIPPED redis: this Debian's is partly C++, which pith has no library for"
    exit 0
fi

# cli ARG... - ask the server; an empty line ends each multi-line answer.
cli()
{
    timeout -k 5 20 redis-cli -e -p "$port" "$@"
}

# says TEXT ARG... - the answer is that.
says()
{
    text=$1
    shift
    answer=$(cli "$@" 2>&1)
    test "$answer" = "$text" || { echo "$answer" && return 1; }
}

# grep_answer PATTERN ARG... - the answer has such a line.
grep_answer()
{
    pattern=$1
    shift
    cli "$@" 2>&1 | grep -e "$pattern"
}

# start OPTION... -- ARG... - the server, with options of `pith run`.
start()
{
    free_ports
    what="redis: $*"
    serve -m 256M -p "$port:6379" "$@"
    good "$what: comes up" up cli ping
}

# ends - SHUTDOWN makes the guest leave with status 0.
ends()
{
    cli shutdown "$@" >/dev/null 2>&1
    wait "$guest"
    status=$?
    guest=
    good "$what: SHUTDOWN gives status 0, here $status" test "$status" = 0
}

# load CLIENTS REQUESTS DEPTH - redis-benchmark: it ends at the first error.
load()
{
    timeout -k 5 80 redis-benchmark -p "$port" -c "$1" -n "$2" -P "$3" \
        -t set,get,incr,lpush,lpop,sadd,hset,zadd,mset -q
}

# piped N - INCRs in one write, and the sum of them.
piped()
{
    yes "INCR piped" | head -n "$1" | timeout -k 5 20 redis-cli -p "$port" \
        --pipe && says "$1" get piped
}

# piped_by CLIENTS N - INCRs of several clients, and the sum of them.
piped_by()
{
    pids=
    for _ in $(seq "$1"); do
        yes "INCR shared" | head -n "$2" | timeout -k 5 60 redis-cli \
            -p "$port" --pipe &
        pids="$pids $!"
    done
    # shellcheck disable=SC2086 # a list
    wait $pids && says $(($1 * $2)) get shared
}

commands()
{
    good "$what: SET" says OK set key "a value"
    good "$what: GET" says "a value" get key
    good "$what: GET of none" says "" get none
    good "$what: INCR" says 1 incr number
    good "$what: 10,000 INCR at once" piped 10000
    good "$what: Lua" says 42 eval 'return redis.call("GET", KEYS[1]) + 41' \
        1 number
    good "$what: a type error" says \
        "ERR value is not an integer or out of range" incr key
    good "$what: no such command" says \
        "ERR unknown command 'nonsense', with args beginning with: 'a' " \
        nonsense a
    good "$what: BGSAVE fails" says ERR bgsave
    good "$what: expiry" says 1 pexpire key 1
    good "$what: it expires" up says "" get key
    good "$what: serves on" says PONG ping
}

# load_twice REQUESTS - without and with pipelining. Few clients: QEMU takes two
# connections at once, more wait for seconds on a busy machine (docs/net.md).
load_twice()
{
    good "$what: 8 clients" load 8 "$1" 1
    grep -a 'requests per second' "$scratch/got" | tr '\r' '\n' | grep -a p50
    good "$what: 8 clients, 16 requests each" load 8 16000 16
}

start $redis -- --save "" --appendonly no --protected-mode no
commands
load_twice 3000
good "$what: has counted" says 19000 get counter:__rand_int__
ends
# Threads that read and write for the main one: each request is done once.
start --machine q35 --smp 2 $redis -- --save "" --appendonly no \
    --protected-mode no --io-threads 2 --io-threads-do-reads yes
load_twice 200
good "$what: 4 times 5,000 INCR at once" piped_by 4 5000
ends

# What is on a disk is there the next time: the log of writes, and a snapshot.
disk=$scratch/disk
build/pith mkdisk "$disk" --size 64M >/dev/null
on_disk()
{
    start -d "$disk" -e pith.mount=vda:/data $redis -- --dir /data \
        --protected-mode no "$@"
}
on_disk --save "" --appendonly yes --appendfsync always
good "$what: INCR" says 1 incr kept
good "$what: 10,000 INCR at once" piped 10000
stop
on_disk --save "" --appendonly yes
good "$what: after a kill" says 10000 get piped
good "$what: no rewriting behind our back" \
    grep_answer "^ERR Can.t execute an AOF background rewriting" bgrewriteaof
ends
on_disk --save "" --appendonly no
good "$what: SET" says OK set snapshot taken
good "$what: SAVE" says OK save
ends nosave
on_disk --save "" --appendonly no
good "$what: after SAVE" says taken get snapshot
ends
finish redis
