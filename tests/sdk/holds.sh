# holds.sh - an image carries only what it references. Sourced by test.sh.

# shellcheck shell=sh disable=SC2154  # test.sh sets them

# absent NAME IMAGE PATTERN... - none of the image's symbols match.
absent()
{
    name=$1 image=$2
    shift 2
    for pattern; do
        expect "$name holds no $pattern" "" \
            "$(nm "$image" | awk '{ print $3 }' | grep -E "^($pattern)" || :)"
    done
}

# at_most NAME IMAGE BYTES - its size without symbols, shown in any case; a
# debug build may be larger.
at_most()
{
    strip -o "$dir/stripped" "$2"
    size=$(wc -c <"$dir/stripped")
    echo "# $1: $size bytes of at most $3"
    if test "$size" -le "$3" || test "$mode" = debug; then
        ok "$1"
    else
        not_ok "$1" "$size bytes, not $3"
    fi
    pith lint "$dir/stripped"
    check "$1: pith lint" 0
}

try_holds()
{
    cat >"$dir/write.c" <<'END'
#include <unistd.h>

int main(void)
{
    return write(1, "written\n", 8) != 8;
}
END
    attempt "write()" "$pith_cc" -O2 "$dir/write.c" -o "$dir/write.elf" ||
        return 0
    pith run -m 2M "$dir/write.elf"
    check "write()" 0 written
    files='__pith_(vfs|fs|tmpfs|initrd|cpio|ustar|pax|archive|gunzip)_'
    absent hello build/apps/hello.elf "$files" '__pith_inflate' \
        'open$|stat$|opendir' '__pith_libc_(dir|cwd)'
    absent "write()" "$dir/write.elf" "$files" '_?(malloc|free|sbrk)(_r)?$' \
        '__pith_heap_' '_?v?f?i?printf' '(__)?(sinit|sflush|sfp|swrite)' \
        '_?(dtoa|ldtoa|strtod)' '__pith_time_|clock|localtime'
    # newlib 4's printf() is larger, and so is what gcc 14 makes of it all
    limit=98304
    grep -qs '__NEWLIB__[[:space:]]*[4-9]' \
        build/sdk/newlib/include/_newlib_version.h && limit=106496
    at_most "hello, stripped" build/apps/hello.elf $limit
    at_most "a write()-only program, stripped" "$dir/write.elf" 49152
    for image in build/apps/*.elf; do
        pith lint "$image"
        check "pith lint $image" 0
    done
}
