#!/bin/sh
# test_guest.sh - pith run and pith symtab with real images and a real QEMU.
set -u
. tests/tool/lib.sh

apps=$(pwd)/build/apps
cd "$scratch" || exit 1

t 0 run "$apps/hello.elf" -- one "two three" "it's \\" ""
out "argument 1: one"
out "argument 2: two three"
out "argument 3: it's \\"
err_is ""
for machine in q35 pc microvm,acpi=on; do
    t 0 run --machine $machine "$apps/hello.elf" -- x
    out_is "hello from hello.elf
argument 1: x"
    err_is ""
done
t 127 run -m 2M "$apps/sqlite3.elf"
err "pith: boot refused: "

# every byte in and out
head -c 20000 /dev/urandom >random
input=random
t 0 run "$apps/cat.elf"
result "random bytes" cmp -s random out
echo text >text
input=text
t 0 run "$apps/cat.elf"
out_is text
input=/dev/null
t 0 run "$apps/cat.elf"
out_is ""
t 1 run "$apps/cat.elf" -- /no/file

# ends
mkfifo quiet
exec 5<>quiet
input=quiet
t 124 run --timeout 1.5 "$apps/cat.elf"
err_is "pith: timed out after 1.5 s (status 124)"
exec 5>&-
input=/dev/null
what="a reader that leaves"
{ "$pith" run "$apps/cat.elf" 2>err </dev/zero
    echo $? >rc; } | head -c 10 >out
result "status" test "$(cat rc)" = 141
result "output" test "$(wc -c <out)" = 10
result "silence" test ! -s err

# the table of names survives a second run and strip
what="pith symtab"
: >out
: >err
table()
{
    objcopy -O binary -j .pith_symtab "$1" "$1.table" && cat "$1.table"
}
cp "$apps/hello.elf" again.elf
"$pith" symtab again.elf
result "the same again" cmp -s again.elf "$apps/hello.elf"
strip -o stripped.elf again.elf
table again.elf >one
table stripped.elf >two
result "main is in it" grep -aq main one
result "strip keeps it" cmp -s one two
t 0 lint stripped.elf again.elf
t 0 run stripped.elf
t 126 symtab stripped.elf
err_is "pith: stripped.elf: no symbol table; it was stripped"
finish tool-guest
