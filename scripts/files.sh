#!/bin/sh
# files.sh - the project's files, one a line.
#
# usage: files.sh [PATTERN...]      git's patterns: '*.c' matches in any folder
#
# From git where this is a checkout and git is installed, else what lies here
# outside build/.
set -u

if git rev-parse --is-inside-work-tree >/dev/null 2>&1; then
    git ls-files --cached --others --exclude-standard -- "$@"
else
    find . -name .git -prune -o -path ./build -prune -o -type f -print |
        sed 's|^\./||' | sort |
        while read -r file; do
            test $# -gt 0 || echo "$file"
            for pattern; do
                # shellcheck disable=SC2254  # a pattern on purpose
                case $file in
                $pattern) echo "$file" && break ;;
                esac
            done
        done
fi | while read -r file; do
    test ! -f "$file" || echo "$file"
done
