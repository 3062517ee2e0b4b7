#!/bin/sh
# check_docs.sh - what the documents name exists.
#
# Relative links and their headings in README.md and docs/*.md; paths of the
# tree in backticks; targets behind "make"; and each [KEY] that the code cites
# has its row in docs/references.md, and only one. Prints each breach; the last
# line counts.
set -u

passed=0
failed=0

# expect DOCUMENT WHAT COMMAND... - COMMAND says whether it is there.
expect()
{
    doc=$1 what=$2
    shift 2
    if "$@" >/dev/null 2>&1; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "not ok $doc: $what"
    fi
}

# has_heading FILE ANCHOR - as GitHub makes anchors of headings.
has_heading()
{
    sed -n 's/^##* //p' "$1" | tr 'A-Z ' 'a-z-' | tr -cd 'a-z0-9_\n-' |
        grep -qxF -- "$2"
}

# links DOCUMENT - relative links; one may run over the end of a line.
links()
{
    tr '\n' ' ' <"$1" | grep -oE '\]\([^)]*\)' | tr -d '])(' | grep -v '^http'
}

rooms='arch|boot|kernel|drivers|libc|fs|include|apps|sdk|tools|tests|mk|scripts'
# paths DOCUMENT - what looks like one of ours; NAME stands for any name.
paths()
{
    # shellcheck disable=SC2016  # backticks as such
    grep -oE '`[a-z][a-zA-Z0-9_./-]*`' "$1" | tr -d '`' |
        grep -E "^($rooms|docs)/|^[a-z]+\.ld\$" | grep -v NAME | sort -u
}

for document in README.md docs/*.md; do
    for link in $(links "$document"); do
        case $link in
        \#*) file=$document ;;
        *) file=$(dirname "$document")/${link%%#*} ;;
        esac
        expect "$document" "link to $link" test -e "$file"
        case $link in
        *#*) expect "$document" "no heading for $link" \
            has_heading "$file" "${link#*#}" ;;
        esac
    done
    for path in $(paths "$document"); do
        expect "$document" "no $path" test -e "$path"
    done
    targets=$(grep -oE '\bmake [a-z][a-z-]+' "$document" | cut -d' ' -f2)
    for target in $(echo "$targets" | sort -u); do
        expect "$document" "make $target" \
            grep -E "^\.PHONY:.* $target( |\$)|^$target:" Makefile mk/*.mk \
            tests/*/build.mk
    done
done

# A citation is a key and a section in brackets; the keys are the words of the
# first column of the tables.
known=$(mktemp)
trap 'rm -f "$known"' EXIT
sed -n 's/^| \([^|]*\) |.*/\1/p' docs/references.md | sed 's/, /\n/g' >"$known"
keys='16550|8254|MC146818|PVH|PVH start_info\.h|SDM|ACPI|MB2?|QEMU|Xen|VMware|C'
keys="$keys|POSIX|psABI|SysV ABI|ELF TLS|CPIO-NEWC|RFC [0-9]+|newlib|Linux|ICH9"
keys="$keys|Intel DRNG guide|zlib\.h|Levenshtein"
for key in $(git grep -hoE "\[($keys)( [^]]*)?\]" -- '*.c' '*.h' '*.S' |
    sed -E "s/^\[($keys)( [^]]*)?\]/\1/; s/ /~/g" | sort -u); do
    key=$(echo "$key" | tr '~' ' ')
    expect docs/references.md "no row for [$key]" grep -xF -- "$key" "$known"
done
for key in $(grep -vxE 'key|---' "$known" | sort | uniq -d | tr ' ' '~'); do
    expect docs/references.md "two rows for $(echo "$key" | tr '~' ' ')" false
done

echo "suite docs: $passed passed, $failed failed"
test "$failed" = 0
