#!/bin/sh
# check_docs.sh - what the documents name exists.
#
# Relative links and anchors in README.md and docs/*.md; paths of the tree in
# backticks; targets after "make"; options of `pith run`; and each [KEY] that
# the code cites has its row in docs/references.md. Prints each breach.
set -u

fails=0
breach()
{
    echo "not ok $1: $2"
    fails=$((fails + 1))
}

docs="README.md $(ls docs/*.md)"

# anchors FILE - the anchors that its headings get.
anchors()
{
    sed -n 's/^##* //p' "$1" | tr 'A-Z ' 'a-z-' | tr -cd 'a-z0-9_\n-'
}

for doc in $docs; do
    dir=$(dirname "$doc")
    # words between brackets may run over a line's end
    for link in $(tr '\n' ' ' <"$doc" | grep -oE '\]\([^)]*\)' | tr -d '])(' |
        grep -v '^http'); do
        file=${link%%#*}
        target=${file:+$dir/$file}
        target=${target:-$doc}
        test -e "$target" || breach "$doc" "link to $link"
        case $link in
        *#*) anchors "$target" | grep -qxF -- "${link#*#}" ||
            breach "$doc" "no heading for $link" ;;
        esac
    done
    for path in $(grep -oE '`[a-z][a-zA-Z0-9_./-]*`' "$doc" | tr -d '`' |
        grep -E '^(arch|boot|kernel|drivers|libc|fs|include|apps|sdk|tools|tests|mk|scripts|docs)/|^[a-z]+\.ld$' | sort -u); do
        case $path in */NAME* | */fuzz_NAME* | */test_NAME*) continue ;; esac
        test -e "$path" || breach "$doc" "path $path"
    done
    for target in $(grep -oE '\bmake [a-z][a-z-]+' "$doc" | cut -d' ' -f2 |
        sort -u); do
        grep -qE "^\.PHONY:.* $target( |\$)|^$target:" Makefile mk/*.mk \
            tests/*/build.mk || breach "$doc" "make $target"
    done
done

# A citation is a key and a section in brackets, in a comment of the code; the
# keys are the words of the tables' first column.
known=$(mktemp)
trap 'rm -f "$known"' EXIT
sed -n 's/^| \([^|]*\) |.*/\1/p' docs/references.md | sed 's/, /\n/g' >"$known"
keys='16550|8254|MC146818|PVH|PVH start_info\.h|SDM|ACPI|MB2?|QEMU|Xen|VMware|C'
keys="$keys|POSIX|psABI|SysV ABI|ELF TLS|CPIO-NEWC|RFC [0-9]+|newlib|Linux|ICH9"
keys="$keys|Intel DRNG guide|zlib\.h|Levenshtein"
for key in $(git grep -hoE "\[($keys)( [^]]*)?\]" -- '*.c' '*.h' '*.S' |
    sed -E "s/^\[($keys)( [^]]*)?\]/\1/; s/ /~/g" | sort -u); do
    key=$(echo "$key" | tr '~' ' ')
    grep -qxF -- "$key" "$known" || breach docs/references.md "no row for [$key]"
done

echo "suite docs: $fails failed"
test "$fails" = 0
