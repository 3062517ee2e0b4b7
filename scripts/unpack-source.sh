#!/bin/sh
# unpack-source.sh - check a downloaded source against its pin and unpack it.
#
# usage: unpack-source.sh DIR PACKAGE DEST
#
# DIR is where fetch-sources.sh put PACKAGE; DEST is made anew.
set -eu

dir=$1
package=$2
dest=$3

set -- "$dir/${package}"_*.orig.tar.*
if [ $# != 1 ] || [ ! -f "$1" ]; then
    echo "unpack-source: not one tarball of $package in $dir: $*" >&2
    exit 1
fi
sh "$(dirname "$0")/check-pin.sh" "$package" "$1"
rm -rf "$dest"
mkdir -p "$dest"
tar -xf "$1" --strip-components=1 -C "$dest"
