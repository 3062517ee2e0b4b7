#!/bin/sh
# fetch-newlib.sh - unpack newlib from Debian's newlib-source package.
#
# usage: fetch-newlib.sh DOWNLOADS SOURCE
#
# newlib-source is a binary package that holds the patched source as a
# tarball, so neither deb-src lines nor root are needed and nothing is
# installed.  SOURCE gets the tree and SOURCE/PITH_VERSION its version.
set -eu

downloads=$1
source=$2
here=$(dirname "$0")

download_package()
{
    options=
    # As root apt would download as user _apt, who may not write here.
    if [ "$(id -u)" = 0 ]; then
        options="-oAPT::Sandbox::User=root"
    fi
    # shellcheck disable=SC2086
    (cd "$downloads" && apt-get -q $options download newlib-source) ||
        {
            echo "newlib: apt-get download newlib-source failed;" \
                "is the package list fresh (apt-get update)?" >&2
            exit 1
        }
}

mkdir -p "$downloads"
if ! ls "$downloads"/newlib-source_*.deb > /dev/null 2>&1; then
    download_package
fi
set -- "$downloads"/newlib-source_*.deb
rm -rf "$downloads/newlib-source" "$source"
mkdir -p "$downloads/newlib-source" "$source"
dpkg-deb -x "$1" "$downloads/newlib-source"
set -- "$downloads"/newlib-source/usr/src/newlib/newlib-*.tar.xz
sh "$here/check-pin.sh" newlib "$1"
tar -xJf "$1" --strip-components=1 -C "$source"
version=$(basename "$1" .tar.xz)
echo "${version#newlib-}" > "$source/PITH_VERSION"
rm -rf "$downloads/newlib-source"
