#!/bin/sh
# trace.sh - boot an image and name the first CPU exception in it.
#
# usage: trace.sh PITH-RUN-WORD... -- IMAGE [ARG...]
#
# For a guest that dies before it can say why: QEMU's own log of exceptions
# (-d int) is read for the first one after the PVH entry.
set -eu

log=$(mktemp)
trap 'rm -f "$log"' EXIT

words=
while test "$1" != --; do
    words="$words $1"
    shift
done
shift
image=$1
shift
# shellcheck disable=SC2086  # words are words
timeout 60 $words --timeout 50 --qemu-arg -d --qemu-arg int \
    --qemu-arg -D --qemu-arg "$log" "$image" -- "$@" || echo "status $?"

# "     0: v=0e e=0002 i=0 cpl=0 IP=0008:... pc=... SP=... CR2=..."
first=$(grep -m 1 -E '^ *[0-9]+: v=.* cpl=0 IP=0008:0000' "$log" || true)
if test -z "$first"; then
    echo "trace: no exception in 64-bit code"
    exit 0
fi
echo "trace: $first"
pc=$(echo "$first" | sed 's/.* pc=\([0-9a-f]*\).*/\1/')
echo "trace: vector 0x$(echo "$first" | sed 's/.* v=\([0-9a-f]*\).*/\1/') at $(addr2line -fpe "$image" "0x$pc")"
