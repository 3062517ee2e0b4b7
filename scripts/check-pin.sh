#!/bin/sh
# check-pin.sh - compare a third-party source with its pin.
#
# usage: check-pin.sh PACKAGE FILE
#
# Fails if mk/pins.txt names FILE for PACKAGE with another SHA-256.  A file
# that it does not name is a newer Debian's: used, with a warning.
set -eu

package=$1
file=$2
name=$(basename "$file")
pins=$(dirname "$0")/../mk/pins.txt

want=$(awk -v p="$package" -v n="$name" '$1 == p && $2 == n { print $3 }' \
    "$pins")
got=$(sha256sum "$file" | cut -d' ' -f1)
if [ -z "$want" ]; then
    echo "warning: $name ($package) is not in mk/pins.txt; SHA-256 $got" >&2
elif [ "$want" != "$got" ]; then
    echo "error: $file: SHA-256 is $got, mk/pins.txt says $want" >&2
    exit 1
fi
