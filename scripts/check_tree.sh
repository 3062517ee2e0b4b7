#!/bin/sh
# check_tree.sh - the rules of the house that a script can see.
#
# The doors between rooms (docs/architecture.md, "Doors"), the size of files
# and functions, what every header and assembly file must have, and words that
# may not stand anywhere. Prints each breach; ends with a count of rules.
set -u

count=$(mktemp)
trap 'rm -f "$count"' EXIT

# rule NAME - reads breaches from standard input: none is a pass.
rule()
{
    breaches=$(cat)
    if test -z "$breaches"; then
        echo passed >>"$count"
    else
        echo failed >>"$count"
        echo "not ok $1"
        echo "$breaches" | sed 's/^/#   /'
    fi
}

files()
{
    sh scripts/files.sh "$@"
}

# door ROOM ALLOWED - what ROOM includes with "..." begins with one of ALLOWED.
door()
{
    files "$1/*.c" "$1/*.h" "$1/*.S" | xargs -r grep -Hn '^ *#include "' |
        grep -vE "\"($2)" | rule "doors of $1/"
}

base='kernel/base\.h|kernel/errno\.h|kernel/string\.h|include/pith/'
door boot 'boot/'
door arch "arch/|boot/|kernel/"
door kernel "kernel/|arch/|boot/|include/pith/"
door drivers "arch/|kernel/|drivers/|boot/"
door libc "libc/|kernel/|fs/|net/|arch/x86/asm\.h|arch/x86/fpu\.h|include/pith/"
door fs "fs/|boot/|$base|kernel/|libc/"
door net "net/|lwip/|netif/ethernet|hooks\.h|kernel/|libc/|include/pith/"
files 'apps/*.c' 'apps/*.h' | xargs -r grep -Hn '#include "\(kernel\|arch\|boot\|drivers\|libc\|fs\|net\)/' |
    rule "applications see include/pith and the C library only"
files 'kernel/*.c' 'kernel/*.h' | xargs grep -Hn '#include "drivers/' |
    rule "the kernel includes no driver"

# Only arch/ names what only this machine has.
files 'boot/*.c' 'kernel/*.c' 'fs/*.c' 'libc/*.c' 'net/*.c' | xargs grep -HnE '\b(asm|__asm__) ' |
    grep -vE 'libc/(math|tcb)|kernel/string' | rule "inline assembly stays in arch/"
files 'boot/*.c' 'boot/*.h' | xargs grep -HnE '\b(malloc|free|errno)\b *[(=]' |
    rule "boot/ allocates nothing"

files '*.c' '*.h' '*.S' '*.sh' '*.mk' | xargs wc -l |
    awk '$2 != "total" && $1 > 500 { print $2 ": " $1 " lines" }' |
    rule "no file is longer than 500 lines"

# A function's body runs from a `{` to a `}` in the first column.
files '*.c' | xargs awk '
    /^\{/ { start = FNR }
    /^\}/ && start && FNR - start > 51 {
        print FILENAME ":" start ": " FNR - start - 1 " lines"
    }
    /^\}/ { start = 0 }' | rule "no function is longer than 50 lines"

files '*.h' | grep -v '^libc/include/' | xargs grep -L '^#pragma once' |
    rule "every header has #pragma once"
files '*.S' | xargs grep -L '\.note\.GNU-stack' |
    rule "every assembly file says that its stack is not executable"
files '*.c' | grep -v '^tests/' | xargs grep -Hn '^extern' | rule "no extern in a .c file"
files '*.[chS]' '*.sh' '*.mk' Makefile | xargs grep -HnE 'TODO|FIXME|\bXXX\b' |
    grep -v '^scripts/check_tree' | rule "nothing is left to do without an issue"
# shellcheck disable=SC2016  # awk and grep read these
files '*.c' '*.h' | xargs awk '
    length($0) > 80 && !/https?:/ { print FILENAME ":" FNR ": " length($0) }' |
    rule "lines end by column 80"
files '*.c' '*.h' '*.S' '*.sh' '*.mk' Makefile linker.ld README.md 'docs/*' |
    xargs grep -HnE '[[:space:]]$' | rule "no line ends in a blank"
files 'boot/*.c' 'boot/*.h' 'kernel/*.[ch]' 'arch/*.[ch]' 'drivers/*.[ch]' |
    while read -r f; do
        head -n 2 "$f" | grep -q " ${f##*/} - " || echo "$f"
    done | rule "a file's first comment is its name and what it is"

failed=$(grep -c failed "$count")
echo "suite tree: $(grep -c passed "$count") passed, $failed failed"
test "$failed" = 0
