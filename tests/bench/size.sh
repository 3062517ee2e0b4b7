#!/bin/sh
# size.sh - what images weigh, and the least memory they run in.
set -eu
. tests/bench/lib.sh

echo "bytes stripped (targets: hello 98304, write() only 49152)"
for image in build/tests/bench/write_only.elf build/apps/*.elf; do
    strip -o "$OUT/stripped" "$image"
    row size "$(basename "$image" .elf)" "$(wc -c <"$OUT/stripped")" bytes
done

echo "sections of hello"
size -A build/apps/hello.elf | awk '
    /^\.(text|rodata|data|bss|noinit|pith_symtab) / { print $1, $2 }' |
    while read -r section bytes; do
        row section "hello $section" "$bytes" bytes
    done

echo "smallest memory (2048 is the least that is tried)"
row memory hello "$(smallest_memory build/apps/hello.elf)" KiB
if test -f build/apps/lua.elf; then
    row memory lua "$(smallest_memory build/apps/lua.elf -- -e 'print(1)')" KiB
fi
