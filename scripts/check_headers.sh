#!/bin/sh
# check_headers.sh - every header compiles alone.
#
# usage: check_headers.sh "KERNEL_CFLAGS" "LIBC_CFLAGS" "LWIP_CFLAGS"
#
# Kernel rooms' headers with the kernel's flags, the others with the C
# library's, net/ with lwIP's besides.
set -u

passed=0
failed=0

# alone HEADER INCLUDE FLAGS - compile a file of the one line.
alone()
{
    # shellcheck disable=SC2086  # flags are words
    if message=$(printf '#include %s\n' "$2" |
        ${CC:-gcc} $3 -Wno-unused -fsyntax-only -x c - 2>&1); then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "not ok $1 alone"
        echo "$message" | head -n 5 | sed 's/^/#   /'
    fi
}

for header in $(sh scripts/files.sh '*.h'); do
    case $header in
    libc/include/sys/_newlib.h) ;; # newlib.h is what includes it
    libc/include/*) alone "$header" "<${header#libc/include/}>" "$2" ;;
    arch/* | boot/* | kernel/* | drivers/* | include/* | tests/guest/*)
        alone "$header" "\"$header\"" "$1"
        ;;
    apps/*) alone "$header" "\"$header\"" "$2 -isystem include" ;;
    net/*) alone "$header" "\"$header\"" "$2 $3" ;;
    libc/* | fs/*) alone "$header" "\"$header\"" "$2" ;;
    *) alone "$header" "\"$header\"" "-std=gnu11 -D_GNU_SOURCE -I." ;;
    esac
done
echo "suite headers: $passed passed, $failed failed"
test "$failed" = 0
