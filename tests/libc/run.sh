#!/bin/sh
# run.sh - boot every program of tests/libc and compare its exit status.
#
# The first lines of a program say what is expected of it:
#     // expect: status 134          or: status 0
#     // says: page fault: write     text in what it prints (any number)
#     // run: -m 64M                 options for `pith run`
#     // args: one two               its arguments
#     // cflags: -O0                 options for pith-cc (read by mk/test.mk)
set -u
. tests/boot/lib.sh

# note FILE KEY - the text behind `// KEY: `, every line of it.
note()
{
    sed -n "s|^// $2: ||p" "$1"
}

for source in tests/libc/test_*.c tests/libc/exit/*.c tests/libc/crash/*.c; do
    test -f "$source" || continue
    name=${source#tests/libc/}
    name=${name%.c}
    want=$(note "$source" expect)
    # shellcheck disable=SC2046  # options are words
    pith run $(note "$source" run) "build/tests/libc/$name.elf" -- \
        $(note "$source" args)
    note "$source" says >"$scratch/says"
    set --
    while read -r line; do
        set -- "$@" "$line"
    done <"$scratch/says"
    check "$name" "${want#status }" "$@"
done
finish libc
