#!/bin/sh
# test_debug.sh - pith debug: gdb on a guest that stands at main().
# shellcheck disable=SC2016 # what gdb and eval get is in quotes
set -u
. tests/tool/lib.sh
. tests/tool/lib_gdb.sh

apps=$(pwd)/build/apps
tests=$(pwd)/build/tests
make_image 3 4 $((0x200000)) >"$scratch/no-note.elf"
cd "$scratch" || exit 1

t 126 debug no-note.elf
err "no PVH ELF note"
t 125 debug --print "$apps/hello.elf"
err_is "pith: debug: --gdb, --print, --json and --quiet are for pith run"
export PITH_GDB=/nonexistent/gdb
t 125 debug "$apps/hello.elf"
err_is "pith: cannot start /nonexistent/gdb; apt-get install gdb"
cat >fake_gdb <<'END'
#!/bin/sh
for w; do echo "$w"; done
exit 9
END
chmod +x fake_gdb
export PITH_GDB="$scratch/fake_gdb" TMPDIR="$scratch"
t 9 debug --batch -m 64M -ex 'p 1' -x file "$apps/hello.elf" -- -ex --entry
out "thbreak main"
out "p 1"
result "the user's words come last" eval \
    'test "$(tail -n 6 out | tr "\n" " ")" = "-ex p 1 -x file -- $apps/hello.elf "'
result "nothing is left" eval '! ls -d pith-* 2>/dev/null'
unset PITH_GDB

if have_gdb; then
    t 0 debug --batch -ex bt -ex 'p argc' -ex 'p argv[2]' "$apps/hello.elf" \
        -- a bc
    out "Temporary breakpoint 1, main"
    out "apps/hello/main.c:"
    out '= 3'
    out '"bc"'
    t 0 debug --entry --batch -ex 'p $rip == &pvh_entry' -ex 'p/x $cr0 & 1' \
        -ex 'p/x $efer' "$apps/hello.elf"
    out "Temporary breakpoint 1, pvh_entry"
    out '$1 = 1'
    t 0 debug --machine q35 --batch -ex 'p 6 * 7' -ex 'break exit' \
        -ex continue -ex 'p 8 * 9' "$apps/hello.elf"
    out '$1 = 42'
    out "hello from hello.elf"
    out '$2 = 72'
    t 0 debug --smp 2 --batch -ex 'break stop' -ex continue \
        -ex 'pith threads' -ex 'break exit_crash' -ex continue \
        -ex 'pith threads' -ex 'pith bt 3' "$tests/tool/threads.elf" \
        -- deadlock
    out "1 main             running"
    out "1 main             blocked"
    out "waits for condition"
    out "waits for mutex of thread 1"
    out "in wait_for_mutex at"
    t 0 debug --batch -ex continue -ex 'p 1' "$tests/libc/crash/null_read.elf"
    err "pith: guest crashed: page fault: read of 0x8"
    result "nothing is left" eval '! ls -d pith-* 2>/dev/null'
fi
finish tool-debug
