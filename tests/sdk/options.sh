# options.sh - what pith-cc makes of a compiler's options. Sourced by test.sh.

# shellcheck shell=sh disable=SC2154  # test.sh sets them

program="tests/sdk/program.c tests/sdk/program_part.c"

# program_boots NAME IMAGE - the image of program.c runs to its end.
program_boots()
{
    pith lint "$2"
    if test "$rc" != 0; then
        not_ok "$1" "$(cat "$scratch/err" "$scratch/out")"
        return
    fi
    pith run -m 16M "$2" -- argument
    check "$1" 42 "all is well"
}

# link_and_boot NAME WORD... - pith-cc with these words, then boot the result.
link_and_boot()
{
    name=$1
    shift
    rm -f "$dir/x.elf"
    attempt "$name" "$pith_cc" "$@" -o "$dir/x.elf" || return 0
    program_boots "$name" "$dir/x.elf"
}

# What distributions, build systems and people pass.
every_flag()
{
    while read -r flags; do
        # shellcheck disable=SC2086
        link_and_boot "$PITH_CC $flags" -I. $flags $program
    done <<'END'
-O0
-O3 -fPIC
-Os -fPIE -pie
-O2 -static-pie
-O2 -flto
-O2 -D_FORTIFY_SOURCE=2 -fcf-protection=full
-O1 -fstack-protector-all -fstack-clash-protection
-O2 -g3 -std=c99 -pedantic -rdynamic -static
-O2 -fuse-ld=lld
-O2 -s
-Wl,-s
-Wl,--build-id -Wl,-z,relro,-z,now
-march=x86-64-v2 -fomit-frame-pointer -mno-red-zone
-pthread -lpthread -lm -ldl -lrt
-fno-function-sections -fno-data-sections -Wl,--no-gc-sections
END
}

# By steps, as build systems do: each kind of input and output.
by_steps()
{
    { attempt "-S" "$pith_cc" -I. -O1 -S tests/sdk/program.c -o "$dir/a.s" &&
        attempt "-c of .s" "$pith_cc" -c "$dir/a.s" -o"$dir/a.o" &&
        attempt "-c" "$pith_cc" -I. -c tests/sdk/program_part.c \
            -o "$dir/part.o"; } || return 0
    rm -f "$dir/libpart.a"
    ar rc "$dir/libpart.a" "$dir/part.o"
    link_and_boot "from .s, .o and -l" "$dir/a.o" -L "$dir" -l part
    attempt "-E" "$pith_cc" -I. -E tests/sdk/program.c -o "$dir/a.i" || return 0
    link_and_boot "from standard input and .a" \
        -xc - -x none "$dir/libpart.a" <"$dir/a.i"
    if attempt "-r" "$pith_cc" -r "$dir/a.o" "$dir/part.o" -o "$dir/r.o"; then
        link_and_boot "from -r" "$dir/r.o"
    fi
    # shellcheck disable=SC2016  # no variable
    printf '#define VALUE $3\n.globl main\nmain: mov VALUE, %%eax\nret\n' \
        >"$dir/b.S"
    attempt ".S" "$pith_cc" "$dir/b.S" -o "$dir/x.elf" || return 0
    pith run "$dir/x.elf"
    check "from .S" 3
}

# @files: their words count as if they stood on the command line.
response_files()
{
    printf '%s\n' "-c \"-I$root\"" "-o \"$dir/@.o\"" >"$dir/words"
    printf '%s' "'@$dir/words' -DX='1 2'" >"$dir/outer"
    for words in words outer; do
        rm -f "$dir/@.o"
        attempt "@$words" "$pith_cc" "@$dir/$words" \
            tests/sdk/program.c || continue
        exists "@$words" "$dir/@.o"
    done
    # shellcheck disable=SC2086
    printf '%s\n' "-I." $program -s -o "'$dir/x.elf'" >"$dir/words"
    rm -f "$dir/x.elf"
    attempt "@file that links" "$pith_cc" "@$dir/words" || return 0
    program_boots "from an @file" "$dir/x.elf"
}

# Files that tell make what was read: names of the program's, none of hosts'.
dependencies()
{
    attempt "-MMD" "$pith_cc" -I. -MMD -MP -MF "$dir/x.d" -MT target -c \
        tests/sdk/program.c -o "$dir/x.o" || return 0
    expect "-MMD: the rule" "target: tests/sdk/program.c tests/sdk/program.h" \
        "$(tr -s '\\\n ' ' ' <"$dir/x.d" | sed 's/ tests.sdk.program.h:.*//')"
    attempt "-M" "$pith_cc" -I. -M tests/sdk/program.c -o "$dir/m.d" || return 0
    "$PITH_CC" -print-file-name=include >"$dir/own"
    expect "no header of the host's" "" "$(tr -s ' ' '\n' <"$dir/m.d" |
        grep '^/' | grep -vFf "$dir/own" | grep -vF "$sdk/")"
}

# Questions that configure scripts ask a compiler.
questions()
{
    for word in --version -v -dumpversion -print-search-dirs \
        "-### -xc /dev/null"; do
        # shellcheck disable=SC2086
        attempt "$word" "$pith_cc" $word || :
    done
    expect "-dumpmachine" x86_64-elf "$("$pith_cc" -dumpmachine)"
    expect "-print-file-name" "$sdk/lib/libc.a" \
        "$("$pith_cc" -print-file-name=libc.a | sed 's,//*,/,g')"
    expect "--pith-sdk" "$sdk" "$("$pith_cc" --pith-sdk)"
    expect "system macros" "1 __linux__ __unix__ linux unix" \
        "$(echo __pith__ __linux__ __unix__ linux unix |
            "$pith_cc" -std=gnu99 -E -P -xc -)"
    # shellcheck disable=SC2086  # two files
    attempt "-o /dev/null" "$pith_cc" -I. $program -o /dev/null || :
    test -c /dev/null || not_ok "-o /dev/null" "it is no device any more"
}

# What must fail, and leave no output.
refusals()
{
    while IFS='|' read -r name code flags; do
        rm -f "$dir/no.elf"
        # shellcheck disable=SC2086
        # Not here: this folder is where "kernel/base.h" would be found.
        if echo "$code" | (cd "$dir" && "$pith_cc" -xc - -o no.elf $flags) \
            2>"$scratch/err"; then
            not_ok "$name" "it did compile"
        elif test -e "$dir/no.elf"; then
            not_ok "$name" "it left a file"
        else
            ok "$name"
        fi
    done <<'END'
a kernel header|#include "kernel/base.h"|
a header of the runtime|#include "libc/fd.h"|
a parser's header|#include <boot/memmap.h>|
a header of the host|#include <sys/inotify.h>|
a header of the host's libraries|#include <zlib.h>|
no prototype|int main(void) { return undeclared(); }|
no such function|int absent(void); int main(void) { return absent(); }|
a library of the host|int main(void) { return 0; }|-lresolv
-shared|int main(void) { return 0; }|-shared
-m32|int main(void) { return 0; }|-m32
END
}

try_options()
{
    for PITH_CC in gcc clang; do
        export PITH_CC
        every_flag
        by_steps
        response_files
        dependencies
        questions
        C_INCLUDE_PATH=/usr/include CPATH=/usr/include \
            LIBRARY_PATH=/usr/lib/x86_64-linux-gnu refusals
    done
    unset PITH_CC
}
