#!/bin/sh
# test_run.sh - what pith run does with a QEMU that behaves in every way.
# shellcheck disable=SC2016 # what other shells run is in single quotes
set -u
. tests/tool/lib.sh
here=$(pwd)/tests/tool

make_image 18 4 $((0x200000)) >"$scratch/good.elf"
cd "$scratch" || exit 1

# fake STATUS 'SHELL CODE' ARG... - run with that as QEMU.
fake()
{
    want=$1
    export FAKE="$2"
    shift 2
    t "$want" run --qemu "$here/fake_qemu.sh" "$@" good.elf
}

# the guest tells how it ended
fake 0 'echo hi; echo "exit 0" >&3; exit 1'
out_is hi
err_is ""
fake 7 'echo hi; echo oops >&4; echo "exit 7" >&3; exit 1'
out_is hi
err_is oops
fake 126 'echo "exit 126" >&3; exit 1' --json
err '{"outcome":"exit","status":126,"message":"","image":"good.elf"'
fake 134 'echo "crash #PF at 0x0" >&3; exit 1'
err_is "pith: guest crashed: #PF at 0x0 (status 134)"
fake 127 'echo "refused no RAM" >&3; exit 1'
err_is "pith: boot refused: no RAM (status 127)"
fake 127 'echo "refused no RAM" >&3; exit 1' --quiet
err_is ""
fake 3 'echo "exit 3" >&3; echo "crash x" >&3; exit 0'

# the guest says nothing
fake 134 'exit 0'
err_is "pith: guest crashed: reset without a status (a triple fault?) (status 134)"
fake 126 'echo "qemu: no such CPU" >&2; exit 1'
err_is "pith: QEMU failed: qemu: no such CPU (status 126)"
fake 126 'echo "qemu: one" >&2; echo "qemu: two" >&2; exit 1'
err "pith: qemu: qemu: two"
fake 126 'exit 3'
err_is "pith: QEMU ended with status 3 and no message (status 126)"
fake 126 'kill -ABRT $$'
err_is "pith: QEMU died of signal 6 (Aborted) (status 126)"
fake 0 'echo "exit 0" >&3; echo warning >&2; exit 1'
err_is ""

# a program's output is not a verdict
fake 0 'echo "exit 5"; echo "crash x" >&4; echo "exit 0" >&3; exit 1'
out_is "exit 5"
err_is "crash x"

# a QEMU that does not end
fake 124 'exec tail -f /dev/null' --timeout 0.2
err_is "pith: timed out after 0.2 s (status 124)"
fake 124 'trap "" TERM; echo x; while :; do :; done' --timeout 0.2
out_is x
fake 4 'echo "exit 4" >&3; exec tail -f /dev/null'
err_is ""
fake 126 'echo "KVM internal error. Suberror: 1" >&2; exec tail -f /dev/null'
err "pith: KVM cannot run this guest; try --accel tcg (status 126)"
fake 124 'exec tail -f /dev/null' --timeout 0.2 --json=j
result "JSON" grep -q '^{"outcome":"timeout","status":124,.*"accel":"[a-z]*","wall_ms":[2-9][0-9][0-9]}$' j

# input: bytes that mean something to the guest are quoted, the end is told
printf 'a\004b\026c' >in
printf 'a\026\004b\026\026c\004' >want
input=in
fake 0 'echo ready >&3; head -c 8 >got; echo "exit 0" >&3; exit 1'
result "quoted input" cmp -s got want
head -c 200000 /dev/zero | tr '\0' 'x' >in
fake 0 'echo ready >&3; head -c 200001 >got; echo "exit 0" >&3; exit 1'
result "much input" test "$(wc -c <got)" = 200001
fake 0 'echo ready >&3; exec <&-; echo "exit 0" >&3; exit 1'
input=/dev/null

what="a program that does not read"
{ FAKE='echo "exit 0" >&3; exit 1' "$pith" run --qemu "$here/fake_qemu.sh" good.elf
    cat; } <in >rest
result "its input is left to the next" cmp -s in rest

# output: every byte, and in the order written where both are one file
head -c 300000 /dev/urandom >random
fake 0 'cat random; echo "exit 0" >&3; exit 1'
result "random output" cmp -s random out
what="2>&1 keeps the order"
export FAKE='for i in 1 2 3 4 5 6 7 8 9; do echo $i; echo e$i >&4; done
    echo "exit 0" >&3; exit 1'
"$pith" run --qemu "$here/fake_qemu.sh" good.elf >both 2>&1 </dev/null
result "order" test "$(tr '\n' ' ' <both)" = \
    "1 e1 2 e2 3 e3 4 e4 5 e5 6 e6 7 e7 8 e8 9 e9 "
what="a reader that leaves"
: >err
{ FAKE='exec yes' "$pith" run --qemu "$here/fake_qemu.sh" good.elf 2>err </dev/null
    echo $? >rc; } | head -n 1 >out
result "status" test "$(cat rc)" = 141
result "output" test "$(cat out)" = y
result "silence" test ! -s err
what="a full disk"
FAKE='exec yes' "$pith" run --qemu "$here/fake_qemu.sh" good.elf 2>err >/dev/full
result "status" test $? = 125
err_is "pith: cannot write standard output: No space left on device (status 125)"
what="closed descriptors"
FAKE='echo x; echo y >&4; echo "exit 5" >&3; exit 1' \
    "$pith" run --qemu "$here/fake_qemu.sh" good.elf <&- >&- 2>&-
result "status" test $? = 5

# the command line, and a directory as root file system
mkdir -p root/etc
echo data >root/etc/file
fake 0 'for w; do echo "$w"; done; echo "exit 0" >&3; exit 1' \
    -i root -e 'K=a b' --qemu-arg -icount --qemu-arg shift=0
out "'K=a b' pith.name=good.elf pith.pipe=in,out --"
out "-icount"
fake 0 'while test "$1" != -initrd; do shift; done; cat "$2"
    echo "exit 0" >&3; exit 1' -i root
"$pith" pack root root.cpio
result "the archive" cmp -s out root.cpio

# signals, with no program left behind
mkfifo up
for signal in TERM:143 HUP:129 QUIT:131; do
    what="SIG${signal%:*}"
    FAKE='echo $$ >up; exec tail -f /dev/null' "$pith" run \
        --qemu "$here/fake_qemu.sh" good.elf 2>err </dev/null &
    child=$(timeout 20 head -n 1 up)
    kill -"${signal%:*}" $!
    wait $!
    result "status" test $? = "${signal#*:}"
    err_is "pith: ended by SIG${signal%:*} (status ${signal#*:})"
    result "QEMU is left" eval "! kill -0 $child 2>/dev/null"
done
what="SIGKILL"
mkfifo gone
FAKE='echo $$ >up; exec tail -f /dev/null >gone' "$pith" run \
    --qemu "$here/fake_qemu.sh" good.elf 2>err </dev/null &
exec 5<>gone
child=$(timeout 20 head -n 1 up)
kill -KILL $!
wait $! 2>/dev/null
exec 6<gone 5>&-
result "QEMU outlives pith" test -z "$(cat <&6)"

# a terminal: raw while the guest runs, as before afterwards
cat >session <<END
trap : INT
stty -a >before
FAKE='echo ready >&3; until stty -a </dev/tty | grep -q -e -icanon; do :; done
    stty -a </dev/tty >during; echo up >up; eval "\$NEXT"
    echo "exit 6" >&3; exit 1' "$pith" run --qemu "$here/fake_qemu.sh" good.elf
echo \$? >rc
stty -a >after
END
what="a terminal"
export NEXT='head -c 3 >typed'
{ timeout 20 head -n 1 up >line; printf 'a\004\r'; } | script -qec "sh session" /dev/null >out
result "status $(cat rc)" test "$(cat rc)" = 6
result "no echo, no lines" grep -q -e '-icanon.*-echo ' -e '-echo ' during
result "^C is the tool's" grep -Eq "(^| )isig" during
printf 'a\004\r' >want
result "as typed" cmp -s typed want
result "as before" cmp -s before after
what="^C"
export NEXT='exec tail -f /dev/null'
{ timeout 20 head -n 1 up >line; printf '\003'; } | script -qec "sh session" /dev/null >out
result "status $(cat rc)" test "$(cat rc)" = 130
result "as before" cmp -s before after
finish tool-run
