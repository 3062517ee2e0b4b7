#!/bin/sh
# test_crash.sh - what pith run tells of a crash: source lines, and a core.
# shellcheck disable=SC2016,SC2089,SC2090 # what other shells run is in quotes
set -u
. tests/tool/lib.sh
. tests/tool/lib_gdb.sh

tests=$(pwd)/build/tests
apps=$(pwd)/build/apps
here=$(pwd)/tests/tool
pith_py=$(pwd)/tools/gdb/pith.py
make_image 18 4 $((0x200000)) >"$scratch/good.elf"
cd "$scratch" || exit 1

# file and line for each frame, the runtime's too, and what was inlined
crash=$tests/libc/crash
t 134 run "$crash/null_read.elf"
err "pith: the sources of the backtrace:"
what="the line that faults"
line=$(grep -n 'p->second\|->' "$OLDPWD/tests/libc/crash/null_read.c" |
    tail -n 1 | cut -d : -f 1)
err "main at "
err "tests/libc/crash/null_read.c:$line"
err "app_enter at libc/start.c:"
err ", inlined in"
result "the verdict is last" eval \
    'tail -n 1 err | grep -q "^pith: guest crashed: .* (status 134)$"'
t 134 run "$tests/libc/exit/abort.elf"
err "main at "
err "exit/abort.c:"
t 134 run --quiet "$crash/null_read.elf"
result "silence" eval '! grep -q "sources of" err'
t 134 run --json=j "$crash/null_read.elf"
result "JSON" grep -q \
    '"backtrace":\[{"address":"0x[0-9a-f]*","source":\["main at [^"]*null_read.c:' j
result "it ends well" grep -q ']}],"wall_ms":[0-9]*}$' j

# no debug information, no addr2line, one that hangs: the guest's report alone
cp "$crash/null_read.elf" bare.elf
strip bare.elf
t 134 run bare.elf
err "pith: fault: page fault: read of 0x8 at main+"
result "no sources" eval '! grep -q "sources of" err'
qemu=$(command -v qemu-system-x86_64)
mkdir empty
old=$PATH
real=$(command -v timeout)
timeout()
{
    "$real" "$1" env PATH="$scratch/empty" "$2" "$3" "$4" "$5" "$6"
}
t 134 run --qemu "$qemu" "$crash/null_read.elf"
err "pith: fault: page fault"
result "no sources" eval '! grep -q "sources of" err'
printf '#!/bin/sh\nexec sleep 100\n' >empty/addr2line
ln -s "$(command -v sleep)" empty/sleep
chmod +x empty/addr2line
t 134 run --qemu "$qemu" "$crash/null_read.elf"
result "no sources" eval '! grep -q "sources of" err'
PATH=$old
unset -f timeout

# what a guest tells may be wrong in any way
FAKE='i=0; while test $i -lt 90; do echo "pc 0x$i" >&3; i=$((i + 1)); done
    echo "return 0x0" >&3; echo "crash x" >&3; exit 1'
export FAKE
t 134 run --qemu "$here/fake_qemu.sh" good.elf
err_is "pith: guest crashed: x (status 134)"

# --core
t 0 run --core core "$apps/hello.elf"
out "hello from hello.elf"
err_is ""
result "no core of an exit" test ! -e core
t 7 run --core core "$tests/libc/exit/exit_7.elf"
t 125 run --core no/core "$apps/hello.elf"
err_is "pith: cannot write no/core: No such file or directory (status 125)"
for machine in microvm q35 pc microvm,acpi=on; do
    t 134 run --core core --machine $machine "$crash/null_read.elf"
    err "pith: core written: gdb $crash/null_read.elf core"
    result "an ELF core" eval 'readelf -h core 2>/dev/null | grep -q CORE'
done
result "not all of RAM is on the disk" test "$(du -k core | cut -f 1)" -lt 65536
t 134 run --core core "$tests/tool/triple_fault.elf"
err "pith: core written"
err "reset without a status"
mkfifo quiet
exec 5<>quiet
input=quiet
t 124 run --timeout 1 --core core "$apps/cat.elf"
err "pith: core written"
err "pith: timed out after 1 s (status 124)"
exec 5>&-
input=/dev/null

if have_gdb; then
    # the CPU is idle: the thread waits for input
    what="gdb $apps/cat.elf core"
    timeout 60 gdb -nx -q -batch -x "$pith_py" "$apps/cat.elf" core \
        -ex "pith bt" >out 2>err </dev/null
    result "what it waits for" grep -q 'console input' out
    result "where it waits" grep -q 'in main at .*cat/main.c' out
    t 134 run --core core "$tests/tool/threads.elf"
    what="gdb threads.elf core"
    timeout 60 gdb -nx -q -batch -x "$pith_py" "$tests/tool/threads.elf" core \
        -ex "pith threads" -ex "pith bt 2" >out 2>err </dev/null
    result "main runs" grep -Eq '1 main +running' out
    result "who has the lock" \
        grep -Eq '3 worker +blocked .* waits for mutex of thread 1' out
    result "the other one" grep -Eq '2 listener +blocked .* condition' out
    result "its stack" grep -q 'in wait_for_cond at .*tool/threads.c' out
    t 134 run --core core "$tests/tool/triple_fault.elf"
    core_bt "$tests/tool/triple_fault.elf"
    result "a triple fault" grep -Eq 'crash \(depth=.*triple_fault.c' out
    t 134 run --core core "$crash/null_read.elf"
    core_bt "$crash/null_read.elf"
    result "the handler" grep -q ' crash_report_trap ' out
    result "through the exception" grep -q 'signal handler called' out
    result "to the fault" grep -Eq "main .*null_read.c:$line" out
    t 134 run --core core "$crash/stack_overflow.elf"
    core_bt "$crash/stack_overflow.elf"
    result "the overflow" grep -Eq ' deeper \(.*stack_overflow.c' out
    result "main below it all" grep -Eq '^#[0-9]{3,} .* main \(' out
    t 134 run --core core "$tests/libc/exit/abort.elf"
    core_bt "$tests/libc/exit/abort.elf"
    result "abort()" grep -Eq ' main \(.*abort.c' out
fi
finish tool-crash
