#!/bin/sh
# lua.sh - Lua runs scripts from the initrd, with files, stdin and statuses.
set -u
. tests/apps/lib.sh

lua=build/apps/lua.elf

feed /dev/null -i apps/lua/root $lua -- /hello.lua one "two three"
cat >"$scratch/want" <<'END'
hello from Lua 5.4, script /hello.lua
argument 1: one
argument 2: two three
the script has 22 lines
/tmp/squares.txt: 1 4 9 16 25 36 49 64 81 100
END
same "lua: the script of make run" "$scratch/want"

feed /dev/null -i tests/apps/lua $lua -- /all.lua
echo "all well" >"$scratch/want"
same "lua: language and library" "$scratch/want"

echo 'print("from stdin", 2^10, io.read() == nil)' >"$scratch/in"
feed "$scratch/in" $lua -- -
printf 'from stdin\t1024.0\ttrue\n' >"$scratch/want"
same "lua: a script on stdin" "$scratch/want"

text_of 100000 >"$scratch/in"
feed "$scratch/in" $lua -- -e 'io.write(io.read("a"))'
same "lua: 100,000 bytes from stdin to stdout" "$scratch/in"

feed /dev/null -e GREETING=hi $lua -- -e 'os.exit(#os.getenv("GREETING") + 5)'
check "lua: os.exit and the environment" 7

feed /dev/null $lua -- -e 'error("deliberate")'
check "lua: an error is status 1" 1 "deliberate"

feed /dev/null $lua -- /missing.lua
check "lua: a missing script" 1 "cannot open /missing.lua"

feed /dev/null -m 32M $lua -- -e 'string.rep("x", 1 << 30)'
check "lua: out of memory is an error" 1 "not enough memory"

finish lua
