# names.sh - the runtime leaves all names but its own to programs. Sourced by
# test.sh.

# shellcheck shell=sh disable=SC2154  # test.sh sets them

# Names of the runtime's own functions and data, and some of the past; those
# that it has today are added from the list that renames them.
some_names="panic log_info page_alloc gdt data_start text_end boot_info
    console_write inflate crc32 vfs_lookup update refuse serial heap_grow"

# names_program - one function for each name, and a main that calls them and
# the parts of the C library that stand on most of the runtime.
names_program()
{
    cat <<'END'
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
END
    while read -r name; do
        echo "int $name(void);"
        echo "int $name(void) { return 1; }"
    done <"$dir/names"
    echo 'static int (*const all[])(void) = {'
    sed 's/$/,/' "$dir/names"
    cat <<'END'
};
int main(void)
{
    int calls = 0;
    FILE *file = fopen("/tmp/x", "w");
    char *text = malloc(100);

    for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
        calls += all[i]();
    fprintf(file, "%ld", (long)time(NULL));
    if (fclose(file) || !text)
        return 1;
    printf("%d names\n", calls);
    return 0;
}
END
}

# names_are_free - a program may define them all.
names_are_free()
{
    {
        # shellcheck disable=SC2086
        printf '%s\n' $some_names
        cut -d ' ' -f 1 "build/$mode/renames"
    } | sort -u >"$dir/names"
    names_program >"$dir/names.c"
    attempt "a program with the runtime's names" "$pith_cc" -fno-builtin \
        "$dir/names.c" -o "$dir/names.elf" || return 0
    pith run "$dir/names.elf"
    check "a program with the runtime's names" 0 "$(wc -l <"$dir/names") names"
}

# names_are_known - what the archive does define for programs is pith_*,
# reserved, or declared in a header of the SDK.
names_are_known()
{
    nm -g --defined-only "$sdk/lib/libpith.a" 2>/dev/null |
        awk 'NF == 3 && $3 !~ /^(_|pith_)/ { print $3 }' |
        sort -u >"$dir/global"
    find "$sdk/include" "$sdk/newlib/include" -name '*.h' -exec cat {} + |
        tr -cs 'A-Za-z0-9_' '\n' | sort -u >"$dir/declared"
    expect "names that programs do not know of" "" \
        "$(comm -23 "$dir/global" "$dir/declared")"
}

try_names()
{
    names_are_free
    names_are_known
}
