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

# smallest IMAGE ARG... - the least -m that still works.
smallest()
{
    for kib in 2048 2560 3072 4096 5120 6144 8192 12288 16384; do
        if timeout 20 build/pith run -m ${kib}K "$@" >/dev/null 2>&1 \
            </dev/null; then
            row memory "$(basename "$1" .elf)" "$kib" KiB
            return
        fi
    done
}

echo "smallest memory (2048 is the least that is tried)"
smallest build/apps/hello.elf
if test -f build/apps/lua.elf; then
    smallest build/apps/lua.elf -- -e 'print(1)'
fi
