#!/bin/sh
# run.sh - boot every program of tests/libc and compare its exit status.
#
# The first lines of a program say what is expected of it:
#     // expect: status 134          or: status 0
#     // says: page fault: write     text in what it prints (any number)
#     // run: -m 64M                 options for `pith run`
#     // smp: 1 2 4                  once with each of these numbers of CPUs
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
    program=${name%.c}
    want=$(note "$source" expect)
    note "$source" says >"$scratch/says"
    set --
    while read -r line; do
        set -- "$@" "$line"
    done <"$scratch/says"
    cpus=$(note "$source" smp)
    for n in ${cpus:-1}; do
        # shellcheck disable=SC2046  # options are words
        pith run ${cpus:+--smp "$n"} $(note "$source" run) \
            "build/tests/libc/$program.elf" -- $(note "$source" args)
        check "$program${cpus:+ on $n CPUs}" "${want#status }" "$@"
    done
done
finish libc
